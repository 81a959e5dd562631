import { Migration } from '@mikro-orm/migrations'

/** A run that paused while it was planned is planned again when it is resumed, and that is told like any other resume. */
export class PlanningPauses extends Migration {
  override up(): void {
    this.noteEvents(['approved', 'running', 'planned'])
  }

  /** An older service would start such a run without a plan; it plans the run at once instead. */
  override down(): void {
    this.noteEvents(['approved', 'running'])
    this.addSql(`
      update runs
      set state = 'planned', stop_code = null, stop_sentence = null, resume_at = null, pause_checks = 0
      where state in ('paused', 'halted') and plan_hash is null`)
  }

  /** @param resumed states that a run goes on to from a pause or a halt */
  private noteEvents(resumed: readonly string[]): void {
    const states = resumed.map((state) => `'${state}'`).join(', ')
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
          (4, 'run.resumed', old.state in ('halted', 'paused') and new.state in (${states})),
          (5, 'run.started', old.started_at is null and new.started_at is not null),
          (6, 'run.halted', new.state = 'halted' and old.state is distinct from 'halted'),
          (6, 'run.paused', new.state = 'paused' and old.state is distinct from 'paused'),
          (7, 'run.ended', old.ended_at is null and new.ended_at is not null)) as possible (step, kind, has_happened)
        where has_happened
        order by step;
        return null;
      end $$`)
  }
}

const DETAIL = `jsonb_build_object('number', new.number, 'operation', new.operation, 'state', new.state,
          'isDryRun', new.is_dry_run, 'stopCode', new.stop_code, 'stopSentence', new.stop_sentence)`
