/** What loading a row would do. */
export const RESTORE_KINDS = ['restore', 'already', 'changed-by-others', 'unknown', 'deleted'] as const
export type RestoreKind = (typeof RESTORE_KINDS)[number]

/** What is known of a record. */
export interface RestoreFacts {
  recordId: string
  /** The value as it was last seen, or as the org has it now. */
  currentUrl: string | null
  isDeleted: boolean
  /** What our latest own write put there; null as well when that was no value. */
  writtenUrl: string | null
  hasOwnWrite: boolean
}

/**
 * Decides as a rollback would: what Doclift wrote goes back, what somebody else wrote is theirs. Data Loader itself does not
 * compare: it would overwrite these too.
 */
export function decideRestore(value: string | null, facts: RestoreFacts | undefined): RestoreKind {
  if (facts === undefined) return 'unknown'
  if (facts.isDeleted) return 'deleted'
  if (isSame(facts.currentUrl, value)) return 'already'
  return facts.hasOwnWrite && isSame(facts.currentUrl, facts.writtenUrl) ? 'restore' : 'changed-by-others'
}

/** The org makes no difference between empty and no value. */
function isSame(one: string | null, other: string | null): boolean {
  return (one ?? '') === (other ?? '')
}
