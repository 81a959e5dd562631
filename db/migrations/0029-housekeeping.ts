import { Migration } from '@mikro-orm/migrations'

/**
 * Who sweeps, what was swept, and the one way by which the service removes old rows that it may not delete itself. The items of
 * old runs that wrote nothing may leave for the bucket; the counts of such a run stay.
 */
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
    this.addSql(`
      alter table runs
        add column archive_key text,
        add column archive_sha256 text,
        add column archived_items bigint,
        add column archived_at timestamptz,
        add constraint archives_are_checksummed check (
          num_nulls(archive_key, archive_sha256, archived_items, archived_at) in (0, 4)),
        add constraint only_items_that_wrote_nothing_are_archived check (
          archived_at is null or ended_at is not null and (operation = 'verify' or is_dry_run))`)
    this.addSql(
      `comment on column runs.archive_key is 'object in the bucket with the items, which may be removed from then on'`,
    )
    this.addSql(refuseOtherPlan(`and (tg_op <> 'DELETE' or archived_at is null)`))
    this.addSql(countRemovedItems('where run_id not in (select id from runs where archived_at is not null)'))
  }

  override down(): void {
    this.addSql(countRemovedItems(''))
    this.addSql(refuseOtherPlan(''))
    this.addSql(`
      alter table runs
        drop column archived_at, drop column archived_items, drop column archive_sha256, drop column archive_key`)
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

/** As in 0003-runs. @param unless what is excepted */
function refuseOtherPlan(unless: string): string {
  return `
    create or replace function refuse_other_plan() returns trigger language plpgsql as $$
      begin
        if exists (select from runs where plan_hash is not null and id in (select run_id from touched) ${unless}) then
          raise exception 'The plan of a run stays as it was hashed: % of items is refused.', lower(tg_op)
            using errcode = 'restrict_violation';
        end if;
        return null;
      end $$`
}

/** As in 0004-counters. @param which the removed items that are counted */
function countRemovedItems(which: string): string {
  return `
    create or replace function count_removed_run_items() returns trigger language plpgsql as $$
      begin
        insert into counter_deltas (subject, counter, delta)
        with net as (
          select
            run_id,
            case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end as counter,
            sum(sign) as items
          from (select -1 as sign, removed.* from removed) as rows
          ${which}
          group by 1, 2
          having sum(sign) <> 0
        )
        select 'run:' || run_id, counted.counter, sum(amount)
        from net
        cross join lateral (values
          (net.counter, items),
          ('planned', case when net.counter <> 'left_out' then items end)) as counted (counter, amount)
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $$`
}
