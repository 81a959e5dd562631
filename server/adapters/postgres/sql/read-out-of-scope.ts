import { OUT_OF_SCOPE_SENTENCES } from '../../../domain/file/out-of-scope.ts'
import { OUT_OF_SCOPE_REASONS } from '../../../domain/file/states.ts'
import type { OutOfScopeReportRow } from '../../../domain/report/out-of-scope-report.ts'
import type { Sql } from '../client.ts'
import { pagesByKey } from '../snapshot-pages.ts'
import { isoTimeOrNull, numberOrNull } from '../values.ts'

/** All records out of scope, page by page, by reason and record id. */
export async function* readOutOfScope(sql: Sql, pageSize: number): AsyncGenerator<OutOfScopeReportRow[]> {
  for (const reason of OUT_OF_SCOPE_REASONS) {
    const readPage = (after: string) => sql.rows<OutOfScopeReportRow>(STATEMENT, [reason, after, pageSize])
    for await (const rows of pagesByKey('', pageSize, readPage, (row) => row.recordId)) yield rows.map(toReportRow)
  }
}

function toReportRow(row: OutOfScopeReportRow): OutOfScopeReportRow {
  return {
    ...row,
    sentence: OUT_OF_SCOPE_SENTENCES[row.reason],
    sourceSizeBytes: numberOrNull(row.sourceSizeBytes),
    observedAt: isoTimeOrNull(row.observedAt) ?? '',
  }
}

const STATEMENT = `
select
  record.record_id as "recordId",
  record.name,
  record.type,
  record.account_id as "accountId",
  account.name as "accountName",
  record.out_of_scope_reason as reason,
  '' as sentence,
  record.document_url as "documentUrl",
  record.source_size_bytes as "sourceSizeBytes",
  record.observed_at as "observedAt"
from file_records as record
left join accounts as account on account.account_id = record.account_id
where record.out_of_scope_reason = $1 and record.record_id > $2
order by record.record_id
limit $3`
