import type { RestoreFacts } from '../../../domain/restore/decide.ts'
import type { Sql } from '../client.ts'

/** What is known of some records before their values are restored from a file. */
export async function readRestoreFacts(sql: Sql, recordIds: readonly string[]): Promise<RestoreFacts[]> {
  return await sql.rows<RestoreFacts>(STATEMENT, [recordIds])
}

const STATEMENT = `
select
  record.record_id as "recordId",
  record.document_url as "currentUrl",
  coalesce(record.out_of_scope_reason = 'deleted', false) as "isDeleted",
  own.target_url as "writtenUrl",
  own.run_id is not null as "hasOwnWrite"
from file_records as record
left join lateral (
  select item.run_id, item.target_url
  from run_items as item
  where item.record_id = record.record_id and item.sent_at is not null
    and (item.outcome is null or item.outcome in ('done', 'conflicted', 'overwritten', 'in_doubt'))
  order by item.sent_at desc
  limit 1
) as own on true
where record.record_id = any($1::text[])`
