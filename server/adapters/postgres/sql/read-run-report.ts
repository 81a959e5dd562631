import type { RunReportRow } from '../../../domain/report/run-report.ts'
import type { Sql } from '../client.ts'
import { pagesByKey } from '../snapshot-pages.ts'
import { isoTimeOrNull } from '../values.ts'

type Row = Omit<RunReportRow, 'exposureMs'>

/** All items of a run with the names of their records, page by page, in Account and record order. */
export async function* readRunReport(sql: Sql, runId: string, pageSize: number): AsyncGenerator<RunReportRow[]> {
  const readPage = (after: { accountId: string; recordId: string }) =>
    sql.rows<Row>(STATEMENT, [runId, after.accountId, after.recordId, pageSize])
  const keyOf = ({ accountId, recordId }: Row) => ({ accountId: accountId ?? '', recordId })
  for await (const rows of pagesByKey({ accountId: '', recordId: '' }, pageSize, readPage, keyOf)) {
    yield rows.map(toReportRow)
  }
}

function toReportRow(row: Row): RunReportRow {
  const [readAt, answeredAt] = [isoTimeOrNull(row.readAt), isoTimeOrNull(row.answeredAt)]
  const isMeasured = readAt !== null && answeredAt !== null
  return {
    ...row,
    beforeImageAt: isoTimeOrNull(row.beforeImageAt),
    readAt,
    sentAt: isoTimeOrNull(row.sentAt),
    answeredAt,
    settledAt: isoTimeOrNull(row.settledAt),
    exposureMs: isMeasured ? Date.parse(answeredAt) - Date.parse(readAt) : null,
  }
}

/** The page is cut first, so that names are looked up for its items alone. */
const STATEMENT = `
with page as (
  select *
  from run_items
  where run_id = $1 and (account_id, record_id) > ($2, $3)
  order by account_id, record_id
  limit $4
)
select
  page.record_id as "recordId",
  nullif(page.account_id, '') as "accountId",
  account.name as "accountName",
  record.name,
  page.expected_url as "expectedUrl",
  page.target_url as "targetUrl",
  page.before_image as "beforeImage",
  page.before_image_at as "beforeImageAt",
  page.outcome,
  page.left_out_reason as "leftOutReason",
  page.code,
  page.sentence,
  page.read_at as "readAt",
  page.sent_at as "sentAt",
  page.answered_at as "answeredAt",
  page.settled_at as "settledAt",
  page.ingest_job_id as "ingestJobId",
  -- Copy and item are settled by one statement, so the same moment means the same copy.
  case when run.operation = 'back_up' and record.verified_at = page.settled_at then record.attestation end as attestation
from page
join runs as run on run.id = page.run_id
join file_records as record on record.record_id = page.record_id
left join accounts as account on account.account_id = nullif(page.account_id, '')
order by page.account_id, page.record_id`
