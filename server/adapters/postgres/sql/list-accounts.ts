import type { RecordWord } from '../../../domain/file/states.ts'
import {
  type AccountSort,
  type AccountSortKey,
  formatAccountPosition,
  parseAccountPosition,
  parseAccountSort,
} from '../../../domain/overview/account-sorts.ts'
import type { Sql } from '../client.ts'
import { isoTimeOrNull } from '../values.ts'

export interface AccountRow {
  accountId: string
  name: string
  lastActivityAt: string | null
  /** What the row is sorted by; null in id order. */
  sortValue: string | null
}

interface ListOptions {
  limit: number
  /** Key of the last Account that was read, by `keyOfAccount`. */
  after?: string | undefined
  /** Only Accounts with a record in one of these states. */
  states?: readonly RecordWord[] | undefined
  /** Only Accounts with this in their names, whatever its case and accents. */
  name?: string | undefined
  /** Without one, in id order. */
  sort?: AccountSort | undefined
}

/** Accounts in the order of the sort, one more than the limit when there are more. Equal ones are in id order of their direction. */
export async function listAccountRows(sql: Sql, options: ListOptions): Promise<AccountRow[]> {
  const { limit, after, states = null, name = null, sort } = options
  const position = after === undefined ? [] : positionOf(after, sort)
  const rows = await sql.rows<AccountRow>(statement(sort, position.length > 0), [limit + 1, states, name, ...position])
  return rows.map(toAccountRow)
}

/** One Account, or undefined. */
export async function getAccountRow(sql: Sql, accountId: string): Promise<AccountRow | undefined> {
  const rows = await sql.rows<AccountRow>(`${select('null')} where account.account_id = $1`, [accountId])
  return rows.map(toAccountRow)[0]
}

/** The immutable id, or the value it was sorted by with it: a value that changes meanwhile moves no other Account. */
export function keyOfAccount({ accountId, sortValue }: AccountRow): string {
  return sortValue === null ? accountId : formatAccountPosition({ accountId, value: sortValue })
}

function positionOf(after: string, sort: AccountSort | undefined): string[] {
  if (!sort) return [after]
  const { accountId, value } = parseAccountPosition(after)
  return [accountId, value]
}

function toAccountRow(row: AccountRow): AccountRow {
  return { ...row, lastActivityAt: isoTimeOrNull(row.lastActivityAt) }
}

/** What each key is in the database, as its index has it. */
const SORTED_BY: Readonly<Record<AccountSortKey, { expression: string; type: string }>> = {
  name: { expression: 'account.sort_name', type: 'text collate "C"' },
  total: { expression: 'account.record_count', type: 'bigint' },
  needsAttention: { expression: 'account.attention_count', type: 'bigint' },
  lastActivityAt: { expression: `coalesce(account.last_activity_at, '-infinity')`, type: 'timestamptz' },
}

/** In UTC whatever the session's zone; `-infinity` for an Account to which nothing has happened. */
const ACTIVITY_TEXT = `coalesce(to_char(account.last_activity_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '-infinity')`

/** From the counters, the deltas not folded yet included, as the totals of the Account are. */
const HAS_RECORDS = `(
  select sum(amount)
  from (
    select value as amount from counters
    where subject = 'account:' || account.account_id and counter = any($2::text[])
    union all
    select delta from counter_deltas
    where subject = 'account:' || account.account_id and counter = any($2::text[])
  ) as parts) > 0`

/** The names of all Accounts are few enough to be looked through. */
const HAS_NAME = 'strpos(account.sort_name, sort_name_of($3)) > 0'

function select(sortValue: string): string {
  return `
    select account.account_id as "accountId", account.name, account.last_activity_at as "lastActivityAt",
      ${sortValue} as "sortValue"
    from accounts as account`
}

function statement(sort: AccountSort | undefined, isLater: boolean): string {
  const { order, sortValue, later } = sort ? inOrderOf(sort) : IN_ID_ORDER
  return `${select(sortValue)}
    where ($2::text[] is null or ${HAS_RECORDS})
      and ($3::text is null or ${HAS_NAME})
      ${isLater ? `and ${later}` : ''}
    order by ${order}
    limit $1`
}

const IN_ID_ORDER = { order: 'account.account_id', sortValue: 'null', later: 'account.account_id > $4' }

function inOrderOf(sort: AccountSort) {
  const { key, isDescending } = parseAccountSort(sort)
  const { expression, type } = SORTED_BY[key]
  const direction = isDescending ? 'desc' : 'asc'
  return {
    order: `${expression} ${direction}, account.account_id ${direction}`,
    sortValue: key === 'lastActivityAt' ? ACTIVITY_TEXT : `${expression}::text`,
    later: `(${expression}, account.account_id) ${isDescending ? '<' : '>'} ($5::${type}, $4)`,
  }
}
