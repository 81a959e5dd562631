import { Migration } from '@mikro-orm/migrations'

/** Runs, their items and batches, and what belongs to them. */
export class Runs extends Migration {
  override up(): void {
    this.createRuns()
    this.createRunItems()
    this.createBatches()
    this.createStatistics()
  }

  override down(): void {
    for (const table of [
      'ingest_jobs',
      'batch_parts',
      'batches',
      'run_items',
      'idempotency_keys',
      'evidence',
      'runs',
    ]) {
      this.addSql(`drop table ${table}`)
    }
    this.addSql('drop function refuse_other_before_image()')
    this.addSql('drop function refuse_other_plan()')
    this.addSql('drop function refresh_run_item_statistics()')
  }

  private createRuns(): void {
    this.addSql(`
      create table runs (
        id uuid primary key,
        number bigint generated always as identity unique,
        operation text not null
          constraint operations_are_known check (operation in ('inventory', 'back_up', 'verify', 'switch', 'roll_back')),
        scope jsonb not null,
        is_dry_run boolean not null,
        limits jsonb not null,
        profile text not null,
        settings_fingerprint text not null,
        state text not null default 'planned'
          constraint run_states_are_known check (state in
            ('planned', 'approved', 'running', 'paused', 'halted', 'succeeded', 'partially_succeeded', 'failed')),
        plan_hash text,
        created_by text not null,
        created_at timestamptz not null,
        approved_by text,
        approved_at timestamptz,
        started_at timestamptz,
        ended_at timestamptz,
        stop_code text,
        stop_sentence text,
        query_position jsonb,
        watermark timestamptz,
        export_key text,
        export_sha256 text,
        export_row_count bigint,
        exported_at timestamptz,
        constraint approved_runs_have_a_plan check (approved_at is null or plan_hash is not null),
        constraint ended_runs_say_when check (
          (state in ('succeeded', 'partially_succeeded', 'failed')) = (ended_at is not null)),
        constraint exports_are_checksummed check (export_key is null
          or num_nulls(export_sha256, export_row_count, exported_at) = 0)
      )`)
    this.addSql(`
      create index runs_unfinished on runs (number)
        where state in ('planned', 'approved', 'running', 'paused', 'halted')`)
    this.addSql(`comment on index runs_unfinished is 'serves the overview and the search for runs that need a worker'`)

    this.addSql(`
      create table evidence (
        run_id uuid not null references runs,
        item text not null,
        outcome text not null
          constraint outcomes_are_known check (outcome in ('passed', 'failed', 'inconclusive', 'waived')),
        sentence text not null,
        measured jsonb not null,
        measured_at timestamptz not null,
        fresh_until timestamptz not null,
        settings_fingerprint text not null,
        primary key (run_id, item)
      )`)

    // The key goes in before its run, so that a concurrent twin waits for it; hence the deferred reference.
    this.addSql(`
      create table idempotency_keys (
        subject text not null,
        route text not null,
        key text not null,
        body_hash text not null,
        run_id uuid not null references runs deferrable initially deferred,
        used_at timestamptz not null,
        primary key (subject, route, key)
      )`)
  }

