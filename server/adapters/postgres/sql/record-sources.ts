import type { SourceResult } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'
import { RECORDS_CONFIRMED } from './record-confirmations.ts'

/** Stores what their sources said about records. Items, and records whose copy is not verified any more, stay as they are. */
export async function recordSourceResults(tx: Sql, results: readonly SourceResult[], at: Date): Promise<void> {
  const rows = results.map((row) => ({ code: null, sentence: null, ...row }))
  const [recordIds, ...columns] = columnsOf(rows, ['recordId', 'result', 'code', 'sentence'])
  await tx.rows(STATEMENT, [recordIds, at, ...columns])
}

const STATEMENT = `
with given as materialized (
  select *, null::timestamptz as ask_again_at
  from unnest($1::text[], $3::text[], $4::text[], $5::text[]) as result (record_id, result, code, sentence)
),
${RECORDS_CONFIRMED}
select`
