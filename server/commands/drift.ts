import { type Command, Option } from 'commander'
import {
  DRIFT_KINDS,
  type DriftCounts,
  type DriftFinding,
  type DriftKind,
  recommendationFor,
} from '../domain/drift/drift.ts'
import { parseCount, parseSalesforceId } from './arguments.ts'
import { counted } from './measures.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface DriftOptions {
  kind?: DriftKind
  account?: string
  record?: string
  resolved?: true
  limit: number
  json?: true
}

const DEFAULT_LIMIT = 50
const MOST_FINDINGS = 200

export function addDrift(program: Command, tools: CommandTools): void {
  program
    .command('drift')
    .description('what moved in Salesforce since records were copied, the newest first')
    .addOption(new Option('--kind <kind>', 'only what moved in this way').choices(DRIFT_KINDS))
    .option('--account <id>', 'only records of this Account', parseSalesforceId)
    .option('--record <id>', 'only this record', parseSalesforceId)
    .option('--resolved', 'also what is resolved')
    .option('--limit <count>', `at most this many, up to ${MOST_FINDINGS}`, parseCount, DEFAULT_LIMIT)
    .option(...JSON_OPTION)
    .action((options: DriftOptions) => showDrift(tools, options))
}

async function showDrift(tools: CommandTools, options: DriftOptions): Promise<void> {
  const { kind, account, record, resolved, limit, json } = options
  await tools.withServices(async ({ tracking }) => {
    const { items } = await tracking.listDrift({
      limit: Math.min(limit, MOST_FINDINGS),
      ...(kind ? { kind } : {}),
      ...(account ? { accountId: account } : {}),
      ...(record ? { recordId: record } : {}),
      ...(resolved ? { withResolved: true } : {}),
    })
    const counts = await tracking.countDrift()
    if (json) tools.print(JSON.stringify({ counts, items: items.map(withRecommendation) }, null, 2))
    else tools.print([formatDriftCounts(counts), ...items.map(formatFinding)].join('\n\n'))
  })
}

function withRecommendation(finding: DriftFinding) {
  return { ...finding, recommendation: recommendationFor(finding) }
}

/** How much is open, by kind. */
export function formatDriftCounts(counts: DriftCounts): string {
  const rows = Object.entries(counts).map(([kind, findings]) => [kind, String(findings)])
  if (rows.length === 0) return 'Nothing has moved in Salesforce since it was copied.'
  return formatTable([{ title: 'What moved' }, { title: 'Open', align: 'right' }], rows)
}

function formatFinding(finding: DriftFinding): string {
  const { kind, recordId, recordName, accountId, accountName, seenAt, runNumber, resolvedAt } = finding
  const state = resolvedAt === null ? '' : `, resolved ${resolvedAt}`
  const account = accountId === null ? 'no Account' : `${accountName ?? 'Account'} (${accountId})`
  return [
    `${kind}: ${recordId} "${recordName}" of ${account}, seen ${seenAt} by run ${runNumber}${state}`,
    `  was: ${finding.oldValue ?? 'nothing'}`,
    `  is: ${finding.newValue ?? 'nothing'}`,
    `  ${recommendationFor(finding)}`,
  ]
    .map(printable)
    .join('\n')
}

/** One line for whoever asks where everything stands. */
export function summariseDrift(counts: DriftCounts): string[] {
  const findings = Object.values(counts).reduce((total, count) => total + count, 0)
  return findings === 0 ? [] : [`${counted(findings, 'change')} since the copy; see "doclift drift".`]
}
