import type { PlanLine } from '../../../domain/run/plan-hash.ts'
import type { Sql } from '../client.ts'

/** All items of a run, page by page, in Account and record order. */
export async function* readPlanLines(sql: Sql, runId: string, pageSize: number): AsyncIterable<PlanLine[]> {
  let after = { accountId: '', recordId: '' }
  for (;;) {
    const rows = await sql.rows<PlanLine & { accountId: string }>(STATEMENT, [
      runId,
      after.accountId,
      after.recordId,
      pageSize,
    ])
    if (rows.length > 0) yield rows.map(toPlanLine)
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = last
  }
}

function toPlanLine({ recordId, expectedUrl, targetUrl, leftOutReason }: PlanLine): PlanLine {
  return { recordId, expectedUrl, targetUrl, leftOutReason }
}

const STATEMENT = `
select
  account_id as "accountId",
  record_id as "recordId",
  expected_url as "expectedUrl",
  target_url as "targetUrl",
  left_out_reason as "leftOutReason"
from run_items
where run_id = $1 and (account_id, record_id) > ($2, $3)
order by account_id, record_id
limit $4`
