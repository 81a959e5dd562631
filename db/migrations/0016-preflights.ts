import { Migration } from '@mikro-orm/migrations'

/** What each look at the org found before a switch. */
export class Preflights extends Migration {
  override up(): void {
    this.addSql(`
      create table preflights (
        id uuid primary key,
        at timestamptz not null,
        actor_id text not null,
        result jsonb not null
      )`)
    this.addSql('create index preflights_by_time on preflights (at, id)')
    this.addSql(`comment on index preflights_by_time is 'serves the search for the newest preflight'`)
    this.addSql(`
      create trigger preflights_are_append_only
        before update or delete or truncate on preflights
        for each statement execute function refuse_change()`)
  }

  override down(): void {
    this.addSql('drop table preflights')
  }
}
