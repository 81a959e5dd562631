import type { Command } from 'commander'
import type { SweepResult } from '../domain/housekeeping/sweep.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface HousekeepingOptions {
  dryRun?: true
  json?: true
}

export function addHousekeeping(program: Command, tools: CommandTools): void {
  program
    .command('housekeeping')
    .description('remove what nobody needs any more: abandoned uploads, left jobs, old deliveries')
    .option('--dry-run', 'only show what would go')
    .option(...JSON_OPTION)
    .action((options: HousekeepingOptions) => keepHouse(tools, options))
}

async function keepHouse(tools: CommandTools, { dryRun, json }: HousekeepingOptions): Promise<void> {
  await tools.withBoundServices(async ({ housekeeping }, actor) => {
    const results = dryRun ? await housekeeping.find() : await housekeeping.sweep(actor)
    tools.print(json ? JSON.stringify(results, null, 2) : formatSweep(results, dryRun === true))
  })
}

/** What a sweep did, or would do, as a table with its sentences below. */
export function formatSweep(results: readonly SweepResult[], isDryRun: boolean): string {
  const columns = [
    { title: 'What' },
    { title: 'May go', align: 'right' as const },
    { title: 'Removed', align: 'right' as const },
  ]
  const rows = results.map(({ subject, found, removed }) => [WORDS[subject], String(found), String(removed)])
  const sentences = results.flatMap(({ subject, sentence }) =>
    sentence === null ? [] : [printable(`${WORDS[subject]}: ${sentence}`)],
  )
  const end = isDryRun ? ['Nothing was removed.'] : []
  return [formatTable(columns, rows), ...sentences, ...end].join('\n')
}

const WORDS = {
  uploads: 'abandoned uploads',
  'probe-objects': 'objects of old probes',
  'ingest-jobs': 'ingest jobs nobody asks about',
  'query-jobs': 'query jobs nobody reads',
  'idempotency-keys': 'old idempotency keys',
  'webhook-deliveries': 'old webhook deliveries',
  'run-items': 'items of old verifications and dry runs',
} as const
