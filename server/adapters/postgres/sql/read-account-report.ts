import type { AccountReportRow } from '../../../domain/report/account-report.ts'
import type { Sql } from '../client.ts'
import { pagesByKey } from '../snapshot-pages.ts'
import { isoTimeOrNull, numberOrNull } from '../values.ts'

/** All records of an Account, page by page, in record id order. */
export async function* readAccountReport(
  sql: Sql,
  accountId: string,
  pageSize: number,
): AsyncGenerator<AccountReportRow[]> {
  const readPage = (after: string) => sql.rows<AccountReportRow>(STATEMENT, [accountId, after, pageSize])
  for await (const rows of pagesByKey('', pageSize, readPage, (row) => row.recordId)) yield rows.map(toReportRow)
}

function toReportRow(row: AccountReportRow): AccountReportRow {
  return {
    ...row,
    sourceSizeBytes: numberOrNull(row.sourceSizeBytes),
    sizeBytes: numberOrNull(row.sizeBytes),
    verifiedAt: isoTimeOrNull(row.verifiedAt),
    sourceConfirmedAt: isoTimeOrNull(row.sourceConfirmedAt),
    failedAt: isoTimeOrNull(row.failedAt),
  }
}

const STATEMENT = `
select
  record.record_id as "recordId",
  record.name,
  record.word as state,
  record.copy_state as "copyState",
  record.url_state as "urlState",
  record.out_of_scope_reason as "outOfScopeReason",
  record.is_held as "isHeld",
  record.document_url as "documentUrl",
  record.first_seen_url as "firstSeenUrl",
  (
    select target_url from run_items
    where record_id = record.record_id and sent_at is not null
    order by sent_at desc
    limit 1
  ) as "writtenUrl",
  record.source_size_bytes as "sourceSizeBytes",
  record.object_size_bytes as "sizeBytes",
  record.content_type as "contentType",
  record.object_key as "objectKey",
  record.checksum_algorithm as "checksumAlgorithm",
  record.checksum,
  record.attestation,
  record.verified_at as "verifiedAt",
  record.source_confirmed_at as "sourceConfirmedAt",
  record.failure_code as "failureCode",
  record.failure_sentence as "failureSentence",
  record.failed_at as "failedAt"
from file_records as record
where coalesce(record.account_id, '') = $1 and record.record_id > $2
order by record.record_id
limit $3`
