import type { Command } from 'commander'
import type { FailureGroup } from '../operations/failures/read-failures.ts'
import type { RunFailureGroup } from '../operations/failures/read-run-failures.ts'
import { counted } from './measures.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

export function addFailures(program: Command, tools: CommandTools): void {
  const failures = program
    .command('failures')
    .description('what failed, in groups, and what to do about it')
    .option(...JSON_OPTION)
    .action((options: { json?: true }) => showFailures(tools, options))
  failures
    .command('retry')
    .description('try copies again: a back-up over the records that failed with this code')
    .argument('<code>', 'as "failures" shows it')
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((code: string, options: ShowOptions) => retryFailures(tools, code, options))
}

async function showFailures(tools: CommandTools, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async (services) => {
    const groups = await services.failures.readFailures()
    tools.print(json ? JSON.stringify(groups, null, 2) : formatFailures(groups))
  })
}

function formatFailures(groups: readonly FailureGroup[]): string {
  if (groups.length === 0) return 'Nothing has failed.'
  const columns = [{ title: 'Records', align: 'right' as const }, { title: 'While' }, { title: 'Code' }]
  const rows = groups.map((group) => [String(group.records), WHILE[group.class], group.code])
  return [formatTable(columns, rows), ...groups.map(formatGroup)].join('\n\n')
}

/** What one run could not do: a table, then what to do about each group. */
export function formatRunFailures(groups: readonly RunFailureGroup[]): string {
  if (groups.length === 0) return 'Nothing failed in this run.'
  const columns = [{ title: 'Records', align: 'right' as const }, { title: 'Code' }]
  const table = formatTable(
    columns,
    groups.map(({ records, code }) => [String(records), code]),
  )
  return [table, ...groups.map(formatRunGroup)].join('\n\n')
}

function formatRunGroup(group: RunFailureGroup): string {
  return [`${printable(group.code)}: ${counted(group.records, 'record')}`, ...whatToDo(group)].join('\n')
}

function whatToDo({ sentence, advice, example }: Pick<FailureGroup, 'sentence' | 'advice' | 'example'>): string[] {
  return [`  ${sentence}`, `  ${advice}`, `  For example ${example.recordId}, "${printable(example.name)}".`]
}

const WHILE = { copy: 'copied', switch: 'switched', rollback: 'rolled back' } as const

function formatGroup(group: FailureGroup): string {
  const newest = `${group.last24Hours} in the last 24 hours, ${group.last7Days} in the last 7 days`
  return [
    `${printable(group.code)}: ${counted(group.records, 'record')}, ${newest}`,
    ...whatToDo(group),
    `  To list them: doclift records list --failure-code ${printable(group.code)} --failure-class ${group.class}`,
    ...(group.class === 'copy' && group.isRetryable ? [`  To try again: doclift failures retry ${group.code}`] : []),
  ].join('\n')
}

async function retryFailures(tools: CommandTools, code: string, options: ShowOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    const { run } = await services.failures.retryFailures({ code }, actor)
    await showRun(tools, services, run, options)
  })
}
