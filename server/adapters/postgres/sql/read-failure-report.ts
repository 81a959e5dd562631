import { FAILURE_WORDS, type FailureReportRow } from '../../../domain/report/failure-report.ts'
import type { Sql } from '../client.ts'
import { pagesByKey } from '../snapshot-pages.ts'
import { isoTimeOrNull, numberOrNull } from '../values.ts'

/** All records that wait for somebody, page by page, by state and record id. */
export async function* readFailureReport(sql: Sql, pageSize: number): AsyncGenerator<FailureReportRow[]> {
  for (const word of FAILURE_WORDS) {
    const readPage = (after: string) => sql.rows<FailureReportRow>(STATEMENT, [word, after, pageSize])
    for await (const rows of pagesByKey('', pageSize, readPage, (row) => row.recordId)) yield rows.map(toReportRow)
  }
}

function toReportRow(row: FailureReportRow): FailureReportRow {
  return { ...row, since: isoTimeOrNull(row.since), runNumber: numberOrNull(row.runNumber) }
}

/**
 * The run is found among the few that were at work when the record failed, by the key of its item: nothing else leads from
 * a record to its runs.
 */
const STATEMENT = `
with page as (
  select * from file_records where word = $1 and record_id > $2 order by record_id limit $3
)
select
  page.record_id as "recordId",
  page.name,
  page.account_id as "accountId",
  account.name as "accountName",
  page.word as state,
  page.failure_code as code,
  page.failure_sentence as sentence,
  page.failed_at as since,
  failing.id as "runId",
  failing.number as "runNumber"
from page
left join accounts as account on account.account_id = page.account_id
left join lateral (
  select run.id, run.number
  from runs as run
  join run_items as item on item.run_id = run.id and item.record_id = page.record_id
  where run.started_at <= page.failed_at
    and (run.ended_at is null or run.ended_at >= page.failed_at)
    and item.code = page.failure_code
  order by run.number desc
  limit 1
) as failing on true
order by page.record_id`
