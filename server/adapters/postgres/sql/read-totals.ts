import type { Sql } from '../client.ts'

/** Counters of one subject by name; a counter that is zero is missing. */
export type Totals = Readonly<Record<string, number>>

export const ALL_RECORDS = 'all'
/** How many Accounts are known, as the counter `known`. */
export const ACCOUNTS = 'accounts'
export const recordsOf = (accountId: string) => `account:${accountId}`
export const itemsOf = (runId: string) => `run:${runId}`

/** Totals of subjects: base plus the deltas not folded yet, in one statement and so always in balance. */
export async function readTotals(sql: Sql, subjects: readonly string[]): Promise<Map<string, Totals>> {
  const rows = await sql.rows<{ subject: string; totals: Record<string, number> }>(STATEMENT, [subjects])
  return new Map(rows.map((row) => [row.subject, row.totals]))
}

/** Totals of one subject. */
export async function readTotalsOf(sql: Sql, subject: string): Promise<Totals> {
  return (await readTotals(sql, [subject])).get(subject) ?? {}
}

const STATEMENT = `
select subject, json_object_agg(counter, total) as totals
from (
  select subject, counter, sum(value) as total
  from (
    select subject, counter, value from counters where subject = any($1::text[])
    union all
    select subject, counter, delta from counter_deltas where subject = any($1::text[])
  ) as parts
  group by subject, counter
) as sums
where total <> 0
group by subject`
