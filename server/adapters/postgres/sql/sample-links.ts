import type { LinkSample } from '../../../ports/tracking/measurements.ts'
import type { Sql } from '../client.ts'

/**
 * At most `size` planned items, dealt out like cards: one of each content type and size class (powers of ten) in turn, and
 * within these one of each Account in turn. The order is that of a digest with the run's id: the same for a run, another
 * for the next.
 */
export async function sampleLinks(sql: Sql, runId: string, size: number): Promise<LinkSample[]> {
  const rows = await sql.rows<LinkSample & { sizeBytes: string }>(STATEMENT, [runId, size])
  return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }))
}

const STATEMENT = `
with planned as (
  select
    item.record_id,
    item.account_id,
    item.target_url,
    record.object_size_bytes,
    record.content_type,
    record.object_key,
    record.identifier,
    record.document_url,
    length(record.object_size_bytes::text) as size_class,
    md5(item.run_id::text || item.record_id) as shuffled
  from run_items as item
  join file_records as record using (record_id)
  where item.run_id = $1 and item.left_out_reason is null and item.target_url is not null
),
by_account as (
  select *, row_number() over (partition by content_type, size_class, account_id order by shuffled) as turn_of_account
  from planned
),
by_kind as (
  select *, row_number() over (partition by content_type, size_class order by turn_of_account, shuffled) as turn
  from by_account
)
select
  record_id as "recordId",
  account_id as "accountId",
  target_url as "targetUrl",
  coalesce(object_size_bytes, 0) as "sizeBytes",
  coalesce(content_type, '') as "contentType",
  coalesce(object_key, '') as "objectKey",
  identifier,
  document_url as "documentUrl"
from by_kind
order by turn, shuffled
limit $2`
