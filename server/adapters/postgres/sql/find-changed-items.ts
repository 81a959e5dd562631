import type { Entry } from '../../../domain/file/scope.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** Of entries as the org has them now, those planned in a run whose tracked fields differ from the ledger's. */
export async function findChangedItems(sql: Sql, runId: string, entries: readonly Entry[]): Promise<string[]> {
  const columns = columnsOf(entries, ['recordId', 'accountId', 'name', 'documentUrl', 'identifier'])
  const rows = await sql.rows<{ record_id: string }>(STATEMENT, [runId, ...columns])
  return rows.map((row) => row.record_id)
}

const STATEMENT = `
select record.record_id
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
  as entry (record_id, account_id, name, document_url, identifier)
join file_records as record using (record_id)
join run_items as item on item.run_id = $1 and item.record_id = record.record_id and item.left_out_reason is null
where (entry.account_id, entry.name, entry.document_url, entry.identifier)
  is distinct from (record.account_id, record.name, record.document_url, record.identifier)
order by record.record_id`
