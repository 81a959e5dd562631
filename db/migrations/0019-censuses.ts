import { Migration } from '@mikro-orm/migrations'

/** What each switch set off in the org, counted while it ran. */
export class Censuses extends Migration {
  override up(): void {
    this.addSql(`
      create table censuses (
        run_id uuid not null references runs,
        number integer not null constraint censuses_are_numbered_from_one check (number > 0),
        at timestamptz not null,
        batches_done integer not null,
        records bigint not null,
        counts jsonb not null,
        result jsonb,
        primary key (run_id, number)
      )`)
    this.addSql(`comment on column censuses.at is 'by the clock of the org'`)
    this.addSql(`comment on column censuses.records is 'records that the run had written by then'`)
    this.addSql(
      `comment on column censuses.counts is 'what the org said; of a user''s doings, since the last row without a result'`,
    )
    this.addSql(
      `comment on column censuses.result is 'what follows from it; null for what later counts are compared with'`,
    )
    this.addSql(`
      create trigger censuses_are_append_only
        before update or delete or truncate on censuses
        for each statement execute function refuse_change()`)
  }

  override down(): void {
    this.addSql('drop table censuses')
  }
}
