import { type Command, InvalidArgumentError, Option } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import { FAILURE_CLASSES, type FailureClass } from '../domain/failure/failure-class.ts'
import { OUT_OF_SCOPE_REASONS, type OutOfScopeReason, RECORD_WORDS, type RecordWord } from '../domain/file/states.ts'
import { describeChecksum } from '../domain/object/checksum.ts'
import { hideSignatures } from '../domain/object/signed-query.ts'
import type { Healing, HistoryRow, RecordView } from '../ports/tracking/reads.ts'
import { parseCount, parseSalesforceId } from './arguments.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface ListOptions {
  account?: string
  state?: RecordWord
  reason?: OutOfScopeReason
  failureCode?: string
  failureClass?: FailureClass
  limit: number
  json?: true
}

const DEFAULT_LIMIT = 50
const MOST_RECORDS = 200

export function addRecords(program: Command, tools: CommandTools): void {
  const records = program.command('records').description('records and their objects in the bucket')
  records
    .command('list')
    .description('records in the order of their ids')
    .option('--account <id>', 'only those of this Account', parseSalesforceId)
    .addOption(new Option('--state <state>', 'only those in this state').choices(RECORD_WORDS))
    .addOption(new Option('--reason <reason>', 'only those out of scope for this reason').choices(OUT_OF_SCOPE_REASONS))
    .option('--failure-code <code>', 'only those that failed with this code, as "failures" shows it')
    .addOption(new Option('--failure-class <class>', 'of these, only those of one group').choices(FAILURE_CLASSES))
    .option('--limit <count>', `at most this many, up to ${MOST_RECORDS}`, parseCount, DEFAULT_LIMIT)
    .option(...JSON_OPTION)
    .action((options: ListOptions) => listRecords(tools, options))
  records
    .command('show')
    .description('one record with every value its link ever had')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .option(...JSON_OPTION)
    .action((recordId: string, options: { json?: true }) => showRecord(tools, recordId, options))
  records
    .command('link')
    .description('a link of one minute to the copy of a record; each one is audited')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .option(...JSON_OPTION)
    .action((recordId: string, options: { json?: true }) => linkRecord(tools, recordId, options))
  records
    .command('release')
    .description('let a record that was rolled back, or that somebody else changed, take part in switches again')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .action((recordId: string) => releaseRecord(tools, recordId))
  records
    .command('retry')
    .description('try the copy of one record again, as a back-up of its own')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((recordId: string, options: ShowOptions) => retryRecord(tools, recordId, options))
}

async function listRecords(tools: CommandTools, options: ListOptions): Promise<void> {
  const { account, state, reason, failureCode, failureClass, limit, json } = options
  if (failureClass && !failureCode) {
    throw new InvalidArgumentError(
      'Expected --failure-code with --failure-class; got none. Give the code of the group.',
    )
  }
  await tools.withServices(async ({ tracking }) => {
    const { items } = await tracking.listRecords({
      limit: Math.min(limit, MOST_RECORDS),
      ...(account ? { accountId: account } : {}),
      ...(state ? { state } : {}),
      ...(reason ? { outOfScopeReason: reason } : {}),
      ...(failureCode ? { failureCode } : {}),
      ...(failureClass ? { failureClass } : {}),
    })
    tools.print(json ? JSON.stringify(items, null, 2) : formatRecords(items))
  })
}

function formatRecords(records: readonly RecordView[]): string {
  if (records.length === 0) return 'There are no such records.'
  const columns = [
    { title: 'Record' },
    { title: 'State' },
    { title: 'Bytes', align: 'right' as const },
    { title: 'Name' },
  ]
  const rows = records.map((record) => [
    record.recordId,
    formatRecordState(record),
    record.sizeBytes === null ? '' : String(record.sizeBytes),
    record.name,
  ])
  return formatTable(columns, rows)
}

function formatRecordState({ state, outOfScopeReason, isHeld }: RecordView): string {
  const word = state === null ? `out of scope: ${outOfScopeReason}` : state.replace('_', ' ')
  return isHeld ? `${word}, held` : word
}

async function showRecord(tools: CommandTools, recordId: string, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ tracking }) => {
    const record = await tracking.getRecord(recordId)
    if (!record) throw new PermanentError('record.not-found', `There is no record ${recordId}. Check its id.`)
    const [history, healings] = await Promise.all([tracking.historyOf(recordId), tracking.healingsOf(recordId)])
    const lines = [...formatRecord(record, history), ...formatHealings(healings)]
    tools.print(json ? JSON.stringify({ ...record, history, healings }, null, 2) : lines.map(printable).join('\n'))
  })
}

function formatRecord(record: RecordView, history: readonly HistoryRow[]): string[] {
  const failure = record.failureSentence === null ? [] : [`Failed: ${record.failureSentence} (${record.failureCode})`]
  return [
    `${record.recordId} "${record.name}": ${formatRecordState(record)}.`,
    `Account: ${record.accountName ?? 'none'}${record.accountId ? ` (${record.accountId})` : ''}`,
    `Link: ${hideSignatures(record.documentUrl ?? 'none')}`,
    `Object: ${record.objectKey ?? 'none'}`,
    `Checksum: ${record.checksum ? describeChecksum(record.checksum) : 'none'}`,
    ...failure,
    'History, oldest first:',
    ...history.map(
      (row) => `  ${row.at} ${row.kind} in run ${row.runNumber} by ${row.actor}: ${hideSignatures(row.url ?? 'empty')}`,
    ),
  ]
}

/** When its copy was put right; none when it never had to be. */
function formatHealings(healings: readonly Healing[]): string[] {
  if (healings.length === 0) return []
  const lines = healings.map((one) => `  ${one.at} in run ${one.runNumber} by ${one.actor}: ${one.sentence}`)
  return ['Copy put right, oldest first:', ...lines]
}

async function linkRecord(tools: CommandTools, recordId: string, { json }: { json?: true }): Promise<void> {
  await tools.withBoundServices(async ({ reports }, actor) => {
    const link = await reports.linkRecord(recordId, actor)
    tools.print(json ? JSON.stringify(link, null, 2) : link.url)
  })
}

async function releaseRecord(tools: CommandTools, recordId: string): Promise<void> {
  await tools.withServices(async ({ rollback }, actor) => {
    await rollback.releaseRecord(recordId, actor)
    tools.print(`Record ${recordId} takes part in switches again.`)
  })
}

async function retryRecord(tools: CommandTools, recordId: string, options: ShowOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    const { run } = await services.reports.retryRecord(recordId, actor)
    await showRun(tools, services, run, options)
  })
}
