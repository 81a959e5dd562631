import type { Command } from 'commander'
import { FatalError, PermanentError, toDocliftError } from '../domain/errors.ts'
import { countWarning } from '../domain/overview/count-warning.ts'
import type { ConformView } from '../operations/conform/services.ts'
import type { ConnectionCheck } from '../operations/diagnostics/check-connections.ts'
import type { Overview } from '../ports/tracking/reads.ts'
import { JSON_OPTION } from './show-run.ts'
import { printable } from './table.ts'
import type { CommandTools } from './tools.ts'

/** One thing that was looked at, with what to do when it is not well. */
interface DoctorLine {
  name: string
  status: ConnectionCheck['status']
  sentence: string
  advice: string | null
}

const OLDEST_NODE = 24

export function addDoctor(program: Command, tools: CommandTools): void {
  program
    .command('doctor')
    .description('look at settings, database and connections, and say what to do about what is not well')
    .option(...JSON_OPTION)
    .action(({ json }: { json?: true }) => examine(tools, json === true))
}

/** Stops at the first layer that is broken: without settings there is nothing to connect to. */
async function examine(tools: CommandTools, isJson: boolean): Promise<void> {
  const settings = settingsLines(tools.settingsProblems())
  const areSettingsWell = settings.every((line) => line.status === 'ok')
  const rest = areSettingsWell ? await connectionLines(tools) : []
  const lines = [nodeLine(), ...settings, ...rest]
  tools.print(isJson ? JSON.stringify(lines, null, 2) : lines.map(formatLine).join('\n'))
  if (!areSettingsWell) throw new FatalError('config.invalid', 'The settings must be mended before anything can start.')
  if (lines.some((line) => line.status === 'failing')) {
    throw new PermanentError('doctor.failing', 'Something is not well; the lines above say what to do.')
  }
}

function nodeLine(): DoctorLine {
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE
  const line = { name: 'node', sentence: `Node.js ${process.versions.node}.` }
  if (isNewEnough) return { ...line, status: 'ok', advice: null }
  return { ...line, status: 'failing', advice: `Start Doclift with Node.js ${OLDEST_NODE} or newer.` }
}

function settingsLines(problems: readonly string[]): DoctorLine[] {
  if (problems.length === 0) return [{ name: 'settings', status: 'ok', sentence: 'All settings do.', advice: null }]
  const advice = 'An operator: mend it in the environment or in .env; every setting is described in .env.example.'
  return problems.map((sentence) => ({ name: 'settings', status: 'failing', sentence, advice }))
}

/** When the database does not open there are no services to ask for the rest. */
async function connectionLines(tools: CommandTools): Promise<DoctorLine[]> {
  let lines: DoctorLine[] = []
  try {
    await tools.withServices(async ({ diagnostics, tracking, conform }) => {
      lines = await diagnostics.checkConnections()
      lines.push(coverageLine(await tracking.readOverview()))
      lines.push(conformLine(await conform.readStanding()))
    })
    return lines
  } catch (thrown) {
    if (lines.length > 0) return lines
    return [{ name: 'database', status: 'failing', sentence: toDocliftError(thrown).message, advice: DATABASE_ADVICE }]
  }
}

/** A count of the org that differs proves nothing by itself, so it is not a failure. */
function coverageLine({ total, entryCount }: Overview): DoctorLine {
  const warning = countWarning(entryCount)
  if (warning !== null) return { name: 'coverage', status: 'unknown', sentence: warning, advice: COVERAGE_ADVICE }
  const sentence = entryCount
    ? `The last inventory found the ${entryCount.inOrg} entries that Salesforce counts.`
    : `No inventory has been counted yet; the ledger holds ${total} records.`
  return { name: 'coverage', status: 'ok', sentence, advice: null }
}

/** Copying needs no report, so the want of one is not a failure. */
function conformLine({ outcome, sentence, isRequired }: ConformView): DoctorLine {
  const status = outcome === 'passed' ? 'ok' : 'unknown'
  const advice = isRequired
    ? 'An operator: a switch is refused until a report passes.'
    : 'An operator: this profile does not ask for it; with the profile production a switch is refused without it.'
  return { name: 'conformance', status, sentence, advice }
}

const COVERAGE_ADVICE =
  'An operator: run the inventory again. The administrator of the org: check what sharing lets the integration user see.'

const DATABASE_ADVICE =
  'Whoever runs the database: start it and check DATABASE_URL. After an update of Doclift, run "npx doclift db migrate".'

const WORDS = { ok: 'ok', failing: 'FAILING', unknown: 'unknown' } as const

function formatLine({ name, status, sentence, advice }: DoctorLine): string {
  const line = `${WORDS[status].padEnd(8)} ${name}: ${printable(sentence)}`
  return status === 'ok' || advice === null ? line : `${line}\n${' '.repeat(9)}${advice}`
}