  private createRunItems(): void {
    this.addSql(`
      create table run_items (
        run_id uuid not null,
        record_id salesforce_id not null,
        account_id text collate "C" not null
          constraint item_accounts_are_ids_or_empty check (length(account_id) in (0, 18)),
        expected_url text,
        target_url text,
        left_out_reason text,
        before_image text,
        before_image_at timestamptz,
        read_at timestamptz,
        sent_at timestamptz,
        ingest_job_id text collate "C",
        answered_at timestamptz,
        outcome text
          constraint item_outcomes_are_known check (outcome in
            ('done', 'failed', 'conflicted', 'refused', 'overwritten', 'in_doubt', 'withdrawn')),
        code text,
        sentence text,
        settled_at timestamptz,
        is_owning boolean not null default false,
        primary key (run_id, record_id),
        constraint writes_have_a_before_image check (sent_at is null or before_image_at is not null),
        constraint left_out_items_stay_untouched check (left_out_reason is null
          or num_nonnulls(before_image_at, sent_at, outcome) = 0 and not is_owning),
        constraint settled_items_have_an_outcome check (
          (settled_at is not null) = (outcome is not null and outcome <> 'in_doubt')),
        constraint settled_items_own_nothing check (settled_at is null or not is_owning)
      ) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`)

    this.addSql('create unique index run_items_one_owner on run_items (record_id) where is_owning')
    this.addSql(`
      comment on index run_items_one_owner is
        'holds that a record is in at most one unfinished mutating item; serves the question who owns a record'`)
    this.addSql('create index run_items_by_account on run_items (run_id, account_id, record_id)')
    this.addSql(`
      comment on index run_items_by_account is
        'serves the lines of a plan in Account order, its Accounts, and the items of a batch'`)
    this.addSql(`
      create index run_items_by_outcome on run_items (run_id, outcome, record_id) where outcome is not null`)
    this.addSql(`comment on index run_items_by_outcome is 'serves the item list of one outcome'`)
    this.addSql('create index run_items_sent on run_items (record_id, sent_at) where sent_at is not null')
    this.addSql(`comment on index run_items_sent is 'serves the search for the latest own write of a record'`)

    this.addSql(`
      create function refuse_other_before_image() returns trigger language plpgsql as $$
      begin
        raise exception 'The before-image of record % in run % stays as it is.', old.record_id, old.run_id
          using errcode = 'restrict_violation';
      end $$`)
    this.addSql(`
      create trigger before_images_stay
        before update of before_image, before_image_at on run_items
        for each row
        when (old.before_image_at is not null and (old.before_image, old.before_image_at)
          is distinct from (new.before_image, new.before_image_at))
        execute function refuse_other_before_image()`)
    this.freezePlans()
  }

  /** The manifest of a run is what its plan hash stands for: from then on no item comes or goes. */
  private freezePlans(): void {
    this.addSql(`
      create function refuse_other_plan() returns trigger language plpgsql as $$
      begin
        if exists (select from runs where plan_hash is not null and id in (select run_id from touched)) then
          raise exception 'The plan of a run stays as it was hashed: % of items is refused.', lower(tg_op)
            using errcode = 'restrict_violation';
        end if;
        return null;
      end $$`)
    for (const { event, rows } of [
      { event: 'insert', rows: 'new' },
      { event: 'delete', rows: 'old' },
    ]) {
      this.addSql(`
        create trigger plans_stay_on_${event} after ${event} on run_items referencing ${rows} table as touched
          for each statement execute function refuse_other_plan()`)
    }
  }

  /** Statistics are the owner's to make; the service asks for them after each large plan, before it reads by run. */
  private createStatistics(): void {
    this.addSql(`
      create function refresh_run_item_statistics() returns void
        language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        analyze public.run_items;
      end $$`)
    this.addSql('revoke all on function refresh_run_item_statistics() from public')
  }

  private createBatches(): void {
    this.addSql(`
      create table batches (
        id uuid primary key,
        run_id uuid not null references runs,
        number integer not null,
        state text not null default 'waiting'
          constraint batch_states_are_known check (state in ('waiting', 'working', 'done')),
        fence integer not null default 0,
        claimed_at timestamptz,
        done_at timestamptz,
        unique (run_id, number),
        constraint done_batches_say_when check ((state = 'done') = (done_at is not null))
      )`)

    // A batch names its items by ranges: numbering a million items instead would rewrite every one of them.
    this.addSql(`
      create table batch_parts (
        batch_id uuid not null references batches,
        account_id text collate "C" not null,
        first_record_id salesforce_id not null,
        last_record_id salesforce_id not null,
        primary key (batch_id, account_id)
      )`)

    this.addSql(`
      create table ingest_jobs (
        job_id text collate "C" primary key,
        batch_id uuid not null references batches,
        fence integer not null,
        api_version text not null,
        state text not null
          constraint ingest_job_states_are_known check (state in
            ('Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted', 'gone')),
        created_at timestamptz not null,
        checked_at timestamptz not null
      )`)
    this.addSql('create index ingest_jobs_by_batch on ingest_jobs (batch_id)')
    this.addSql(`comment on index ingest_jobs_by_batch is 'serves the search for open jobs at the takeover of a batch'`)
  }
}
