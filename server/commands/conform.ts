import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ASSUMPTIONS } from '../domain/conform/assumptions.ts'
import type { CheckResult } from '../domain/conform/report.ts'
import { PermanentError } from '../domain/errors.ts'
import type { ConformView } from '../operations/conform/services.ts'
import { JSON_OPTION } from './show-run.ts'
import { printable } from './table.ts'
import type { CommandTools } from './tools.ts'

export function addConform(program: Command, tools: CommandTools): void {
  const conform = program
    .command('conform')
    .description('what a sandbox of the org was seen to do; "npm run org:conform" makes the report')
  conform
    .command('import')
    .description(
      'record a signed report; with the profile production a switch needs one of the last 30 days that passes',
    )
    .argument('<file>', 'the report, as "npm run org:conform" wrote it')
    .action((path: string) => importFile(tools, path))
  conform
    .command('show')
    .description('show the newest report: whether it passes, and what was not as expected')
    .option(...JSON_OPTION)
    .action((options: { json?: true }) => show(tools, options))
}

async function importFile(tools: CommandTools, path: string): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => Promise.reject(unreadable(path, error)))
  await tools.withServices(async ({ conform }, actor) => {
    const { report, outcome } = await conform.importReport(bytes, actor)
    tools.print(`Recorded: the report of ${report.endedAt} about the org at ${printable(report.org.host)}.`)
    const { sentence } = await conform.readStanding()
    if (outcome !== 'passed') throw new PermanentError('conform.not-passed', `It does not pass. ${sentence}`)
    tools.print(printable(sentence))
  })
}

async function show(tools: CommandTools, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ conform }) => {
    const view = await conform.readStanding()
    tools.print(json ? JSON.stringify(view, null, 2) : formatConformView(view))
  })
}

const WORDS = { passed: 'Passes.', failed: 'Does not pass.', inconclusive: 'Does not pass.' } as const

/** The standing as lines; of the checks those that did not end as expected, with what that means. */
export function formatConformView({ outcome, sentence, newest, isRequired }: ConformView): string {
  const need = isRequired ? 'A switch is refused without it.' : 'The profile testing does not ask for it.'
  const head = `${WORDS[outcome]} ${printable(sentence)} ${need}`
  const open = newest?.report.checks.filter((check) => check.outcome !== 'passed') ?? []
  const left = newest?.report.leftBehind ?? []
  const behind = left.length === 0 ? [] : [`Left in that org: ${left.map(printable).join(', ')}`]
  return [head, ...open.map(formatCheck), ...behind].join('\n')
}

const CHECK_WORDS: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: 'ok',
  differs: 'differs',
  failed: 'FAILED',
  inconclusive: 'unknown',
  'not-provoked': '-',
}

function formatCheck({ name, outcome, evidence }: CheckResult): string {
  const line = `${CHECK_WORDS[outcome].padEnd(8)} ${printable(name)}: ${printable(evidence)}`
  const assumption = ASSUMPTIONS.find((one) => one.name === name)
  if (!assumption || outcome === 'not-provoked') return line
  return `${line}\n${' '.repeat(9)}Expected: ${assumption.sentence} Otherwise: ${assumption.otherwise}`
}

function unreadable(path: string, cause: unknown): PermanentError {
  const message = `${path} cannot be read: ${(cause as Error).message}. Check its name.`
  return new PermanentError('conform.unreadable', message, { cause })
}
