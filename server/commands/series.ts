import { type Command, Option } from 'commander'
import type { SeriesBucket, SeriesStep } from '../domain/analysis/series.ts'
import type { Series } from '../operations/analysis/read-series.ts'
import { formatBytes, formatPercent, grouped } from './measures.ts'
import { JSON_OPTION } from './show-run.ts'
import { type Column, formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface SeriesOptions {
  by: SeriesStep
  from?: string
  to?: string
  json?: true
}

export function addSeries(program: Command, tools: CommandTools): void {
  program
    .command('series')
    .description('what was done in each hour or day (UTC), and how much of it failed')
    .addOption(new Option('--by <step>', 'length of a bucket').choices(['hour', 'day']).default('day'))
    .option(
      '--from <time>',
      'start, as 2026-03-01 or 2026-03-01T08:00:00Z; by default 24 hours or 30 days before the end',
    )
    .option('--to <time>', 'end; now by default')
    .option(...JSON_OPTION)
    .action(({ json, ...request }: SeriesOptions) =>
      tools.withServices(async ({ analysis }) => {
        const series = await analysis.series(request)
        tools.print(json ? JSON.stringify(series, null, 2) : formatSeries(series))
      }),
    )
}

const right = (title: string): Column => ({ title, align: 'right' })

/** Buckets in which nothing was done are left out for people; `--json` has them all. */
function formatSeries({ by, buckets }: Series): string {
  const worked = buckets.filter(({ settled }) => settled > 0)
  if (worked.length === 0) return 'Nothing was done in this time.'
  const columns = ['Verified', 'Switched', 'Back', 'Failed', 'Conflicts', 'Bytes', 'Errors'].map(right)
  return formatTable(
    [{ title: 'From' }, ...columns],
    worked.map((bucket) => toRow(bucket, by)),
  )
}

function toRow(bucket: SeriesBucket, by: SeriesStep): string[] {
  const percent = bucket.errorRate === null ? null : Math.round(bucket.errorRate * 1_000) / 10
  return [
    by === 'day' ? bucket.from.slice(0, 10) : bucket.from.slice(0, 16),
    ...[bucket.verified, bucket.switched, bucket.rolledBack, bucket.failed, bucket.conflicted].map(grouped),
    formatBytes(bucket.verifiedBytes),
    formatPercent(percent),
  ]
}
