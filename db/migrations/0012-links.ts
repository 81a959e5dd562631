import { Migration } from '@mikro-orm/migrations'

/** Links that can be revoked, and switches from one form of our own URL to another. */
export class Links extends Migration {
  override up(): void {
    this.createLinks()
    this.createRevocations()
    this.addSql(`
      alter table run_items add column url_state_before text
        constraint item_states_before_are_known check (url_state_before in
          ('original', 'in_doubt', 'switched', 'confirmed', 'conflicted', 'refused', 'rolled_back'))`)
    this.addSql(`
      comment on column run_items.url_state_before is
        'of the record when its before-image was written; it is that again when nothing comes of the write'`)
    this.addSql(`create index audit_entries_of_openings on audit_entries (at) where action = 'record.opened'`)
    this.addSql(`
      comment on index audit_entries_of_openings is
        'serves the check before a switch whether somebody opened one of its documents in the org'`)
  }

  override down(): void {
    this.addSql('drop index audit_entries_of_openings')
    this.addSql('alter table run_items drop column url_state_before')
    this.addSql('drop table link_revocations')
    this.addSql('drop table link_generations')
    this.addSql('drop table links')
  }

  /** Found by the digest of a token alone. No reference to the records, as in all tables of their size. */
  private createLinks(): void {
    this.addSql(`
      create table links (
        token_sha256 bytea primary key
          constraint link_tokens_are_stored_as_sha256 check (length(token_sha256) = 32),
        record_id salesforce_id not null,
        generation bigint not null,
        kid text not null
      )`)
  }

  /** What raises generations: of single records (an Account's are raised one by one), and of everything at once. */
  private createRevocations(): void {
    this.addSql(`
      create table link_generations (
        record_id salesforce_id primary key,
        generation bigint not null constraint link_generations_start_at_one check (generation > 0),
        raised_at timestamptz not null
      )`)
    this.addSql('create index link_generations_by_time on link_generations (raised_at)')
    this.addSql(`
      comment on index link_generations_by_time is
        'serves the question before an approval whether links of its list were revoked meanwhile'`)
    this.addSql(`
      create table link_revocations (
        number bigint generated always as identity primary key,
        at timestamptz not null,
        actor_id text not null
      )`)
    this.addSql(`
      create trigger link_revocations_are_append_only
        before update or delete or truncate on link_revocations
        for each statement execute function refuse_change()`)
  }
}
