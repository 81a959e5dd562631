import type { Command } from 'commander'
import { readStatus, type Status } from '../operations/read-status.ts'
import { formatGate, summariseRun } from './describe-run.ts'
import { summariseDrift } from './drift.ts'
import { counted, formatBytes } from './measures.ts'
import { formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

export function addStatus(program: Command, tools: CommandTools): void {
  program
    .command('status')
    .description('where the migration stands and what to do next')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }) =>
      tools.withServices(async (services) => {
        const status = await readStatus(services)
        tools.print(json ? JSON.stringify(status, null, 2) : formatStatus(status))
      }),
    )
}

/** Where the migration stands, for a terminal. */
export function formatStatus(status: Status): string {
  const { overview, gate } = status
  const parts = [
    `Profile ${status.profile}, ${status.environment} org. ${status.salesforce}`,
    ...(status.testMode === null ? [] : [status.testMode]),
    formatCoverage(status),
    ...formatUsage(status),
    ...(status.countWarning === null ? [] : [`Warning: ${status.countWarning}`]),
    ...formatArchived(status),
    ...summariseDrift(overview.drift),
    ...overview.unfinishedRuns.map(summariseRun),
    ...(gate ? [`Newest switch plan, run ${gate.run.number}. ${formatGate(gate.decision)}`] : []),
    `Next: ${status.nextStep}`,
  ]
  return parts.join('\n\n')
}

function formatArchived({ archived, overview: { nextQuestionAt } }: Status): string[] {
  if (archived === null) return []
  return [nextQuestionAt === null ? archived : `${archived} The next question is due at ${nextQuestionAt}.`]
}

function formatUsage({ apiUsage }: Status): string[] {
  if (apiUsage === null) return []
  const { used, allowed, ceiling, measuredAt } = apiUsage
  return [
    `${used} of the org's ${allowed} API requests of a day were used at ${measuredAt}. Doclift works up to ${ceiling}.`,
  ]
}

function formatCoverage({ overview }: Status): string {
  const inScope = Object.entries(overview.byState)
  const outOfScope = Object.entries(overview.outOfScope).map(([reason, count]) => [`out of scope: ${reason}`, count])
  const rows = [...inScope, ...outOfScope, ['total', overview.total]].map((row) => row.map(String))
  const table = formatTable([{ title: 'State' }, { title: 'Records', align: 'right' }], rows)
  return `${table}\n${formatBytes(overview.verifiedBytes)} verified, ${counted(overview.accounts, 'Account')}`
}
