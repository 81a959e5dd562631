import { Migration } from '@mikro-orm/migrations'

/** What moved in the org since a record was copied, and the runs that look for it. */
export class Drift extends Migration {
  override up(): void {
    this.allowOperations([...OPERATIONS_BEFORE, 'catch_up'])
    this.addSql(`
      alter table runs
        add column modified_from timestamptz,
        add column scheduled_at timestamptz,
        add column entries_read bigint not null default 0,
        add column entries_added bigint not null default 0,
        add column entries_changed bigint not null default 0,
        add column entries_deleted bigint not null default 0`)
    this.addSql(`
      comment on column runs.modified_from is
        'where the window of a catch-up begins, in the time of the org; null until it is known'`)
    this.addSql(`
      comment on column runs.scheduled_at is
        'when the schedule made this run, in the time of the database; null for a run that somebody asked for'`)
    this.addSql('create index runs_scheduled on runs (scheduled_at) where scheduled_at is not null')
    this.addSql(`comment on index runs_scheduled is 'serves the question when the schedule last made a run'`)
    this.addSql('create index runs_by_operation on runs (operation, number)')
    this.addSql(`comment on index runs_by_operation is 'serves the search for the last run of an operation'`)
    this.addSql('create index runs_by_watermark on runs (watermark) where watermark is not null')
    this.addSql(`comment on index runs_by_watermark is 'serves the search for where the next catch-up begins'`)
    this.addSql('alter table file_records add column newest_version_at timestamptz')
    this.addSql(`
      comment on column file_records.newest_version_at is
        'creation of the newest version row known, in the time of the org; null while none is known'`)
    this.createFindings()
    this.createResolving()
  }

  override down(): void {
    this.addSql('drop trigger file_records_resolve_drift on file_records')
    this.addSql('drop function resolve_drift()')
    this.addSql('drop table drift')
    this.addSql('alter table file_records drop column newest_version_at')
    this.addSql('drop index runs_by_watermark')
    this.addSql('drop index runs_by_operation')
    this.addSql('drop index runs_scheduled')
    this.addSql(`
      alter table runs
        drop column modified_from,
        drop column scheduled_at,
        drop column entries_read,
        drop column entries_added,
        drop column entries_changed,
        drop column entries_deleted`)
    // Runs that were catch-ups stay in the history; only new ones are refused.
    this.allowOperations(OPERATIONS_BEFORE, 'not valid')
  }

  private allowOperations(operations: readonly string[], validity = ''): void {
    const names = operations.map((operation) => `'${operation}'`).join(', ')
    this.addSql('alter table runs drop constraint operations_are_known')
    this.addSql(`alter table runs add constraint operations_are_known check (operation in (${names})) ${validity}`)
  }

  private createFindings(): void {
    this.addSql(`
      create table drift (
        number bigint generated always as identity primary key,
        record_id salesforce_id not null,
        kind text not null
          constraint drift_kinds_are_known check (kind in
            ('new-record', 'new-vendor-url', 'reverted', 'changed-by-others', 'newer-version', 'moved-account', 'renamed',
              'deleted')),
        old_value text,
        new_value text,
        seen_at timestamptz not null,
        run_id uuid not null,
        resolved_at timestamptz
      )`)
    this.addSql('create index drift_open on drift (number) where resolved_at is null')
    this.addSql(`comment on index drift_open is 'serves the list of what is open'`)
    this.addSql('create index drift_open_by_kind on drift (kind, number) where resolved_at is null')
    this.addSql(`comment on index drift_open_by_kind is 'serves the counts of what is open and the list of one kind'`)
    this.addSql('create index drift_by_record on drift (record_id, number)')
    this.addSql(`comment on index drift_by_record is 'serves the findings of one record, and resolving them'`)
  }

  /**
   * A finding is resolved by what happens to its record, whoever does it; the rule stands here once (decision 0010). Nothing
   * is compared with a clock: a copy is anew when this very statement stored another time of verification. The URL of an
   * object has its record's id as a folder; every other form of ours opens the newest copy by itself.
   */
  private createResolving(): void {
    this.addSql(`
      create function resolve_drift() returns trigger language plpgsql as $$
      begin
        if not exists (select from drift where resolved_at is null) then
          return null;
        end if;
        update drift set resolved_at = clock_timestamp()
        from (
          select
            after.*,
            after.copy_state = 'verified' and after.verified_at is distinct from before.verified_at as is_copied,
            after.url_state in ('switched', 'confirmed') as is_switched,
            after.url_state in ('switched', 'confirmed') and (before.url_state not in ('switched', 'confirmed')
              or after.document_url is distinct from before.document_url) as is_switched_anew,
            coalesce(position('/' || after.record_id || '/' in after.document_url) > 0, false) as is_object_url,
            before.is_held and not after.is_held
              or before.url_state = 'conflicted' and after.url_state in ('original', 'confirmed') as is_released
          from after
          join before using (record_id)
        ) as record
        where drift.record_id = record.record_id and drift.resolved_at is null
          and case drift.kind
            when 'deleted' then record.out_of_scope_reason is distinct from 'deleted'
            else record.out_of_scope_reason is not distinct from 'deleted' or case drift.kind
              when 'new-record' then record.is_copied or record.out_of_scope_reason is not null
              when 'newer-version' then record.is_copied and not (record.is_switched and record.is_object_url)
                or record.is_switched_anew
              when 'renamed' then record.name is distinct from drift.new_value
                or record.is_copied or record.is_switched_anew or record.is_released
              when 'moved-account' then record.account_id is distinct from drift.new_value
                or record.is_copied or record.is_switched_anew or record.is_released
              else record.document_url is distinct from drift.new_value
                or record.is_copied and record.url_state <> 'conflicted'
                or record.is_switched_anew or record.is_released
            end
          end;
        return null;
      end $$`)
    this.addSql(`
      create trigger file_records_resolve_drift
        after update on file_records referencing old table as before new table as after
        for each statement execute function resolve_drift()`)
  }
}

const OPERATIONS_BEFORE = ['inventory', 'back_up', 'verify', 'switch', 'roll_back', 'analyse']
