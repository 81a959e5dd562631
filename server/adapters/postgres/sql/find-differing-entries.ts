import type { ClassifiedEntry } from '../../../ports/tracking/inventory.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** Of entries as the org has them now, those the ledger does not know or knows otherwise; stale ones do not count. */
export async function findDifferingEntries(sql: Sql, entries: readonly ClassifiedEntry[]): Promise<string[]> {
  const rows = await sql.rows<{ record_id: string }>(STATEMENT, columnsOf(entries, COLUMNS))
  return rows.map((row) => row.record_id)
}

const COLUMNS = ['recordId', 'accountId', 'name', 'documentUrl', 'identifier', 'type', 'systemModstamp'] as const

const STATEMENT = `
select entry.record_id
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
  as entry (record_id, account_id, name, document_url, identifier, type, system_modstamp)
left join file_records as record using (record_id)
where record.record_id is null or entry.system_modstamp >= record.system_modstamp and (
  record.out_of_scope_reason is not distinct from 'deleted'
  or (entry.account_id, entry.name, entry.document_url, entry.identifier, entry.type)
    is distinct from (record.account_id, record.name, record.document_url, record.identifier, record.type))
order by entry.record_id`
