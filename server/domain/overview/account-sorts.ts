/** What Accounts are sorted by: members of an Account. */
export const ACCOUNT_SORT_KEYS = ['name', 'total', 'needsAttention', 'lastActivityAt'] as const
export type AccountSortKey = (typeof ACCOUNT_SORT_KEYS)[number]

/** A key, or a key after `-` for the largest, newest or last first. */
export type AccountSort = AccountSortKey | `-${AccountSortKey}`
export const ACCOUNT_SORTS: readonly AccountSort[] = ACCOUNT_SORT_KEYS.flatMap((key) => [key, `-${key}`] as const)

/** The key of a sort, and whether it is descending. */
export function parseAccountSort(sort: AccountSort): { key: AccountSortKey; isDescending: boolean } {
  const isDescending = sort.startsWith('-')
  return { key: (isDescending ? sort.slice(1) : sort) as AccountSortKey, isDescending }
}

/** Where a sorted list goes on: after this value, and after this Account among those with the same value. */
export interface AccountPosition {
  accountId: string
  value: string
}

const ID_LENGTH = 18

/** A position as one key; the id is first because it is always as long. */
export function formatAccountPosition({ accountId, value }: AccountPosition): string {
  return accountId + value
}

/** Takes apart what `formatAccountPosition` has made. */
export function parseAccountPosition(key: string): AccountPosition {
  return { accountId: key.slice(0, ID_LENGTH), value: key.slice(ID_LENGTH) }
}
