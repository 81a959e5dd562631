import type { SwitchItem } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { dateOrNull } from '../values.ts'
import { ITEMS_OF_BATCH } from './batch-items.ts'

/** Items of a batch that are not settled: without an outcome, or in doubt. */
export async function readSwitchItems(sql: Sql, batchId: string): Promise<SwitchItem[]> {
  const rows = await sql.rows<Row>(STATEMENT, [batchId])
  return rows.map((row) => ({
    ...row,
    sentAt: dateOrNull(row.sentAt),
    sourceConfirmedAt: dateOrNull(row.sourceConfirmedAt),
  }))
}

type Row = Omit<SwitchItem, 'sentAt' | 'sourceConfirmedAt'> & Record<'sentAt' | 'sourceConfirmedAt', string | null>

const STATEMENT = `
select
  item.record_id as "recordId",
  item.account_id as "accountId",
  item.expected_url as "expectedUrl",
  item.target_url as "targetUrl",
  item.before_image_at is not null as "hasBeforeImage",
  item.sent_at as "sentAt",
  item.ingest_job_id as "ingestJobId",
  item.outcome,
  coalesce(item.outcome = 'in_doubt' and item.code = 'record.quarantined', false) as "isSetAside",
  item.tried_at is not null as "isTried",
  item.taken_back_at is not null as "isTakenBack",
  coalesce(item.url_state_before, record.url_state) as "stateBefore",
  run.operation = 'roll_back' and exists (
    select from run_items as own
    join runs as by on by.id = own.run_id
    where own.record_id = item.record_id and own.sent_at is not null and own.run_id <> item.run_id
      and by.operation = 'switch' and own.outcome in ('done', 'conflicted', 'overwritten')
      and own.target_url = item.target_url
  ) as "restoresOwnUrl",
  coalesce(record.copy_state = 'verified' and record.out_of_scope_reason is null, false) as "hasGoodCopy",
  record.source_confirmed_at as "sourceConfirmedAt"
from (select item.* ${ITEMS_OF_BATCH} and item.settled_at is null) as item
join runs as run on run.id = item.run_id
left join file_records as record on record.record_id = item.record_id
order by item.record_id`
