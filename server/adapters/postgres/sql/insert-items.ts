import type { PlanItem } from '../../../ports/tracking/runs.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** Adds items to a plan; one that is there already stays as it is, so a page may be added twice. */
export async function insertItems(sql: Sql, runId: string, items: readonly PlanItem[]): Promise<void> {
  const columns = columnsOf(items, ['recordId', 'accountId', 'expectedUrl', 'targetUrl', 'leftOutReason'])
  await sql.rows(STATEMENT, [runId, ...columns])
}

const STATEMENT = `
insert into run_items (run_id, record_id, account_id, expected_url, target_url, left_out_reason)
select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
on conflict (run_id, record_id) do nothing`
