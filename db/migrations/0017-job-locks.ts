import { Migration } from '@mikro-orm/migrations'

/**
 * How many rows an ingest job had and how many of them met a lock: later jobs of the run are sized by it. The Accounts with most
 * items, where locks are likeliest, are kept with each plan.
 */
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
    this.addSql(`
      create table largest_accounts (
        run_id uuid not null references runs,
        account_id text collate "C" not null,
        item_count bigint not null constraint largest_accounts_have_items check (item_count > 0),
        primary key (run_id, account_id)
      )`)
  }

  override down(): void {
    this.addSql('drop table largest_accounts')
    this.addSql('alter table ingest_jobs drop column locked_count, drop column row_count')
  }
}
