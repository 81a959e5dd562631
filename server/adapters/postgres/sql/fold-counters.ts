import type { Sql } from '../client.ts'

/**
 * Folds counter deltas into their bases, in one statement: whoever reads at the same time sees all of it or nothing.
 * Returns how many deltas were folded; 0 at once while another caller folds.
 */
export async function foldCounters(sql: Sql): Promise<number> {
  const [row] = await sql.rows<{ count: string }>(STATEMENT, [FOLDING_LOCK, MAX_DELTAS])
  return Number(row?.count ?? 0)
}

const FOLDING_LOCK = 7_355_608_003

/** Bounds the memory and the time of one statement; what is left waits for the next call. */
const MAX_DELTAS = 100_000

/**
 * Deletes up to a number instead of a set of numbers: the table is nearly empty whenever statistics are made of it, and the
 * planner would then compare each delta with each.
 */
const STATEMENT = `
with owner as materialized (
  select pg_try_advisory_xact_lock($1) as is_owner
),
taken as (
  delete from counter_deltas
  where number <= (
    select max(number)
    from (select number from counter_deltas where (select is_owner from owner) order by number limit $2) as oldest
  )
  returning subject, counter, delta
),
folded as (
  insert into counters as base (subject, counter, value)
  select subject, counter, sum(delta) from taken group by subject, counter
  on conflict (subject, counter) do update set value = base.value + excluded.value
)
select count(*) from taken`
