/**
 * The life of one record, in two states, a reason and a hold (design.md section 5).
 *
 * - copy state: what is true of the object in the destination store
 * - URL state: what is true of the value in Salesforce
 * - out-of-scope reason: why no copy is wanted; then both states stay at their start
 * - held: a rolled-back record stays out of every later switch until a person releases it
 */

export const COPY_STATES = ['discovered', 'restoring', 'copied', 'verified', 'changed', 'missing', 'failed'] as const
export type CopyState = (typeof COPY_STATES)[number]

export const URL_STATES = [
  'original',
  'in_doubt',
  'switched',
  'confirmed',
  'conflicted',
  'refused',
  'rolled_back',
] as const
export type UrlState = (typeof URL_STATES)[number]

export const OUT_OF_SCOPE_REASONS = [
  'folder',
  'no-account',
  'no-url',
  'not-a-url',
  'foreign-host',
  'type-excluded',
  'too-large',
  'deleted',
] as const
export type OutOfScopeReason = (typeof OUT_OF_SCOPE_REASONS)[number]

/** The one word people and reports see. Records out of scope have none. */
export type RecordWord = CopyState | Exclude<UrlState, 'original'>
export const RECORD_WORDS: readonly RecordWord[] = [
  ...COPY_STATES,
  ...URL_STATES.filter((state) => state !== 'original'),
]

/**
 * The word of a record: the URL state once it has left `original`, else the copy state.
 * The database derives the same word in the generated column `file_records.word`; a test compares both.
 */
export function recordWord(record: {
  outOfScopeReason: string | null
  copyState: CopyState
  urlState: UrlState
}): RecordWord | null {
  if (record.outOfScopeReason !== null) return null
  return record.urlState === 'original' ? record.copyState : record.urlState
}
