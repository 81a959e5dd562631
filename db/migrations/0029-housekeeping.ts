import { Migration } from '@mikro-orm/migrations'

/** Who sweeps, what was swept, and the one way by which the service removes old rows that it may not delete itself. */
export class Housekeeping extends Migration {
  override up(): void {
    this.addSql(`
      create table housekeeping (
        is_the_only_one boolean primary key default true
          constraint housekeeping_is_one_row check (is_the_only_one),
        fence integer not null default 0,
        leased_until timestamptz,
        ended_at timestamptz,
        results jsonb not null default '[]',
        totals jsonb not null default '{}'
      )`)
    this.addSql(
      `comment on column housekeeping.leased_until is 'in the time of the database; null while nobody sweeps'`,
    )
    this.addSql(`comment on column housekeeping.results is 'of the last sweep that came to its end, by subject'`)
    this.addSql(`comment on column housekeeping.totals is 'how much was removed since the beginning, by subject'`)
    this.addSql('insert into housekeeping default values')
    this.addSql(SWEEP_OLD_ROWS)
    this.addSql('revoke all on function sweep_old_rows(text, interval, integer) from public')
  }

  override down(): void {
    this.addSql('drop function sweep_old_rows(text, interval, integer)')
    this.addSql('drop table housekeeping')
  }
}

/** The application deletes none of these rows itself; the conditions here are the owner's. Without a limit rows are counted. */
const SWEEP_OLD_ROWS = `
  create function sweep_old_rows(subject text, keep interval, most integer) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public as $$
  declare
    old text;
    rows bigint;
  begin
    if keep < interval '1 day' then
      raise exception 'Rows stay for a day at least; got %.', keep using errcode = 'restrict_violation';
    end if;
    old := case subject
      when 'idempotency_keys' then 'used_at < clock_timestamp() - $1'
      when 'webhook_deliveries' then 'created_at < clock_timestamp() - $1 and state <> ''pending'''
    end;
    if old is null then
      raise exception 'Rows of % stay.', subject using errcode = 'restrict_violation';
    end if;
    if most is null then
      execute format('select count(*) from %I where %s', subject, old) into rows using keep;
    else
      execute format('delete from %1$I where ctid = any(array(select ctid from %1$I where %2$s limit $2))', subject, old)
        using keep, most;
      get diagnostics rows = row_count;
    end if;
    return rows;
  end $$`
