import { Migration } from '@mikro-orm/migrations'

/** When a token of the org first started an act: it has no id of its own, so a late second use shows by its hash alone. */
export class Access extends Migration {
  override up(): void {
    this.addSql(`
      create table used_org_tokens (
        hash_hex text primary key
          constraint used_org_tokens_are_stored_as_sha256 check (hash_hex ~ '^[0-9a-f]{64}$'),
        first_used_at timestamptz not null,
        expires_at timestamptz not null
      )`)
    this.addSql('create index used_org_tokens_by_expiry on used_org_tokens (expires_at)')
    this.addSql(`comment on index used_org_tokens_by_expiry is 'serves the removal of tokens that have expired'`)
  }

  override down(): void {
    this.addSql('drop table used_org_tokens')
  }
}
