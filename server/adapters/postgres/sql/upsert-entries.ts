import type { ClassifiedEntry } from '../../../ports/tracking/inventory.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

export interface UpsertCounts {
  isNewCount: number
  changedCount: number
  unchangedCount: number
}

/**
 * Stores one page of entries.
 *
 * - A page read before the ledger's last knowledge of a record is stale for it: it proves only that the record exists.
 *   So a long inventory never takes back what a switch has written meanwhile.
 * - A record whose URL we have written stays in scope whatever its URL or Name becomes: it is conflicted, not foreign.
 * - A record that a back-up found too large stays so until the limit rises above its size or it points elsewhere.
 * - URL and identifier of a record that a switch or a rollback owns and has sent stay: that run settles them, and its own
 *   write gives the record a new stamp, so that the next inventory looks at it again.
 * - Salesforce stamps by the second, and a canary may be switched and taken back within one: of a page with the stamp that the
 *   ledger knows, neither value of a rehearsal is somebody else's.
 * - What moved since a record was copied is a finding of drift; so is a record that no earlier inventory saw.
 * - `source_changed_at` is the time of the database, because copies by other machines are compared with it.
 */
export async function upsertEntries(
  sql: Sql,
  page: {
    runId: string
    runNumber: number
    entries: readonly ClassifiedEntry[]
    maxFileSizeBytes: number
    actorId: string
    at: Date
  },
): Promise<UpsertCounts> {
  const [counts] = await sql.rows<Record<keyof UpsertCounts, string>>(STATEMENT, [
    page.runId,
    page.runNumber,
    page.actorId,
    page.at,
    ...columnsOf(page.entries, COLUMNS),
    page.maxFileSizeBytes,
  ])
  return {
    isNewCount: Number(counts?.isNewCount),
    changedCount: Number(counts?.changedCount),
    unchangedCount: Number(counts?.unchangedCount),
  }
}

const COLUMNS = [
  'recordId',
  'accountId',
  'name',
  'documentUrl',
  'identifier',
  'type',
  'systemModstamp',
  'outOfScopeReason',
  'createdAt',
  'isVendorUrl',
] as const

