import type { RestoreFacts } from '../../../domain/restore/decide.ts'
import type { Sql } from '../client.ts'
import { LATEST_OWN_WRITE } from './candidate-columns.ts'

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
${LATEST_OWN_WRITE}
where record.record_id = any($1::text[])`
