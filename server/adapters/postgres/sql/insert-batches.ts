import type { BatchPart } from '../../../domain/run/batches.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/**
 * Stores the batches of a plan, each as the ranges of record ids that its parts cover.
 *
 * The items were inserted a moment ago, so the planner has no statistics of them. Expecting a handful it would compare each
 * part with each of a million items; without nested loops it hashes both.
 */
export async function insertBatches(
  tx: Sql,
  runId: string,
  parts: readonly BatchPart[],
  nextId: () => string,
): Promise<void> {
  const cohorts = new Map(parts.map(({ batchNumber, cohort }) => [batchNumber, cohort ?? null]))
  const numbers = [...cohorts.keys()]
  await tx.rows('set local enable_nestloop = off')
  await tx.rows(BATCHES, [runId, numbers.map(() => nextId()), numbers, [...cohorts.values()]])
  await tx.rows(PARTS, [runId, ...columnsOf(parts, ['batchNumber', 'accountId', 'fromRow', 'toRow'])])
}

const BATCHES = `
insert into batches (run_id, id, number, cohort)
select $1, * from unnest($2::uuid[], $3::integer[], $4::integer[])`

/** Rows are numbered within each Account among the planned items alone, as the cut counted them. */
const PARTS = `
with numbered as materialized (
  select account_id, record_id, row_number() over (partition by account_id order by record_id) as row
  from run_items
  where run_id = $1 and left_out_reason is null
)
insert into batch_parts (batch_id, account_id, first_record_id, last_record_id)
select batch.id, part.account_id, first.record_id, last.record_id
from unnest($2::integer[], $3::text[], $4::bigint[], $5::bigint[]) as part (batch_number, account_id, from_row, to_row)
join batches as batch on batch.run_id = $1 and batch.number = part.batch_number
join numbered as first on first.account_id = part.account_id and first.row = part.from_row
join numbered as last on last.account_id = part.account_id and last.row = part.to_row`
