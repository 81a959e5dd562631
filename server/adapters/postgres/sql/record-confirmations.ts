import type { ConfirmResult } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/**
 * Stores what asking again about verified copies gave. A record whose copy is not verified any more stays as it is: what was
 * found is about a document it no longer points at. An item that could not be asked about has failed; its record has not.
 */
export async function recordConfirmResults(
  tx: Sql,
  runId: string,
  results: readonly ConfirmResult[],
  at: Date,
): Promise<void> {
  const rows = results.map((row) => ({
    recordId: row.recordId,
    result: row.result,
    code: 'code' in row ? row.code : null,
    sentence: 'sentence' in row ? row.sentence : null,
  }))
  await tx.rows(STATEMENT, [runId, at, ...columnsOf(rows, ['recordId', 'result', 'code', 'sentence'])])
}

const STATEMENT = `
with given as materialized (
  select * from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as result (record_id, result, code, sentence)
),
confirmed as (
  update file_records as record
  set source_confirmed_at = $2
  from given
  where record.record_id = given.record_id and given.result = 'same' and record.copy_state = 'verified'
),
unconfirmed as (
  update file_records as record
  set copy_state = given.result, failure_code = given.code, failure_sentence = given.sentence, failed_at = $2
  from given
  where record.record_id = given.record_id and given.result in ('changed', 'missing', 'failed')
    and record.copy_state = 'verified'
)
update run_items as item
set
  outcome = case when given.result = 'same' then 'done' else 'failed' end,
  code = given.code,
  sentence = given.sentence,
  settled_at = $2,
  is_owning = false
from given
where item.run_id = $1 and item.record_id = given.record_id`
