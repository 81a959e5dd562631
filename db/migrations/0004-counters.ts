import { Migration } from '@mikro-orm/migrations'

/**
 * Counters by deltas (design.md section 5): each statement that changes records or items appends what it changed in total;
 * a total is the base plus the deltas that are not folded yet. No row is a queue for writers, and nobody counts records.
 */
export class Counters extends Migration {
  override up(): void {
    this.addSql(`
      create table counters (
        subject text collate "C" not null,
        counter text collate "C" not null,
        value bigint not null,
        primary key (subject, counter)
      ) with (fillfactor = 70)`)
    this.addSql(`comment on column counters.subject is 'all, account:<account id> or run:<run id>'`)
    this.addSql(`
      create table counter_deltas (
        number bigint generated always as identity primary key,
        subject text collate "C" not null,
        counter text collate "C" not null,
        delta bigint not null
      ) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)`)
    this.addSql('create index counter_deltas_by_subject on counter_deltas (subject) include (counter, delta)')
    this.addSql(
      `comment on index counter_deltas_by_subject is 'serves totals: the deltas not folded yet of one subject'`,
    )

    for (const { event, suffix, rows, referencing } of CHANGES) {
      this.addCounting('file_records', event, suffix, referencing, recordDeltas(rows))
      this.addCounting('run_items', event, suffix, referencing, itemDeltas(rows))
    }
  }

  override down(): void {
    for (const { suffix } of CHANGES) {
      for (const table of ['file_records', 'run_items']) {
        this.addSql(`drop trigger ${table}_${suffix}_are_counted on ${table}`)
        this.addSql(`drop function count_${suffix}_${table}()`)
      }
    }
    this.addSql('drop table counter_deltas')
    this.addSql('drop table counters')
  }

  /** Statement-level with transition tables: one aggregate for a page of ten thousand rows, nothing per row. */
  private addCounting(table: string, event: string, suffix: string, referencing: string, deltas: string): void {
    this.addSql(`
      create function count_${suffix}_${table}() returns trigger language plpgsql as $$
      begin
        insert into counter_deltas (subject, counter, delta) ${deltas};
        return null;
      end $$`)
    this.addSql(`
      create trigger ${table}_${suffix}_are_counted after ${event} on ${table} referencing ${referencing}
        for each statement execute function count_${suffix}_${table}()`)
  }
}

const ADDED = 'select 1 as sign, added.* from added'
const REMOVED = 'select -1 as sign, removed.* from removed'

const CHANGES = [
  { event: 'insert', suffix: 'added', rows: ADDED, referencing: 'new table as added' },
  { event: 'delete', suffix: 'removed', rows: REMOVED, referencing: 'old table as removed' },
  {
    event: 'update',
    suffix: 'changed',
    rows: `${ADDED} union all ${REMOVED}`,
    referencing: 'old table as removed new table as added',
  },
] as const

/** Deltas of file records: of all and of each Account, per word or reason, with the copies and bytes that are verified. */
function recordDeltas(rows: string): string {
  return `
        with net as (
          select
            account_id,
            coalesce(word, 'out:' || out_of_scope_reason) as counter,
            word is not null and copy_state = 'verified' as is_verified,
            sum(sign) as records,
            coalesce(sum(sign * object_size_bytes), 0) as bytes
          from (${rows}) as rows
          group by 1, 2, 3
          having sum(sign) <> 0 or coalesce(sum(sign * object_size_bytes), 0) <> 0
        )
        select subject, counted.counter, sum(amount)
        from net
        cross join lateral (values ('all'), ('account:' || account_id)) as subjects (subject)
        cross join lateral (values
          (net.counter, records),
          ('verified_copies', case when is_verified then records end),
          ('verified_bytes', case when is_verified then bytes end)) as counted (counter, amount)
        where subject is not null
        group by 1, 2
        having sum(amount) <> 0`
}

/** Deltas of run items, per run: planned or left out, and pending or the outcome. */
function itemDeltas(rows: string): string {
  return `
        with net as (
          select
            run_id,
            case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end as counter,
            sum(sign) as items
          from (${rows}) as rows
          group by 1, 2
          having sum(sign) <> 0
        )
        select 'run:' || run_id, counted.counter, sum(amount)
        from net
        cross join lateral (values
          (net.counter, items),
          ('planned', case when net.counter <> 'left_out' then items end)) as counted (counter, amount)
        group by 1, 2
        having sum(amount) <> 0`
}
