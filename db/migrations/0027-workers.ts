import { Migration } from '@mikro-orm/migrations'

/** The processes of an installation, as they tell of themselves. */
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
  }

  override down(): void {
    this.addSql('drop table workers')
  }
}
