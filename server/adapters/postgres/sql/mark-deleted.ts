import type { Deletion } from '../../../ports/salesforce-org.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/**
 * Marks records that the org says were deleted. One that the ledger knows to have changed later was brought back; the org
 * tells deletions by whole seconds. The records are locked already.
 * @returns how many were marked
 */
export function markDeleted(
  sql: Sql,
  { runId, deletions, at }: { runId: string; deletions: readonly Deletion[]; at: Date },
): Promise<number> {
  const gone = `
    from unnest($3::text[], $4::timestamptz[]) as given (record_id, deleted_at)
    where record.record_id = given.record_id and date_trunc('second', record.system_modstamp) <= given.deleted_at`
  return mark(sql, gone, [runId, at, ...columnsOf(deletions, ['recordId', 'deletedAt'])])
}

/**
 * Marks records that a run which read every entry did not see. One that was created after its query began may be missing
 * from it. Reads the whole table, once per run; an index on the run would cost more at every page.
 * @returns how many were marked
 */
export function markUnseen(sql: Sql, runId: string, at: Date): Promise<number> {
  const gone = `
    from runs as run
    where run.id = $1 and record.seen_in_run_number < run.number
      and coalesce(record.org_created_at < run.watermark, true)`
  return mark(sql, gone, [runId, at])
}

/** The fragment is a constant of this file; whatever a caller names is a parameter. */
async function mark(sql: Sql, gone: string, parameters: readonly unknown[]): Promise<number> {
  const [row] = await sql.rows<{ count: string }>(
    `with gone as (
       update file_records as record set out_of_scope_reason = 'deleted', observed_at = $2
       ${gone} and record.out_of_scope_reason is distinct from 'deleted'
       returning record.record_id, record.document_url, record.object_key
     ),
     found as (
       insert into drift (record_id, kind, old_value, new_value, seen_at, run_id)
       select record_id, 'deleted', document_url, null, $2, $1 from gone where object_key is not null
     )
     select count(*) from gone`,
    [...parameters],
  )
  return Number(row?.count ?? 0)
}
