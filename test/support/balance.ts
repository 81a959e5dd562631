import { runSql } from './sql.ts'

/** A counter that people see, with what it says and what the records or items are. */
export interface Imbalance {
  subject: string
  counter: string
  counted: string
  real: string
}

/**
 * Every counter of records, of Accounts and of items that differs from the rows it counts, all read at one moment (invariant 7).
 * Progress, rates and the time that is left are made of these.
 */
export function countersThatDiffer(url: string): Promise<Imbalance[]> {
  return runSql<Imbalance>(url, DIFFERING)
}

/** Other counters of a run are of how copies were proven. */
const DIFFERING = `
with counted as (
  select subject, counter, sum(amount) as amount
  from (
    select subject, counter, value as amount from counters
    union all
    select subject, counter, delta from counter_deltas where at is null
  ) as parts
  where subject = 'all' or subject like 'account:%'
    or subject like 'run:%' and counter in
      ('planned', 'pending', 'left_out', 'done', 'failed', 'conflicted', 'refused', 'overwritten', 'in_doubt', 'withdrawn')
  group by subject, counter
),
records as (
  select subject, counter, amount
  from file_records
  cross join lateral (values ('all'), ('account:' || account_id)) as subjects (subject)
  cross join lateral (values
    (coalesce(word, 'out:' || out_of_scope_reason), 1),
    ('verified_copies', case when word is not null and copy_state = 'verified' then 1 end),
    ('verified_bytes', case when word is not null and copy_state = 'verified' then object_size_bytes end)
  ) as counters (counter, amount)
  where subject is not null and amount is not null
),
items as (
  select 'run:' || run_id as subject, counter, 1 as amount
  from run_items
  cross join lateral (values
    (case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end),
    (case when left_out_reason is null then 'planned' end)) as counters (counter)
  where counter is not null
),
real as (
  select subject, counter, sum(amount) as amount
  from (select * from records union all select * from items) as parts
  group by subject, counter
)
select subject, counter, coalesce(counted.amount, 0)::text as counted, coalesce(real.amount, 0)::text as real
from counted full join real using (subject, counter)
where coalesce(counted.amount, 0) <> coalesce(real.amount, 0)
order by subject, counter`
