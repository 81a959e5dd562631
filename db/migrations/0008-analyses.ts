import { Migration } from '@mikro-orm/migrations'

/** What was found out about the whole org, what was forecast for each run, and what was done in each hour. */
export class Analyses extends Migration {
  override up(): void {
    this.addSql('alter table file_records add column org_created_at timestamptz')
    this.addSql(`
      comment on column file_records.org_created_at is
        'when the org created the record; null until an inventory has seen it'`)
    this.allowOperations([...OPERATIONS_BEFORE, 'analyse'])
    this.createExtensionOf()
    this.addSql(`
      create table analyses (
        run_id uuid primary key references runs,
        at timestamptz not null,
        result jsonb not null
      )`)
    this.addSql('create index analyses_by_time on analyses (at, run_id)')
    this.addSql(`comment on index analyses_by_time is 'serves the search for the newest analysis'`)
    this.addSql(`
      create table run_forecasts (
        run_id uuid primary key references runs,
        at timestamptz not null,
        forecast jsonb not null
      )`)
    this.addSql(`comment on column counters.subject is 'all, account:<account id>, run:<run id> or hour:<UTC hour>'`)
    this.countChangedItems(`${ITEMS_OF_RUNS} union all ${ITEMS_OF_HOURS}`)
  }

  override down(): void {
    this.countChangedItems(ITEMS_OF_RUNS)
    this.addSql(`comment on column counters.subject is 'all, account:<account id> or run:<run id>'`)
    for (const table of ['counters', 'counter_deltas']) {
      this.addSql(`delete from ${table} where subject like 'hour:%' or counter = 'bytes'`)
    }
    this.addSql('drop table run_forecasts')
    this.addSql('drop table analyses')
    this.addSql('drop function extension_of(text)')
    // Runs that were analyses stay in the history; only new ones are refused.
    this.allowOperations(OPERATIONS_BEFORE, 'not valid')
    this.addSql('alter table file_records drop column org_created_at')
  }

  private allowOperations(operations: readonly string[], validity = ''): void {
    const names = operations.map((operation) => `'${operation}'`).join(', ')
    this.addSql('alter table runs drop constraint operations_are_known')
    this.addSql(`alter table runs add constraint operations_are_known check (operation in (${names})) ${validity}`)
  }

  /** What stands after the last dot of a name and can be an extension: short, with a letter, so that `v1.2` has none. */
  private createExtensionOf(): void {
    this.addSql(`
      create function extension_of(name text) returns text language sql immutable parallel safe
      return case
        when strpos(name, '.') > 0 and length(split_part(name, '.', -1)) <= 10
          and split_part(name, '.', -1) ~ '^[0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*$'
        then lower(split_part(name, '.', -1) collate "C")
      end`)
  }

  /**
   * The items of runs, and the settled items of each hour by operation and outcome. An item that was settled and stays so
   * cancels itself out, so an hour holds exactly the items that were settled in it.
   */
  private countChangedItems(parts: string): void {
    this.addSql(`
      create or replace function count_changed_run_items() returns trigger language plpgsql as $$
      begin
        insert into counter_deltas (subject, counter, delta)
        with net as (
          select
            run_id,
            case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end as counter,
            date_trunc('hour', settled_at, 'UTC') as hour,
            sum(sign) as items
          from (select 1 as sign, added.* from added union all select -1 as sign, removed.* from removed) as rows
          group by 1, 2, 3
          having sum(sign) <> 0
        )
        select subject, counter, sum(amount) from (${parts}) as parts
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $$`)
  }
}

const OPERATIONS_BEFORE = ['inventory', 'back_up', 'verify', 'switch', 'roll_back']

const ITEMS_OF_RUNS = `
          select 'run:' || run_id as subject, counted.counter, amount
          from net
          cross join lateral (values
            (net.counter, items),
            ('planned', case when net.counter <> 'left_out' then items end)) as counted (counter, amount)`

const ITEMS_OF_HOURS = `
          select
            'hour:' || to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"'),
            run.operation || ':' || net.counter,
            items
          from net
          join runs as run on run.id = net.run_id
          where hour is not null`
