import type { CopyItem, HeldBatch } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { numberOrNull } from '../values.ts'
import { ITEMS_OF_BATCH } from './batch-items.ts'
import { CHECKSUM } from './checksum.ts'

/** Items of a batch without an outcome, with what the ledger knows of their records now; no more than its piece. */
export async function readCopyItems(sql: Sql, { batchId, piece }: HeldBatch): Promise<CopyItem[]> {
  const rows = await sql.rows<Row>(STATEMENT, [batchId, piece])
  return rows.map((row) => ({ ...row, objectSizeBytes: numberOrNull(row.objectSizeBytes) }))
}

type Row = Omit<CopyItem, 'objectSizeBytes'> & { objectSizeBytes: string | null }

const STATEMENT = `
with pending as materialized (
  select item.record_id, item.account_id ${ITEMS_OF_BATCH} and item.outcome is null
)
select
  record.record_id as "recordId",
  coalesce(record.account_id, pending.account_id) as "accountId",
  coalesce(account.name, '') as "accountName",
  record.name,
  record.document_url as "documentUrl",
  record.identifier,
  record.copy_state as "copyState",
  record.source_fingerprint as "sourceFingerprint",
  record.object_key as "objectKey",
  record.object_size_bytes as "objectSizeBytes",
  record.object_etag as "objectEtag",
  record.object_version_id as "objectVersionId",
  ${CHECKSUM} as checksum,
  record.attestation,
  record.archived_answers as "archivedAnswers"
from pending
join file_records as record using (record_id)
left join accounts as account on account.account_id = coalesce(record.account_id, pending.account_id)
order by record.record_id
limit $2`
