import { Migration } from '@mikro-orm/migrations'

/** Runs that are paused, what the org says of its API requests, and settings that change while the service runs. */
export class Pauses extends Migration {
  override up(): void {
    this.addSql(`
      alter table runs
        add column resume_at timestamptz
          constraint only_paused_runs_are_resumed_by_time check (resume_at is null or state = 'paused'),
        add column pause_checks integer not null default 0`)
    this.addSql(`
      comment on column runs.resume_at is
        'when the org is asked whether a paused run may go on; null for one that a person paused'`)
    this.addSql(`comment on column runs.pause_checks is 'how often it was asked during this pause; waits grow with it'`)
    this.addSql(`
      create table api_usage (
        is_the_only_one boolean primary key default true constraint api_usage_is_one_row check (is_the_only_one),
        used bigint not null constraint used_requests_are_not_negative check (used >= 0),
        allowed bigint not null constraint allowed_requests_are_not_negative check (allowed >= 0),
        measured_at timestamptz not null
      )`)
    this.addSql(
      `comment on table api_usage is 'API requests of the org in the last 24 hours, as its newest answer said'`,
    )
    this.addSql(`
      create table settings (
        name text primary key,
        value jsonb not null,
        changed_by text not null,
        changed_at timestamptz not null
      )`)
    this.addSql(`comment on table settings is 'what was set by the API; the environment has the values of the others'`)
    this.allowEvents([...BEFORE, 'run.paused'])
    this.noteEvents(PAUSES)
  }

  /** Events are never deleted, so a pause that was told is kept as the halt that an older service knows. */
  override down(): void {
    this.noteEvents('')
    this.addSql(`update runs set state = 'halted', resume_at = null where state = 'paused'`)
    this.addSql('alter table run_events disable trigger run_events_are_append_only')
    this.addSql(`update run_events set kind = 'run.halted' where kind = 'run.paused'`)
    this.addSql('alter table run_events enable trigger run_events_are_append_only')
    this.addSql(`update webhook_deliveries set kind = 'run.halted' where kind = 'run.paused'`)
    this.addSql(`
      update webhooks
      set events = array_remove(events, 'run.paused')
        || case when 'run.halted' = any(events) then '{}'::text[] else array['run.halted'] end
      where 'run.paused' = any(events)`)
    this.allowEvents(BEFORE)
    this.addSql('drop table settings')
    this.addSql('drop table api_usage')
    this.addSql('alter table runs drop column pause_checks, drop column resume_at')
  }

  private allowEvents(kinds: readonly string[]): void {
    const list = kinds.map((kind) => `'${kind}'`).join(', ')
    this.addSql(`
      alter table run_events
        drop constraint event_kinds_are_known,
        add constraint event_kinds_are_known check (kind in (${list}))`)
    this.addSql(`
      alter table webhooks
        drop constraint webhook_events_are_known,
        add constraint webhook_events_are_known check (events <@ array[${list}] and cardinality(events) > 0)`)
    this.addSql(`
      alter table webhook_deliveries
        drop constraint delivery_kinds_are_known,
        add constraint delivery_kinds_are_known check (kind in (${list}, 'webhook.test'))`)
  }

  /** @param pauses lines of the list of possible events besides those there were before; empty for none */
  private noteEvents(pauses: string): void {
    const stopped = pauses === '' ? `= 'halted'` : `in ('halted', 'paused')`
    this.addSql(`
      create or replace function note_run_events() returns trigger
        language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into run_events (run_id, at, kind, detail)
        select new.id, clock_timestamp(), kind, ${DETAIL}
        from (values
          (1, 'run.created', tg_op = 'INSERT'),
          (2, 'run.planned', old.plan_hash is null and new.plan_hash is not null),
          (3, 'run.approved', old.approved_at is null and new.approved_at is not null),
          (4, 'run.resumed', old.state ${stopped} and new.state in ('approved', 'running')),
          (5, 'run.started', old.started_at is null and new.started_at is not null),
          (6, 'run.halted', new.state = 'halted' and old.state is distinct from 'halted'),${pauses}
          (7, 'run.ended', old.ended_at is null and new.ended_at is not null)) as possible (step, kind, has_happened)
        where has_happened
        order by step;
        return null;
      end $$`)
  }
}

const BEFORE = ['run.created', 'run.planned', 'run.approved', 'run.started', 'run.halted', 'run.resumed', 'run.ended']

const PAUSES = `
          (6, 'run.paused', new.state = 'paused' and old.state is distinct from 'paused'),`

const DETAIL = `jsonb_build_object('number', new.number, 'operation', new.operation, 'state', new.state,
          'isDryRun', new.is_dry_run, 'stopCode', new.stop_code, 'stopSentence', new.stop_sentence)`
