import { Migration } from '@mikro-orm/migrations'

/**
 * What happened to runs, and who is told. Events are made by the table of runs itself and deliveries by the table of events,
 * each in the transaction of what they tell about: no code path can forget one, and none tells of what did not happen.
 */
export class Events extends Migration {
  override up(): void {
    this.createEvents()
    this.tellWhatHappened()
    this.createWebhooks()
    this.createDeliveries()
    this.noteEvents()
    this.queueDeliveries()
  }

  override down(): void {
    this.addSql('drop trigger events_of_runs_are_noted on runs')
    for (const table of ['webhook_deliveries', 'webhooks', 'run_events']) this.addSql(`drop table ${table}`)
    this.addSql('drop function note_run_events()')
    this.addSql('drop function queue_webhook_deliveries()')
  }

  private createEvents(): void {
    this.addSql(`
      create table run_events (
        number bigint generated always as identity primary key,
        run_id uuid not null references runs,
        at timestamptz not null,
        kind text not null
          constraint event_kinds_are_known check (kind in (${RUN_EVENT_KINDS})),
        detail jsonb not null
      )`)
    this.addSql('create index run_events_by_run on run_events (run_id, number)')
    this.addSql(`comment on index run_events_by_run is 'serves the events of one run after a number'`)
    this.addSql(`
      create trigger run_events_are_append_only
        before update or delete or truncate on run_events
        for each statement execute function refuse_change()`)
  }

  /** Runs from before this step get the events that their own times prove. */
  private tellWhatHappened(): void {
    this.addSql(`
      insert into run_events (run_id, at, kind, detail)
      select run.id, happened.at, happened.kind, ${detailOf('run')} || happened.as_then
      from runs as run
      cross join lateral (values
        (1, 'run.created', run.created_at, ${asThen('planned')}),
        (2, 'run.approved', run.approved_at, ${asThen('approved')}),
        (3, 'run.started', run.started_at, ${asThen('running')}),
        (4, 'run.ended', run.ended_at, '{}')) as happened (step, kind, at, as_then)
      where happened.at is not null
      order by happened.at, run.number, happened.step`)
  }

  /**
   * The row of the run is locked while its event is numbered, and stays so until the commit: the numbers of one run are in
   * the order of its commits. The function belongs to the owner, so that the application can read events but make none.
   */
  private noteEvents(): void {
    this.addSql(`
      create function note_run_events() returns trigger
        language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into run_events (run_id, at, kind, detail)
        select new.id, clock_timestamp(), kind, ${detailOf('new')}
        from (values
          (1, 'run.created', tg_op = 'INSERT'),
          (2, 'run.planned', old.plan_hash is null and new.plan_hash is not null),
          (3, 'run.approved', old.approved_at is null and new.approved_at is not null),
          (4, 'run.resumed', old.state = 'halted' and new.state in ('approved', 'running')),
          (5, 'run.started', old.started_at is null and new.started_at is not null),
          (6, 'run.halted', new.state = 'halted' and old.state is distinct from 'halted'),
          (7, 'run.ended', old.ended_at is null and new.ended_at is not null)) as possible (step, kind, has_happened)
        where has_happened
        order by step;
        return null;
      end $$`)
    this.addSql(`
      create trigger events_of_runs_are_noted
        after insert or update of state, plan_hash, approved_at, started_at, ended_at on runs
        for each row execute function note_run_events()`)
  }

  private createWebhooks(): void {
    this.addSql(`
      create table webhooks (
        id uuid primary key,
        url text not null,
        events text[] not null
          constraint webhook_events_are_known check (events <@ array[${RUN_EVENT_KINDS}] and cardinality(events) > 0),
        description text,
        secret_generation integer not null default 1,
        is_paused boolean not null default false,
        created_by text not null,
        created_at timestamptz not null,
        deleted_at timestamptz
      )`)
    this.addSql(
      `comment on column webhooks.secret_generation is 'the secret is derived from the key of the installation, the id and this'`,
    )
  }

  private createDeliveries(): void {
    this.addSql(`
      create table webhook_deliveries (
        id uuid primary key,
        number bigint generated always as identity unique,
        webhook_id uuid not null references webhooks,
        event_number bigint references run_events,
        kind text not null
          constraint delivery_kinds_are_known check (kind in (${RUN_EVENT_KINDS}, 'webhook.test')),
        created_at timestamptz not null,
        state text not null default 'pending'
          constraint delivery_states_are_known check (state in ('pending', 'delivered', 'given_up')),
        attempts integer not null default 0,
        tries integer not null default 0,
        next_attempt_at timestamptz,
        last_attempt_at timestamptz,
        last_status integer,
        last_code text,
        last_duration_ms integer,
        constraint deliveries_of_events_name_them check ((event_number is null) = (kind = 'webhook.test')),
        constraint pending_deliveries_say_when check ((state = 'pending') = (next_attempt_at is not null))
      ) with (fillfactor = 80)`)
    this.addSql(`comment on column webhook_deliveries.attempts is 'in total; the number of an attempt is its fence'`)
    this.addSql(`comment on column webhook_deliveries.tries is 'since it was last queued; they decide the wait'`)
    this.addSql(`
      create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at) where state = 'pending'`)
    this.addSql(`comment on index webhook_deliveries_due is 'serves the claim of what is to be sent to each webhook'`)
    this.addSql('create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, number)')
    this.addSql(`comment on index webhook_deliveries_by_webhook is 'serves the delivery log of one webhook'`)
  }

  private queueDeliveries(): void {
    this.addSql(`
      create function queue_webhook_deliveries() returns trigger
        language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into webhook_deliveries (id, webhook_id, event_number, kind, created_at, next_attempt_at)
        select gen_random_uuid(), id, new.number, new.kind, new.at, new.at
        from webhooks
        where deleted_at is null and new.kind = any(events);
        return null;
      end $$`)
    this.addSql(`
      create trigger events_are_delivered after insert on run_events
        for each row execute function queue_webhook_deliveries()`)
  }
}

const RUN_EVENT_KINDS = `'run.created', 'run.planned', 'run.approved', 'run.started', 'run.halted', 'run.resumed', 'run.ended'`

/** What a run that ended since was before, as far as its present row says something else. */
function asThen(state: string): string {
  return `'{"state": "${state}", "stopCode": null, "stopSentence": null}'::jsonb`
}

/** What an event says of its run, as it was then. */
function detailOf(run: string): string {
  return `jsonb_build_object('number', ${run}.number, 'operation', ${run}.operation, 'state', ${run}.state,
          'isDryRun', ${run}.is_dry_run, 'stopCode', ${run}.stop_code, 'stopSentence', ${run}.stop_sentence)`
}