const STATEMENT = `
with page as materialized (
  select distinct on (record_id) *
  from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::text[],
    $13::timestamptz[], $14::boolean[])
    as entry (record_id, account_id, name, document_url, identifier, type, system_modstamp, out_of_scope_reason,
      org_created_at, is_vendor_url)
  order by record_id, system_modstamp desc
),
compared as materialized (
  select
    page.record_id,
    page.account_id,
    page.name,
    page.document_url,
    page.identifier,
    page.type,
    page.system_modstamp,
    page.org_created_at,
    page.is_vendor_url,
    scope.reason,
    known.account_id as known_account_id,
    known.name as known_name,
    known.document_url as known_url,
    known.identifier as known_identifier,
    known.object_key is not null as has_copy,
    known.url_state in ('in_doubt', 'switched', 'confirmed', 'conflicted')
      and page.document_url is not distinct from known.first_seen_url as is_reverted,
    page.document_url is distinct from known.document_url and not is_written and not is_rehearsed as has_other_url,
    page.identifier is distinct from known.identifier and not is_written as has_other_identifier,
    (page.account_id, page.name, page.type, scope.reason)
      is distinct from (known.account_id, known.name, known.type, known.out_of_scope_reason) as has_other_rest,
    page.system_modstamp < known.system_modstamp as is_stale
  from page
  join file_records as known using (record_id)
  cross join lateral (
    select exists (
      select from run_items as item
      join runs as run on run.id = item.run_id
      where item.record_id = page.record_id and item.is_owning and item.sent_at is not null
        and run.operation in ('switch', 'roll_back')
    )
  ) as owner (is_written)
  cross join lateral (
    select page.system_modstamp = known.system_modstamp and exists (
      select from run_items as item
      where item.record_id = page.record_id and item.tried_at is not null
        and (page.document_url is not distinct from item.target_url
          or page.document_url is not distinct from item.expected_url)
    )
  ) as canary (is_rehearsed)
  cross join lateral (
    select case
      when page.out_of_scope_reason in ('no-url', 'not-a-url', 'foreign-host', 'type-excluded')
        and known.url_state <> 'original' then null
      when page.out_of_scope_reason is null and known.out_of_scope_reason = 'too-large'
        and known.source_size_bytes > $15
        and (page.document_url, page.identifier) is not distinct from (known.document_url, known.identifier)
        then 'too-large'
      else page.out_of_scope_reason end
  ) as scope (reason)
),
added as (
  insert into file_records (record_id, account_id, name, document_url, identifier, type, system_modstamp,
    out_of_scope_reason, org_created_at, first_seen_url, first_seen_at, first_seen_run_id, observed_at,
    seen_in_run_number)
  select record_id, account_id, name, document_url, identifier, type, system_modstamp,
    out_of_scope_reason, org_created_at, document_url, $4, $1, $4, $2
  from page
  where not exists (select from compared where compared.record_id = page.record_id)
  returning record_id, document_url, out_of_scope_reason
),
changed as (
  update file_records as record
  set
    account_id = compared.account_id,
    name = compared.name,
    type = compared.type,
    out_of_scope_reason = compared.reason,
    system_modstamp = compared.system_modstamp,
    org_created_at = compared.org_created_at,
    document_url = case when has_other_url then compared.document_url else record.document_url end,
    identifier = case when has_other_identifier then compared.identifier else record.identifier end,
    source_changed_at = case when has_other_url or has_other_identifier then clock_timestamp()
      else record.source_changed_at end,
    copy_state = case when (has_other_url or has_other_identifier) and record.copy_state in ('copied', 'verified')
      then 'changed' else record.copy_state end,
    url_state = case when has_other_url and record.url_state in ('switched', 'confirmed')
      then 'conflicted' else record.url_state end,
    observed_at = $4,
    seen_in_run_number = greatest(record.seen_in_run_number, $2)
  from compared
  where record.record_id = compared.record_id
    and not is_stale and (has_other_url or has_other_identifier or has_other_rest)
  returning record.record_id
),
seen as (
  update file_records as record
  set
    system_modstamp = greatest(record.system_modstamp, compared.system_modstamp),
    org_created_at = compared.org_created_at,
    observed_at = $4,
    seen_in_run_number = greatest(record.seen_in_run_number, $2)
  from compared
  where record.record_id = compared.record_id
    and (is_stale or not (has_other_url or has_other_identifier or has_other_rest))
  returning record.record_id
),
history as (
  insert into record_history (record_id, at, kind, url, actor_id, run_id, modified_at)
  select record_id, $4, 'observed', document_url, $3, $1, system_modstamp
  from compared
  where has_other_url and not is_stale
),
moved as (
  insert into drift (record_id, kind, old_value, new_value, seen_at, run_id)
  select record_id, found.kind, found.old_value, found.new_value, $4, $1
  from compared
  cross join lateral (values
    (case when has_other_url then
      case when is_reverted then 'reverted' when is_vendor_url then 'new-vendor-url' else 'changed-by-others' end end,
      known_url, document_url),
    (case when has_other_identifier then 'newer-version' end, known_identifier, identifier),
    (case when account_id is distinct from known_account_id then 'moved-account' end, known_account_id, account_id),
    (case when name is distinct from known_name then 'renamed' end, known_name, name)
  ) as found (kind, old_value, new_value)
  where found.kind is not null and has_copy and not is_stale
  union all
  select record_id, 'new-record', null, document_url, $4, $1
  from added
  where out_of_scope_reason is null and exists (
    select from runs where operation = 'inventory' and state = 'succeeded' and not is_dry_run and id <> $1)
)
select
  (select count(*) from added) as "isNewCount",
  (select count(*) from changed) as "changedCount",
  (select count(*) from seen) as "unchangedCount"`
