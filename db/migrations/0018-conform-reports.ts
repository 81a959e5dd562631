import { Migration } from '@mikro-orm/migrations'

/** What a sandbox of the org was seen to do, as signed reports. */
export class ConformReports extends Migration {
  override up(): void {
    this.addSql(`
      create table conform_reports (
        id uuid primary key,
        ended_at timestamptz not null,
        outcome text not null check (outcome in ('passed', 'failed', 'inconclusive')),
        signature text not null constraint conform_reports_are_imported_once unique,
        report jsonb not null,
        imported_at timestamptz not null,
        imported_by text not null
      )`)
    this.addSql('create index conform_reports_by_time on conform_reports (ended_at, id)')
    this.addSql(`comment on index conform_reports_by_time is 'serves the search for the newest report'`)
    this.addSql(`
      create trigger conform_reports_are_append_only
        before update or delete or truncate on conform_reports
        for each statement execute function refuse_change()`)
  }

  override down(): void {
    this.addSql('drop table conform_reports')
  }
}
