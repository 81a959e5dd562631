import type { CopyState } from '../../../domain/file/states.ts'
import type { Checksum } from '../../../domain/object/checksum.ts'
import type { ReceiptFacts } from '../../../domain/receipt/receipt.ts'
import type { ReportStore } from '../../../ports/tracking/reports.ts'
import type { Sql } from '../client.ts'
import { isoTime, isoTimeOrNull } from '../values.ts'
import { CHECKSUM } from './checksum.ts'
import { listHistory } from './list-history.ts'

interface Row {
  recordId: string
  accountId: string | null
  accountName: string | null
  name: string
  copyState: CopyState
  sourceFingerprint: string
  sourceSizeBytes: string
  sourceConfirmedAt: string | null
  objectKey: string
  etag: string
  versionId: string | null
  sizeBytes: string
  checksum: Checksum | null
  attestation: ReceiptFacts['object']['attestation']
  contentType: string | null
  verifiedAt: string
  firstSeenUrl: string | null
  documentUrl: string | null
  switchedUrl: string | null
}

/** What a receipt says of one record; to be called in one snapshot. */
export async function readReceiptFacts(sql: Sql, recordId: string): ReturnType<ReportStore['receiptFacts']> {
  const [row] = await sql.rows<Row>(RECORD, [recordId])
  if (!row) return undefined
  if (row.copyState !== 'verified') return { copyState: row.copyState, facts: null }
  const history = await listHistory(sql, recordId)
  const runs = await sql.rows<ReceiptFacts['runs'][number]>(RUNS, [recordId])
  return { copyState: row.copyState, facts: toFacts(row, history, runs) }
}

function toFacts(row: Row, history: Awaited<ReturnType<typeof listHistory>>, runs: ReceiptFacts['runs']): ReceiptFacts {
  return {
    record: { id: row.recordId, accountId: row.accountId, accountName: row.accountName, name: row.name },
    source: {
      fingerprint: row.sourceFingerprint,
      sizeBytes: Number(row.sourceSizeBytes),
      confirmedAt: isoTimeOrNull(row.sourceConfirmedAt),
    },
    object: {
      key: row.objectKey,
      etag: row.etag,
      versionId: row.versionId,
      sizeBytes: Number(row.sizeBytes),
      checksum: row.checksum,
      attestation: row.attestation,
      contentType: row.contentType,
      verifiedAt: isoTime(row.verifiedAt),
    },
    url: { firstSeen: row.firstSeenUrl, present: row.documentUrl, target: row.switchedUrl },
    history: history.map(({ at, kind, url, actor, runNumber }) => ({ at, kind, url, actor, runNumber })),
    runs: runs.map(({ number, operation, outcome }) => ({ number: Number(number), operation, outcome })),
  }
}

const RECORD = `
select
  record.record_id as "recordId",
  record.account_id as "accountId",
  account.name as "accountName",
  record.name,
  record.copy_state as "copyState",
  record.source_fingerprint as "sourceFingerprint",
  record.source_size_bytes as "sourceSizeBytes",
  record.source_confirmed_at as "sourceConfirmedAt",
  record.object_key as "objectKey",
  record.object_etag as etag,
  record.object_version_id as "versionId",
  record.object_size_bytes as "sizeBytes",
  ${CHECKSUM} as checksum,
  record.attestation,
  record.content_type as "contentType",
  record.verified_at as "verifiedAt",
  record.first_seen_url as "firstSeenUrl",
  record.document_url as "documentUrl",
  (
    select item.target_url
    from run_items as item
    join runs as run on run.id = item.run_id
    where item.record_id = record.record_id and item.sent_at is not null and run.operation = 'switch'
    order by item.sent_at desc
    limit 1
  ) as "switchedUrl"
from file_records as record
left join accounts as account on account.account_id = record.account_id
where record.record_id = $1`

/** There are few runs, so each is asked for its item of this record by key. */
const RUNS = `
select run.number, run.operation, item.outcome
from runs as run
join run_items as item on item.run_id = run.id and item.record_id = $1
where item.outcome is not null
order by run.number`
