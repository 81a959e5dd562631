import { Migration } from '@mikro-orm/migrations'

/**
 * A trigger keeps the plan of its first call, and a statement that touched nothing calls it too: planned for no rows, every
 * later page of ten thousand was compared row by row, a hundred million times. Without nested loops the rows before and after
 * are joined by hash, whatever the first call was (docs/decisions/0015). Findings of drift are looked up by the records touched,
 * so that their number does not matter.
 */
export class TouchedRows extends Migration {
  override up(): void {
    this.addSql('alter function note_account_activity() set enable_nestloop to off')
    this.addSql(`
      create or replace function resolve_drift() returns trigger language plpgsql set enable_nestloop to off as $$
      declare
        touched text[];
      begin
        if not exists (select from drift where resolved_at is null) then
          return null;
        end if;
        touched := array(select record_id from after);
        update drift set resolved_at = clock_timestamp()
        from (${RECORDS}) as record
        where drift.record_id = any(touched) and drift.record_id = record.record_id and drift.resolved_at is null
          and ${IS_RESOLVED};
        return null;
      end $$`)
  }

  override down(): void {
    this.addSql('alter function note_account_activity() reset enable_nestloop')
    this.addSql(`
      create or replace function resolve_drift() returns trigger language plpgsql as $$
      begin
        if not exists (select from drift where resolved_at is null) then
          return null;
        end if;
        update drift set resolved_at = clock_timestamp()
        from (${RECORDS}) as record
        where drift.record_id = record.record_id and drift.resolved_at is null
          and ${IS_RESOLVED};
        return null;
      end $$`)
  }
}

const RECORDS = `
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
        `

const IS_RESOLVED = `case drift.kind
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
          end`
