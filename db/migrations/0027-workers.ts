import { Migration } from '@mikro-orm/migrations'

/** The processes of an installation, as they tell of themselves, which batches they died over, and which tasks fail. */
export class Workers extends Migration {
  override up(): void {
    this.addSql(`
      create table workers (
        id uuid primary key,
        kind text not null
          constraint worker_kinds_are_known check (kind in ('service', 'worker')),
        takes_tasks boolean not null,
        host text not null,
        process_id integer not null,
        version text not null,
        schema_version integer not null,
        tasks jsonb not null,
        started_at timestamptz not null,
        seen_at timestamptz not null
      )`)
    this.addSql(`comment on column workers.tasks is 'runs and batches that it works on, as of its last beat'`)
    this.addSql(`comment on column workers.seen_at is 'its last beat; a row leaves long after it'`)
    this.addSql(`
      alter table batches
        add column worker_id uuid,
        add column deaths integer not null default 0,
        add column piece integer
          constraint pieces_are_counts check (piece >= 0)`)
    this.addSql(
      `comment on column batches.worker_id is 'who works on it, or died over it; workers leave, so there may be no such row'`,
    )
    this.addSql(`comment on column batches.deaths is 'workers that died over it; it is worked on alone from then on'`)
    this.addSql(
      `comment on column batches.piece is 'open records worked on together; null: all, 0: the first is set aside'`,
    )
    this.createFailedTasks()
    this.addSql(`create index batches_at_work on batches (worker_id) where state = 'working'`)
    this.addSql(`comment on index batches_at_work is 'serves the question what a worker works on'`)
  }

  override down(): void {
    this.addSql('drop table failed_tasks')
    this.addSql('drop index batches_at_work')
    this.addSql('alter table batches drop column worker_id, drop column deaths, drop column piece')
    this.addSql('drop table workers')
  }

  private createFailedTasks(): void {
    this.addSql(`
      create table failed_tasks (
        id uuid primary key,
        run_id uuid not null references runs,
        batch_id uuid references batches,
        failures integer not null,
        code text not null,
        sentence text not null,
        first_failed_at timestamptz not null,
        last_failed_at timestamptz not null,
        unique nulls not distinct (run_id, batch_id)
      )`)
    this.addSql(
      `comment on table failed_tasks is 'tasks that failed and were not done since; without a batch, of the run itself'`,
    )
  }
}
