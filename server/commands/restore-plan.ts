import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import { RESTORE_KINDS, type RestoreKind } from '../domain/restore/decide.ts'
import { type KnownDescription, parseDescription } from '../domain/restore/description.ts'
import type { RestoreExample, RestorePlan } from '../operations/restore/plan-restore.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface RestorePlanOptions {
  live?: true
  json?: true
}

export function addRestorePlan(program: Command, tools: CommandTools): void {
  program
    .command('restore-plan')
    .description('check a file of before-images and show what loading it would do; nothing is changed')
    .argument('<file>', 'CSV, as "doclift report before-images" or the bucket has it')
    .option('--live', 'compare with the values that the org has now, by a call for each 2,000 records')
    .option(...JSON_OPTION)
    .action((path: string, options: RestorePlanOptions) => showRestorePlan(tools, path, options))
}

async function showRestorePlan(tools: CommandTools, path: string, { live, json }: RestorePlanOptions): Promise<void> {
  const description = await readDescription(path)
  const open = live ? tools.withBoundServices : tools.withServices
  await open(async ({ rollback }) => {
    const plan = await rollback.planRestore({ bytes: readBytes(path), description, isLive: live === true })
    tools.print(json ? JSON.stringify(plan, null, 2) : formatPlan(path, plan))
    refuseProblems(plan)
  })
}

/** @throws PermanentError `restore.problems` for a file that is not as it must be */
function refuseProblems({ problems }: RestorePlan): void {
  if (problems.rows === 0 && problems.ofFile.length === 0) return
  const message = 'The file is not as it must be. Do not load it before each problem is explained.'
  throw new PermanentError('restore.problems', message)
}

/** The JSON that has the name of the CSV stands beside it. */
async function readDescription(path: string): Promise<KnownDescription | null> {
  const beside = `${path.replace(/\.csv$/i, '')}.json`
  const text = await readFile(beside, 'utf8').catch((error: unknown) => missing(beside, error))
  return text === null ? null : parseDescription(text)
}

function missing(path: string, error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw unreadable(path, error)
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (error) {
    throw error instanceof PermanentError ? error : unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): PermanentError {
  const message = `${path} cannot be read: ${(cause as Error).message}. Check its name.`
  return new PermanentError('restore.unreadable', message, { cause })
}

const WORDS: Readonly<Record<RestoreKind, string>> = {
  restore: 'would be restored: the value there is ours',
  already: 'already as in the file',
  'changed-by-others': 'changed by someone else: loading would overwrite it',
  unknown: 'not known to Doclift',
  deleted: 'deleted, or hidden from Doclift',
}

function formatPlan(path: string, plan: RestorePlan): string {
  const counts = RESTORE_KINDS.map((kind) => [String(plan.counts[kind]), WORDS[kind]])
  return [
    `${printable(path)}: ${plan.rows} rows, SHA-256 ${plan.sha256}.`,
    formatSource(plan),
    formatTable([{ title: 'Rows', align: 'right' }, { title: 'What loading the file would do' }], counts),
    ...RESTORE_KINDS.flatMap((kind) => formatExamples(WORDS[kind], plan.examples[kind])),
    ...formatProblems(plan),
    'Nothing was changed.',
  ].join('\n')
}

function formatSource({ description, isLive }: RestorePlan): string {
  const from = description
    ? `Exported for run ${description.run.number} (${printable(description.run.operation)}) at ${printable(description.madeAt)}.`
    : 'No JSON that describes it stands beside it, so nothing proves that it is whole.'
  return `${from} Compared with the values ${isLive ? 'that the org has now' : 'as Doclift saw them last'}.`
}

function formatExamples(words: string, examples: readonly RestoreExample[]): string[] {
  if (examples.length === 0) return []
  const lines = examples.map(({ line, recordId, now, inFile }) => {
    return `  line ${line}, ${recordId}: now ${formatValue(now)}, in the file ${formatValue(inFile)}`
  })
  return [`First rows, ${words}:`, ...lines]
}

function formatValue(value: string | null): string {
  return value === null ? '(no value)' : printable(value.slice(0, 200))
}

function formatProblems({ problems }: RestorePlan): string[] {
  const ofRows = problems.first.map(({ line, problem }) => `  line ${line}: ${printable(problem)}`)
  const head = problems.rows === 0 ? [] : [`${problems.rows} rows with a problem; the first:`]
  return [...problems.ofFile.map((problem) => `Problem: ${problem}`), ...head, ...ofRows]
}
