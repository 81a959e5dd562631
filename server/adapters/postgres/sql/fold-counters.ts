import { ACCOUNT_FILTERS } from '../../../domain/overview/account-filters.ts'
import type { Sql } from '../client.ts'

/**
 * Folds counter deltas into their bases, in one statement: whoever reads at the same time sees all of it or nothing.
 * Returns how many deltas were folded; 0 at once while another caller folds.
 */
export async function foldCounters(sql: Sql): Promise<number> {
  const [row] = await sql.rows<{ count: string }>(STATEMENT, [
    FOLDING_LOCK,
    MAX_DELTAS,
    ACCOUNT_FILTERS['needs-attention'],
  ])
  return Number(row?.count ?? 0)
}

const FOLDING_LOCK = 7_355_608_003

/** Bounds the memory and the time of one statement; what is left waits for the next call. */
const MAX_DELTAS = 100_000

/**
 * Deletes up to a number instead of a set of numbers: the table is nearly empty whenever statistics are made of it, and the
 * planner would then compare each delta with each.
 *
 * What Accounts are sorted by moves along with their counters. Their rows are locked in the order of an inventory, which names
 * them at the same time. What moved is handed on with the locked rows: joined a second time it would be compared row by row,
 * because two results without statistics meet there, and an inventory moves every Account there is.
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
  returning subject, counter, delta, at
),
folded as (
  insert into counters as base (subject, counter, value)
  select subject, counter, sum(delta) from taken where at is null group by subject, counter
  on conflict (subject, counter) do update set value = base.value + excluded.value
),
moved as (
  select
    substr(subject, length('account:') + 1) as account_id,
    coalesce(sum(delta) filter (where counter not in ('verified_copies', 'verified_bytes')), 0) as records,
    coalesce(sum(delta) filter (where counter = any($3::text[])), 0) as attention,
    date_trunc('milliseconds', max(at)) as at
  from taken
  where subject like 'account:%'
  group by subject
),
held as materialized (
  select account.account_id, moved.records, moved.attention, moved.at
  from accounts as account join moved using (account_id)
  order by account.account_id
  for no key update of account
),
sorted as (
  update accounts as account
  set
    record_count = account.record_count + held.records,
    attention_count = account.attention_count + held.attention,
    last_activity_at = greatest(account.last_activity_at, held.at)
  from held
  where account.account_id = held.account_id
)
select count(*) from taken`
