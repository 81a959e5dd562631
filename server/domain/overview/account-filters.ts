import type { RecordWord } from '../file/states.ts'

/** What Accounts are looked for by: those with at least one record in one of these states. */
export const ACCOUNT_FILTERS = {
  'needs-attention': ['changed', 'missing', 'failed', 'conflicted', 'refused'],
  'not-copied': ['discovered', 'restoring', 'copied', 'changed', 'missing', 'failed'],
  switched: ['in_doubt', 'switched', 'confirmed'],
  conflicted: ['conflicted'],
} as const satisfies Record<string, readonly RecordWord[]>

export type AccountFilter = keyof typeof ACCOUNT_FILTERS
export const ACCOUNT_FILTER_NAMES = Object.keys(ACCOUNT_FILTERS) as AccountFilter[]

/** How many of some records need attention. */
export function needsAttentionOf(byState: Partial<Record<RecordWord, number>>): number {
  return ACCOUNT_FILTERS['needs-attention'].reduce((sum, word) => sum + (byState[word] ?? 0), 0)
}
