import { Migration } from '@mikro-orm/migrations'

/** What this database is bound to, who may call, and what was done. */
export class Installation extends Migration {
  override up(): void {
    this.addSql(`
      create domain salesforce_id as text collate "C"
        constraint salesforce_ids_have_18_characters check (length(value) = 18)`)

    this.addSql(`
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'Table % is append-only: % is refused.', tg_table_name, lower(tg_op)
          using errcode = 'restrict_violation';
      end $$`)

    this.addSql(`
      create table installation (
        is_the_only_one boolean primary key default true
          constraint there_is_one_installation check (is_the_only_one),
        org_id salesforce_id not null,
        environment text not null
          constraint environments_are_known check (environment in ('sandbox', 'production')),
        bound_by text not null,
        bound_at timestamptz not null
      )`)

    this.addSql(`
      create table tokens (
        id uuid primary key,
        name text not null,
        role text not null
          constraint token_roles_are_known check (role in ('viewer', 'operator', 'approver', 'admin')),
        hash_hex text not null unique
          constraint tokens_are_stored_as_sha256 check (hash_hex ~ '^[0-9a-f]{64}$'),
        created_by text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        revoked_at timestamptz
      )`)

    this.addSql(`
      create table audit_entries (
        number bigint generated always as identity primary key,
        at timestamptz not null,
        actor_id text not null,
        action text not null,
        subject text not null,
        detail jsonb not null
      )`)

    this.addSql(`
      create trigger audit_entries_are_append_only
        before update or delete or truncate on audit_entries
        for each statement execute function refuse_change()`)
  }

  override down(): void {
    this.addSql('drop table audit_entries')
    this.addSql('drop table tokens')
    this.addSql('drop table installation')
    this.addSql('drop function refuse_change()')
    this.addSql('drop domain salesforce_id')
  }
}
