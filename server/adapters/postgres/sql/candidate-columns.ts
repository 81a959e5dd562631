import { LINK_GENERATION } from './link-generation.ts'

/** What each kind of plan wants to know of a record, under the names of its port. */

export const COPY_COLUMNS = `
  record.record_id as "recordId",
  record.account_id as "accountId",
  record.document_url as "documentUrl",
  record.out_of_scope_reason as "outOfScopeReason",
  record.copy_state as "copyState",
  extension_of(record.name) as "extension"`

export const SWITCH_COLUMNS = `${COPY_COLUMNS},
  record.url_state as "urlState",
  record.is_held as "isHeld",
  record.object_key as "objectKey",
  ${LINK_GENERATION} as "linkGeneration"`

export const ROLL_BACK_COLUMNS = `
  record.record_id as "recordId",
  record.account_id as "accountId",
  record.url_state as "urlState",
  coalesce(own.writes, '[]') as "ownWrites",
  record.document_url as "documentUrl",
  extension_of(record.name) as "extension"`

export const RELEASE_COLUMNS = `
  record.account_id as "accountId",
  record.name,
  record.document_url as "documentUrl",
  record.type,
  record.out_of_scope_reason as "outOfScopeReason",
  record.copy_state as "copyState",
  record.url_state as "urlState",
  record.is_held as "isHeld",
  coalesce(own.writes, '[]') as "ownWrites"`

/**
 * Every write of ours that reached a record or may have: one whose answer is still out counts, and so does the first one of a
 * canary until it is taken back, so that a rollback of its record meets the run that owns it. Refused and withdrawn ones were
 * never there. Each of the two has an index of its own.
 */
export const OWN_WRITES = `
  left join lateral (
    select jsonb_agg(
      jsonb_build_object('runId', item.run_id, 'operation', run.operation, 'beforeImage', item.before_image,
        'writtenUrl', item.target_url)
      order by coalesce(item.sent_at, item.tried_at), run.number) as writes
    from (
      select * from run_items where record_id = record.record_id and sent_at is not null
      union all
      select * from run_items
      where record_id = record.record_id and tried_at is not null and taken_back_at is null and sent_at is null
    ) as item
    join runs as run on run.id = item.run_id
    where item.outcome is null or item.outcome in ('done', 'conflicted', 'overwritten', 'in_doubt')
  ) as own on true`
