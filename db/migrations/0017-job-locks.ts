import { Migration } from '@mikro-orm/migrations'

/** How many rows an ingest job had and how many of them met a lock: later jobs of the run are sized by it. */
export class JobLocks extends Migration {
  override up(): void {
    this.addSql(`
      alter table ingest_jobs
        add column row_count integer not null default 0,
        add column locked_count integer,
        add constraint locked_rows_are_rows check (locked_count between 0 and row_count)`)
    this.addSql(
      `comment on column ingest_jobs.locked_count is 'rows refused for a lock; null until the results are read'`,
    )
    this.addSql('alter table ingest_jobs alter column row_count drop default')
  }

  override down(): void {
    this.addSql('alter table ingest_jobs drop column locked_count, drop column row_count')
  }
}
