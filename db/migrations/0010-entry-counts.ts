import { Migration } from '@mikro-orm/migrations'

/** What the org itself counted at the end of each inventory, beside what the ledger held then. */
export class EntryCounts extends Migration {
  override up(): void {
    this.addSql(`
      create table entry_counts (
        run_id uuid primary key references runs,
        in_org bigint not null constraint org_counts_are_not_negative check (in_org >= 0),
        in_ledger bigint not null constraint ledger_counts_are_not_negative check (in_ledger >= 0),
        counted_at timestamptz not null
      )`)
    this.addSql('create index entry_counts_by_time on entry_counts (counted_at, run_id)')
    this.addSql(`comment on index entry_counts_by_time is 'serves the search for the newest count'`)
  }

  override down(): void {
    this.addSql('drop table entry_counts')
  }
}
