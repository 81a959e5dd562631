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
  record.object_key as "objectKey"`

export const ROLL_BACK_COLUMNS = `
  record.record_id as "recordId",
  record.account_id as "accountId",
  record.url_state as "urlState",
  own.target_url as "writtenUrl",
  own.before_image as "beforeImage",
  coalesce(own.operation = 'switch', false) as "hasOwnWrite",
  own.run_id as "writtenByRunId",
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
  case when own.operation = 'switch' then own.target_url end as "switchedUrl"`

/**
 * The latest write of ours that reached a record or may have: a write whose answer is still out counts, so that a rollback
 * of its record meets the run that owns it. Refused and withdrawn ones were never there.
 */
export const LATEST_OWN_WRITE = `
  left join lateral (
    select item.run_id, item.target_url, item.before_image, run.operation
    from run_items as item
    join runs as run on run.id = item.run_id
    where item.record_id = record.record_id and item.sent_at is not null
      and (item.outcome is null or item.outcome in ('done', 'conflicted', 'overwritten', 'in_doubt'))
    order by item.sent_at desc
    limit 1
  ) as own on true`
