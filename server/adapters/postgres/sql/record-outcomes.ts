import type { HeldBatch, UrlOutcome } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/**
 * Stores what became of the items of a switch or a rollback: on the item, on the record, and a history row for each value
 * that is not the ledger's already. A settled item gives up its record. The records are locked already.
 *
 * A step of a canary that is done leaves its item unsent for the next one. One that is settled while it has its new value counts
 * as sent when it was tried.
 *
 * The org's own time of a change is kept as the record's stamp, so that a page that was read before it is known as stale.
 */
export async function recordUrlOutcomes(
  tx: Sql,
  { runId, actorId }: HeldBatch,
  outcomes: readonly UrlOutcome[],
  at: Date,
): Promise<void> {
  await tx.rows(STATEMENT, [runId, actorId, at, ...columnsOf(outcomes.map(toRow), COLUMNS)])
}

const COLUMNS = [
  'recordId',
  'outcome',
  'code',
  'sentence',
  'urlState',
  'isHeld',
  'hasValue',
  'url',
  'kind',
  'byUserId',
  'modifiedAt',
  'rehearsed',
] as const

function toRow({ value, ...outcome }: UrlOutcome) {
  return {
    urlState: null,
    isHeld: null,
    rehearsed: null,
    ...outcome,
    hasValue: value !== undefined,
    url: value?.url ?? null,
    kind: value?.kind,
    byUserId: value?.byUserId,
    modifiedAt: value?.modifiedAt,
  }
}

const STATEMENT = `
with given as materialized (
  select *
  from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::boolean[], $11::text[],
    $12::text[], $13::text[], $14::timestamptz[], $15::text[])
    as outcome (record_id, outcome, code, sentence, url_state, is_held, has_value, url, kind, by_user_id, modified_at,
      rehearsed)
),
history as (
  insert into record_history (record_id, at, kind, url, actor_id, run_id, by_user_id, modified_at)
  select given.record_id, $3, given.kind, given.url, $2, $1, given.by_user_id, given.modified_at
  from given
  join file_records as record using (record_id)
  where given.has_value and given.url is distinct from record.document_url
),
records as (
  update file_records as record
  set
    url_state = coalesce(given.url_state, record.url_state),
    is_held = coalesce(given.is_held, record.is_held),
    document_url = case when given.has_value then given.url else record.document_url end,
    system_modstamp = greatest(record.system_modstamp, given.modified_at),
    failure_code = case when given.outcome in ('done', 'withdrawn') then null else coalesce(given.code, record.failure_code) end,
    failure_sentence = case when given.outcome in ('done', 'withdrawn') then null
      else coalesce(given.sentence, record.failure_sentence) end,
    failed_at = case when given.outcome in ('done', 'withdrawn') then null when given.code is null then record.failed_at else $3 end
  from given
  where record.record_id = given.record_id
)
update run_items as item
set
  outcome = given.outcome,
  code = given.code,
  sentence = given.sentence,
  sent_at = case
    when given.rehearsed is not null then null
    when given.outcome <> 'in_doubt' and item.taken_back_at is null then coalesce(item.sent_at, item.tried_at)
    else item.sent_at end,
  read_at = case when given.rehearsed is null then item.read_at end,
  ingest_job_id = case when given.rehearsed is null then item.ingest_job_id end,
  tried_at = case when given.rehearsed = 'tried' then $3 else item.tried_at end,
  taken_back_at = case when given.rehearsed = 'taken_back' then $3 else item.taken_back_at end,
  answered_at = case when given.rehearsed is not null then null when item.sent_at is not null and given.outcome is distinct from 'in_doubt'
    then coalesce(item.answered_at, $3) else item.answered_at end,
  settled_at = case when given.outcome <> 'in_doubt' then $3::timestamptz end,
  is_owning = item.is_owning and (given.outcome is null or given.outcome = 'in_doubt')
from given
where item.run_id = $1 and item.record_id = given.record_id`
