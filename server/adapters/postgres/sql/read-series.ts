import type { SeriesCounts, SeriesStep } from '../../../domain/analysis/series.ts'
import type { Sql } from '../client.ts'

/** `hour:2026-03-01T08:00:00Z`; as text they are in the order of time. */
const hourOf = (at: Date) => `hour:${at.toISOString().slice(0, 19)}Z`

/** Characters of a subject that name its bucket. */
const PREFIX_LENGTH: Readonly<Record<SeriesStep, number>> = { hour: 25, day: 15 }

/** Counters of each hour or day from one moment up to another: bases and unfolded deltas, in one statement. */
export async function readSeries(
  sql: Sql,
  span: { by: SeriesStep; from: Date; to: Date },
): Promise<{ from: string; counts: SeriesCounts }[]> {
  const rows = await sql.rows<{ bucket: string; counts: Record<string, number> }>(STATEMENT, [
    hourOf(span.from),
    hourOf(span.to),
    PREFIX_LENGTH[span.by],
  ])
  return rows.map(({ bucket, counts }) => ({ from: startOf(bucket), counts }))
}

function startOf(bucket: string): string {
  return new Date(bucket.slice('hour:'.length)).toISOString()
}

const STATEMENT = `
select bucket, json_object_agg(counter, total) as counts
from (
  select left(subject, $3) as bucket, counter, sum(value) as total
  from (
    select subject, counter, value from counters where subject >= $1 and subject < $2
    union all
    select subject, counter, delta from counter_deltas where subject >= $1 and subject < $2
  ) as parts
  group by 1, 2
) as sums
where total <> 0
group by bucket
order by bucket`
