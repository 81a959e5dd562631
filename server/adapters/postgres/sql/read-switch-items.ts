import type { SwitchItem } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { ITEMS_OF_BATCH } from './batch-items.ts'

/** Items of a batch that are not settled: without an outcome, or in doubt. */
export async function readSwitchItems(sql: Sql, batchId: string): Promise<SwitchItem[]> {
  const rows = await sql.rows<Omit<SwitchItem, 'sentAt'> & { sentAt: string | null }>(STATEMENT, [batchId])
  return rows.map((row) => ({ ...row, sentAt: row.sentAt === null ? null : new Date(row.sentAt) }))
}

const STATEMENT = `
select
  item.record_id as "recordId",
  item.account_id as "accountId",
  item.expected_url as "expectedUrl",
  item.target_url as "targetUrl",
  item.before_image_at is not null as "hasBeforeImage",
  item.sent_at as "sentAt",
  item.ingest_job_id as "ingestJobId",
  item.outcome
${ITEMS_OF_BATCH} and item.settled_at is null
order by item.record_id`
