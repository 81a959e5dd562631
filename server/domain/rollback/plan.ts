import type { UrlState } from '../file/states.ts'
import type { Scope } from '../run/run.ts'
import { type OwnWrite, standingSwitches } from './chain.ts'

/** What the ledger knows of a record when its rollback is planned. */
export interface RollBackSubject {
  recordId: string
  accountId: string | null
  urlState: UrlState
  /** Every value of ours that reached the record or may have, oldest first. */
  ownWrites: readonly OwnWrite[]
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
 * Plans one record: back from what we wrote to what stood there before, or why it is left alone (design.md section 8). That
 * is one switch back, and for everything as far back as our switches reach without a break. A conflict that is overridden
 * goes back from the value that was seen, so that a value nobody has looked at is still safe.
 */
export function planRollBackItem(subject: RollBackSubject, scope: Scope): RollBackPlanItem {
  const isOverridden = subject.urlState === 'conflicted' && overridesConflicts(scope)
  const standing = standingSwitches(subject.ownWrites)
  const latest = standing.at(-1)
  const restored = scope.kind === 'everything' ? standing.at(0) : latest
  return {
    recordId: subject.recordId,
    accountId: subject.accountId ?? '',
    expectedUrl: isOverridden ? subject.documentUrl : (latest?.writtenUrl ?? null),
    targetUrl: restored?.beforeImage ?? null,
    leftOutReason: whyLeftAlone(subject, latest, scope),
  }
}

function whyLeftAlone(subject: RollBackSubject, latest: OwnWrite | undefined, scope: Scope): string | null {
  if (latest === undefined || !isOurs(subject)) return 'never-switched'
  if (scope.kind === 'run' && latest.runId !== scope.runId) return 'switched-by-another-run'
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
