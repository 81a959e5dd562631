import type { LatestOutcomes } from '../../../domain/switch/guardrail.ts'
import type { Sql } from '../client.ts'

/** Outcomes of the records of a run that were settled last, and how many are in doubt. */
export async function readLatestOutcomes(sql: Sql, runId: string, records: number): Promise<LatestOutcomes> {
  const rows = await sql.rows<{ outcome: string; records: string }>(STATEMENT, [runId, records])
  return Object.fromEntries(rows.map((row) => [row.outcome, Number(row.records)]))
}

/**
 * A record of a canary counts as done as soon as it was switched once. With ties, because records of one answer are settled at
 * the same moment and belong together.
 */
const STATEMENT = `
with latest as (
  select coalesce(outcome, 'done') as outcome
  from run_items
  where run_id = $1 and before_image_at is not null and coalesce(settled_at, tried_at) is not null
    and outcome is distinct from 'in_doubt'
    and coalesce(settled_at, tried_at) > coalesce((select judged_from from runs where id = $1), '-infinity')
  order by coalesce(settled_at, tried_at) desc
  fetch first ($2::integer) rows with ties
)
select outcome, count(*) as records from latest group by outcome
union all
select outcome, count(*) from run_items where run_id = $1 and outcome = 'in_doubt' group by outcome`
