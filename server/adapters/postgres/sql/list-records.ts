import { wordsOfFailures } from '../../../domain/failure/failure-class.ts'
import type { ReadStore, RecordView } from '../../../ports/tracking/reads.ts'
import type { Sql } from '../client.ts'
import { isoTimeOrNull, numberOrNull } from '../values.ts'
import { CHECKSUM } from './checksum.ts'

export interface RecordRow extends Omit<RecordView, 'sizeBytes'> {
  sizeBytes: string | null
}

/** Records in record id order, one more than asked for when more follow. */
export function listRecordRows(sql: Sql, options: Parameters<ReadStore['listRecords']>[0]): Promise<RecordRow[]> {
  const { limit, after = '', accountId = null, state = null, outOfScopeReason = null, failureCode = null } = options
  const { failureClass } = options
  const words = failureCode && failureClass ? wordsOfFailures(failureClass, failureCode) : null
  return sql.rows<RecordRow>(LIST, [after, accountId, state, outOfScopeReason, limit + 1, failureCode, words])
}

export async function getRecordRow(sql: Sql, recordId: string): Promise<RecordRow | undefined> {
  const [row] = await sql.rows<RecordRow>(`${SELECT} where record.record_id = $1`, [recordId])
  return row
}

export function toRecordView(row: RecordRow): RecordView {
  return { ...row, sizeBytes: numberOrNull(row.sizeBytes), verifiedAt: isoTimeOrNull(row.verifiedAt) }
}

/**
 * The owner is looked up for each record. Joined, it would be merged with all owned items from the first on whenever the
 * planner takes a run that has just started for a small one.
 */
const SELECT = `
select
  record.record_id as "recordId",
  record.account_id as "accountId",
  account.name as "accountName",
  record.name,
  record.word as state,
  record.copy_state as "copyState",
  record.url_state as "urlState",
  record.out_of_scope_reason as "outOfScopeReason",
  record.is_held as "isHeld",
  record.document_url as "documentUrl",
  record.first_seen_url as "firstSeenUrl",
  record.object_size_bytes as "sizeBytes",
  record.content_type as "contentType",
  record.object_key as "objectKey",
  ${CHECKSUM} as checksum,
  record.verified_at as "verifiedAt",
  record.failure_code as "failureCode",
  record.failure_sentence as "failureSentence",
  owner.run_id as "ownerRunId"
from file_records as record
left join accounts as account on account.account_id = record.account_id
left join lateral (
  select run_id from run_items where run_items.record_id = record.record_id and is_owning limit 1
) as owner on true`

/** A filter that is not asked for is a constant for the planner, which then picks the index of the others. */
const LIST = `${SELECT}
where record.record_id > $1
  and ($2::text is null or coalesce(record.account_id, '') = $2)
  and ($3::text is null or record.word = $3)
  and ($4::text is null or record.out_of_scope_reason = $4)
  and ($6::text is null or record.failure_code = $6 and record.word is not null)
  and ($7::text[] is null or record.word = any($7::text[]))
order by record.record_id
limit $5`
