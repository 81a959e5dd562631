import { PermanentError } from '../domain/errors.ts'
import {
  ACCOUNT_SORTS,
  type AccountSort,
  type AccountSortKey,
  parseAccountSort,
} from '../domain/overview/account-sorts.ts'
import type { Page } from '../ports/tracking/reads.ts'

export const DEFAULT_PAGE_SIZE = 50

const ACCOUNT_ID = '[A-Za-z0-9]{18}'

/** What the last value of a page looks like, by what Accounts are sorted by; the id of its Account stands before it. */
const SORTED_VALUES: Readonly<Record<AccountSortKey, string>> = {
  name: '[^\\0]{0,80}',
  total: '\\d{1,15}',
  needsAttention: '\\d{1,15}',
  lastActivityAt: '(?:-infinity|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)',
}

/** The lists and what their keys look like, so that nothing else ever reaches the ledger. */
const KEY_OF_LIST = {
  accounts: /^[A-Za-z0-9]{18}$/,
  records: /^[A-Za-z0-9]{18}$/,
  items: /^[A-Za-z0-9]{18}$/,
  runs: /^[1-9]\d{0,8}$/,
  tokens: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  webhooks: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'dead-letters': /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  drift: /^[1-9]\d{0,14}$/,
  deliveries: /^[1-9]\d{0,14}$/,
  ...sortedLists(),
} as const
export type ListName = keyof typeof KEY_OF_LIST

/** The list of Accounts in the order of a sort, whose cursors are its own; without one, in id order. */
export function accountListOf(sort: AccountSort | undefined): ListName {
  return sort ? `accounts:${sort}` : 'accounts'
}

export interface PageQuery {
  limit?: number
  cursor?: string
}

/**
 * What the ledger is asked for by the query of a list.
 * @param list names the list, so that a cursor of another one is refused
 * @throws PermanentError `api.malformed-cursor`
 */
export function pageOptions(list: ListName, { limit, cursor }: PageQuery): { limit: number; after?: string } {
  const size = { limit: limit ?? DEFAULT_PAGE_SIZE }
  return cursor === undefined ? size : { ...size, after: decodeCursor(list, cursor) }
}

/** A page as the API answers it; the cursor is opaque and made of the last key. */
export function toPage<T, R>(list: ListName, page: Page<T>, toResource: (item: T) => R) {
  const nextCursor = page.nextCursor === null ? null : encodeCursor(list, page.nextCursor)
  return { items: page.items.map(toResource), nextCursor }
}

function encodeCursor(list: ListName, key: string): string {
  return Buffer.from(JSON.stringify([list, key])).toString('base64url')
}

function decodeCursor(list: ListName, cursor: string): string {
  const parts = parse(cursor)
  const [cursorList, key] = Array.isArray(parts) ? parts : []
  if (
    cursorList === list &&
    typeof key === 'string' &&
    KEY_OF_LIST[list].test(key) &&
    encodeCursor(list, key) === cursor
  )
    return key
  throw new PermanentError('api.malformed-cursor', 'The cursor is not one of this list. Start without a cursor.')
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function sortedLists() {
  const lists = ACCOUNT_SORTS.map((sort) => {
    const value = SORTED_VALUES[parseAccountSort(sort).key]
    return [`accounts:${sort}`, new RegExp(`^${ACCOUNT_ID}${value}$`, 'su')] as const
  })
  return Object.fromEntries(lists) as Record<`accounts:${AccountSort}`, RegExp>
}
