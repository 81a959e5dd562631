import type { RecordWord } from '../../../domain/file/states.ts'
import type { Sql } from '../client.ts'

export interface AccountRow {
  accountId: string
  name: string
}

interface ListOptions {
  limit: number
  after: string
  /** Only Accounts with a record in one of these states. */
  states?: readonly RecordWord[] | undefined
}

/** Accounts in id order, one more than the limit when there are more. */
export function listAccountRows(sql: Sql, { limit, after, states }: ListOptions): Promise<AccountRow[]> {
  const condition = states ? `and ${HAS_RECORDS}` : ''
  return sql.rows<AccountRow>(statement(condition), [after, limit + 1, ...(states ? [states] : [])])
}

/** From the counters, the deltas not folded yet included, as the totals of the Account are. */
const HAS_RECORDS = `(
  select sum(amount)
  from (
    select value as amount from counters
    where subject = 'account:' || account.account_id and counter = any($3::text[])
    union all
    select delta from counter_deltas
    where subject = 'account:' || account.account_id and counter = any($3::text[])
  ) as parts) > 0`

function statement(condition: string): string {
  return `
    select account.account_id as "accountId", account.name
    from accounts as account
    where account.account_id > $1 ${condition}
    order by account.account_id
    limit $2`
}
