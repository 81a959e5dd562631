import type { UrlState } from '../file/states.ts'
import type { Scope } from '../run/run.ts'

/** What the ledger knows of a record when its rollback is planned. */
export interface RollBackSubject {
  recordId: string
  accountId: string | null
  urlState: UrlState
  /** What our latest own write put there. */
  writtenUrl: string | null
  /** The before-image of that write. */
  beforeImage: string | null
  hasOwnWrite: boolean
  /** The run of that write. */
  writtenByRunId: string | null
  /** The value as it was last seen. */
  documentUrl: string | null
  /** Of the name, lower case; null when it has none. */
  extension: string | null
}

export interface RollBackPlanItem {
  recordId: string
  accountId: string
  expectedUrl: string | null
  targetUrl: string | null
  leftOutReason: string | null
}

/**
 * Plans one record: back from what we wrote to what stood there before, or why it is left alone (design.md section 8). A
 * conflict that is overridden goes back from the value that was seen, so that a value nobody has looked at is still safe.
 */
export function planRollBackItem(subject: RollBackSubject, scope: Scope): RollBackPlanItem {
  const isOverridden = subject.urlState === 'conflicted' && overridesConflicts(scope)
  return {
    recordId: subject.recordId,
    accountId: subject.accountId ?? '',
    expectedUrl: isOverridden ? subject.documentUrl : subject.writtenUrl,
    targetUrl: subject.beforeImage,
    leftOutReason: whyLeftAlone(subject, scope),
  }
}

function whyLeftAlone(subject: RollBackSubject, scope: Scope): string | null {
  if (!subject.hasOwnWrite || !isOurs(subject)) return 'never-switched'
  if (scope.kind === 'run' && subject.writtenByRunId !== scope.runId) return 'switched-by-another-run'
  if (subject.urlState === 'in_doubt') return 'being-checked'
  return subject.urlState === 'conflicted' && !overridesConflicts(scope) ? 'conflicted' : null
}

/** A record that never left its value, or whose changed value a person has accepted, has nothing of ours to take back. */
function isOurs({ urlState }: RollBackSubject): boolean {
  return urlState !== 'original' && urlState !== 'refused'
}

function overridesConflicts(scope: Scope): boolean {
  return scope.kind === 'records' && scope.overridesConflicts === true
}
