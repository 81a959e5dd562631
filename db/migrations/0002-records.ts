import { Migration } from '@mikro-orm/migrations'

/**
 * One row for every entry of the org, and every value it had after the first.
 *
 * The record tables have no foreign keys: a check per row would cost more than the row itself, and nothing here is deleted.
 */
export class Records extends Migration {
  override up(): void {
    this.addSql(`
      create table accounts (
        account_id salesforce_id primary key,
        name text not null
      )`)

    // Room in each page keeps an inventory that finds nothing changed from touching the indexes (heap-only updates).
    this.addSql(`
      create table file_records (
        record_id salesforce_id primary key,
        account_id salesforce_id,
        name text not null,
        document_url text,
        identifier text,
        type text,
        system_modstamp timestamptz not null,
        first_seen_url text,
        first_seen_at timestamptz not null,
        first_seen_run_id uuid not null,
        observed_at timestamptz not null,
        seen_in_run_number bigint not null,
        source_changed_at timestamptz,
        out_of_scope_reason text
          constraint out_of_scope_reasons_are_known check (out_of_scope_reason in
            ('folder', 'no-account', 'no-url', 'not-a-url', 'foreign-host', 'type-excluded', 'too-large', 'deleted')),
        copy_state text not null default 'discovered'
          constraint copy_states_are_known check (copy_state in
            ('discovered', 'restoring', 'copied', 'verified', 'changed', 'missing', 'failed')),
        url_state text not null default 'original'
          constraint url_states_are_known check (url_state in
            ('original', 'in_doubt', 'switched', 'confirmed', 'conflicted', 'refused', 'rolled_back')),
        is_held boolean not null default false,
        word text generated always as (
          case
            when out_of_scope_reason is not null then null
            when url_state = 'original' then copy_state
            else url_state
          end) stored,
        source_fingerprint text,
        source_size_bytes bigint,
        source_confirmed_at timestamptz,
        object_key text constraint object_keys_never_collide unique,
        object_etag text,
        object_version_id text,
        object_size_bytes bigint,
        content_type text,
        checksum_sha256 text
          constraint checksums_are_sha256 check (checksum_sha256 ~ '^[0-9a-f]{64}$'),
        attestation text
          constraint attestations_are_known check (attestation in
            ('sha256', 'md5', 'parts-sha256', 'parts-md5', 'read-back')),
        verified_at timestamptz,
        failure_code text,
        failure_sentence text,
        failed_at timestamptz,
        ask_again_at timestamptz,
        constraint verified_objects_are_attested check (copy_state <> 'verified'
          or num_nulls(attestation, checksum_sha256, source_fingerprint, object_key, object_etag, object_size_bytes,
            verified_at) = 0),
        constraint switched_records_were_verified check (url_state not in ('in_doubt', 'switched', 'confirmed')
          or verified_at is not null)
      ) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`)

    this.addSql("create index file_records_by_account on file_records (coalesce(account_id, ''), record_id)")
    this.addSql(`
      comment on index file_records_by_account is
        'serves the record list of one Account and the candidates of every plan; records without Account come first'`)
    this.addSql('create index file_records_by_word on file_records (word, record_id) where word is not null')
    this.addSql(`comment on index file_records_by_word is 'serves the record list of one state'`)
    this.addSql(`
      create index file_records_by_reason on file_records (out_of_scope_reason, record_id)
        where out_of_scope_reason is not null`)
    this.addSql(`comment on index file_records_by_reason is 'serves the record list of one out-of-scope reason'`)

    this.addSql(`
      create function refuse_other_first_seen() returns trigger language plpgsql as $$
      begin
        raise exception 'What was first seen of record % stays as it is.', old.record_id
          using errcode = 'restrict_violation';
      end $$`)
    this.addSql(`
      create trigger first_seen_values_stay
        before update of first_seen_url, first_seen_at, first_seen_run_id on file_records
        for each row
        when ((old.first_seen_url, old.first_seen_at, old.first_seen_run_id)
          is distinct from (new.first_seen_url, new.first_seen_at, new.first_seen_run_id))
        execute function refuse_other_first_seen()`)

    this.addSql(`
      create table record_history (
        number bigint generated always as identity primary key,
        record_id salesforce_id not null,
        at timestamptz not null,
        kind text not null
          constraint history_kinds_are_known check (kind in ('observed', 'written')),
        url text,
        actor_id text not null,
        run_id uuid not null,
        by_user_id text,
        modified_at timestamptz
      )`)
    this.addSql('create index record_history_by_record on record_history (record_id, number)')
    this.addSql(`comment on index record_history_by_record is 'serves the history of one record'`)
    this.addSql(`
      create trigger record_history_is_append_only
        before update or delete or truncate on record_history
        for each statement execute function refuse_change()`)
  }

  override down(): void {
    this.addSql('drop table record_history')
    this.addSql('drop table file_records')
    this.addSql('drop function refuse_other_first_seen()')
    this.addSql('drop table accounts')
  }
}
