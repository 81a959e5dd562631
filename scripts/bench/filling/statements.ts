/**
 * Statements that fill a ledger from the temporary table `entries` (entries.ts), for the numbers from `$1` to `$2`. The
 * real triggers count what they write.
 */

export const RUN_IDS = {
  inventory: '00000000-0000-7000-8000-000000000001',
  backUp: '00000000-0000-7000-8000-000000000002',
  switch: '00000000-0000-7000-8000-000000000003',
  rollBack: '00000000-0000-7000-8000-000000000004',
} as const

const OLD_URL = `'https://documents.vendor.example/viewer/open?tenant=northwind&document=' || md5(record_id) || '&id=' || record_id`
const OBJECT_KEY = `'doclift/' || account_id || '/Northwind Traders/' || record_id || '/' || left(md5(record_id), 12)
  || '/Contract ' || number || '.pdf'`
const NEW_URL = `'https://files.northwind.example/doclift/' || account_id || '/Northwind%20Traders/' || record_id || '/'
  || left(md5(record_id), 12) || '/Contract%20' || number || '.pdf'`
const SIZE_BYTES = '20000 + (number::bigint * 7919 % 2800000)'
const DIGEST = 'md5(record_id) || md5(number::text)'

/** Finished runs, newest last; their plans are frozen when they end. */
export const INSERT_RUNS = `
insert into runs (id, operation, scope, is_dry_run, limits, profile, settings_fingerprint, created_by, created_at, started_at)
select id, operation, '{"kind":"everything"}', false, '{}', 'testing', 'bench', 'cli:bench', now() - age, now() - age
from (values
  ('${RUN_IDS.inventory}'::uuid, 'inventory', interval '96 hours'),
  ('${RUN_IDS.backUp}'::uuid, 'back_up', interval '90 hours'),
  ('${RUN_IDS.switch}'::uuid, 'switch', interval '20 hours'),
  ('${RUN_IDS.rollBack}'::uuid, 'roll_back', interval '10 hours')) as run (id, operation, age)
order by age desc`

export const END_RUNS = `
update runs
set plan_hash = md5(id::text) || md5(id::text), ended_at = created_at + interval '8 hours',
  state = case when operation in ('back_up', 'switch') then 'partially_succeeded' else 'succeeded' end
where created_by = 'cli:bench'`

export const INSERT_EVIDENCE = `
insert into evidence (run_id, item, outcome, sentence, measured, measured_at, fresh_until, settings_fingerprint)
select '${RUN_IDS.switch}', item, 'passed', 'It was measured and is as it should be.', '{"records": 110000}',
  now() - interval '20 hours', now() - interval '19 hours', 'bench'
from unnest($1::text[]) as item`

/** In record id order, as an inventory reads them. */
export const INSERT_RECORDS = `
insert into file_records (record_id, account_id, name, document_url, identifier, type, system_modstamp, first_seen_url,
  first_seen_at, first_seen_run_id, observed_at, seen_in_run_number, out_of_scope_reason, copy_state, url_state, is_held,
  source_fingerprint, source_size_bytes, source_confirmed_at, object_key, object_etag, object_size_bytes, content_type,
  checksum, checksum_algorithm, attestation, verified_at, failure_code, failure_sentence, failed_at)
select
  record_id, account_id, 'Contract ' || number || '.pdf',
  case when url_state = 'confirmed' then ${NEW_URL} when url_state = 'conflicted' then 'https://intranet.example/' || number
    else ${OLD_URL} end,
  md5(record_id), case when reason = 'folder' then 'Folder' else 'Document' end, now() - interval '200 days', ${OLD_URL},
  now() - interval '96 hours', '${RUN_IDS.inventory}', now() - interval '95 hours', 1,
  reason, copy_state, url_state, url_state = 'rolled_back',
  case when is_copied then 'etag:' || md5(record_id) end,
  case when is_copied then ${SIZE_BYTES} end,
  case when is_copied then now() - interval '85 hours' end,
  case when is_copied then ${OBJECT_KEY} end,
  case when is_copied then md5(record_id) end,
  case when is_copied then ${SIZE_BYTES} end,
  case when is_copied then 'application/pdf' end,
  case when is_copied then ${DIGEST} end,
  case when is_copied then 'sha256' end,
  case when is_copied then 'sha256' end,
  case when is_copied then now() - interval '85 hours' end,
  failure.code, failure.sentence, case when failure.code is not null then now() - interval '84 hours' end
from entries
cross join lateral (select copy_state in ('verified', 'changed') as is_copied) as copy
left join (values
  ('failed', 'source.denied', 'The source refused to give the document. Ask the vendor for access.'),
  ('missing', 'source.missing', 'The source no longer has the document.'),
  ('refused', 'salesforce.validation-rule', 'The org refused the new value: a validation rule forbids it.')) as failure (state, code, sentence)
  on failure.state in (entries.copy_state, entries.url_state)
where number between $1 and $2
order by number`

export const INSERT_HISTORY = `
insert into record_history (record_id, at, kind, url, actor_id, run_id)
select record_id, change.at, change.kind, change.url, 'cli:bench', change.run_id
from entries
cross join lateral (values
  (1, now() - interval '19 hours', 'written', ${NEW_URL}, '${RUN_IDS.switch}'::uuid, true),
  (2, now() - interval '9 hours', 'written', ${OLD_URL}, '${RUN_IDS.rollBack}'::uuid, url_state = 'rolled_back'),
  (2, now() - interval '9 hours', 'observed', 'https://intranet.example/' || number, '${RUN_IDS.inventory}'::uuid,
    url_state = 'conflicted')) as change (step, at, kind, url, run_id, is_so)
where number between $1 and $2 and url_state in ('confirmed', 'conflicted', 'rolled_back') and is_so
order by number, step`

/** A back-up of everything: one item for each record. Those that came later are told apart when the items are settled. */
export const INSERT_BACK_UP_ITEMS = `
insert into run_items (run_id, record_id, account_id, expected_url, left_out_reason)
select '${RUN_IDS.backUp}', record_id, coalesce(account_id, ''), ${OLD_URL}, reason
from entries
where number between $1 and $2
order by number`

export const INSERT_SWITCH_ITEMS = `
insert into run_items (run_id, record_id, account_id, expected_url, target_url, before_image, before_image_at, read_at,
  sent_at, answered_at)
select '${RUN_IDS.switch}', record_id, account_id, ${OLD_URL}, ${NEW_URL}, ${OLD_URL}, now() - interval '19 hours',
  now() - interval '19 hours', now() - interval '19 hours', now() - interval '19 hours'
from entries
where number between $1 and $2 and url_state <> 'original'
order by number`

export const INSERT_ROLL_BACK_ITEMS = `
insert into run_items (run_id, record_id, account_id, expected_url, target_url, before_image, before_image_at, read_at,
  sent_at, answered_at)
select '${RUN_IDS.rollBack}', record_id, account_id, ${NEW_URL}, ${OLD_URL}, ${NEW_URL}, now() - interval '9 hours',
  now() - interval '9 hours', now() - interval '9 hours', now() - interval '9 hours'
from entries
where number between $1 and $2 and url_state = 'rolled_back'
order by number`

/** Items are settled by an update, as in life: it is what the counters of each hour count. Spread over eight hours. */
export const SETTLE_ITEMS = `
update run_items as item
set
  outcome = judged.outcome,
  code = judged.code,
  sentence = case when judged.code is not null then 'It could not be done; the code says why.' end,
  settled_at = run.started_at + interval '8 hours' * (entries.number::float / $3)
from entries
cross join lateral (select url_state in ('conflicted', 'refused') as is_left_alone) as link
cross join runs as run
cross join lateral (
  select
    case
      when run.operation = 'switch' and is_left_alone then url_state
      when run.operation <> 'back_up' then 'done'
      when copy_state = 'discovered' then 'withdrawn'
      when copy_state in ('failed', 'missing') then 'failed'
      else 'done'
    end,
    case
      when run.operation = 'switch' and is_left_alone then 'switch.' || url_state
      when run.operation <> 'back_up' then null
      when copy_state = 'discovered' then 'source.archived'
      when copy_state in ('failed', 'missing') then 'source.' || copy_state
    end
) as judged (outcome, code)
where entries.number between $1 and $2 and run.created_by = 'cli:bench'
  and item.run_id = run.id and item.record_id = entries.record_id and item.left_out_reason is null`

/** The plan of the run that is active while the benchmark measures. */
export const INSERT_ACTIVE_ITEMS = `
insert into run_items (run_id, record_id, account_id, expected_url)
select $3, record_id, account_id, ${OLD_URL}
from entries
where number between $1 and $2 and copy_state = 'discovered' and reason is null
order by number`
