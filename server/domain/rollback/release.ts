import { type Entry, outOfScopeReason, type ScopeRules } from '../file/scope.ts'
import type { CopyState, OutOfScopeReason, UrlState } from '../file/states.ts'
import { sameValue } from '../switch/compare.ts'
import { type OwnWrite, standingSwitches } from './chain.ts'

/** What the ledger knows of a record when a person releases it. */
export interface ReleaseSubject extends Pick<Entry, 'accountId' | 'name' | 'documentUrl' | 'type'> {
  isHeld: boolean
  urlState: UrlState
  copyState: CopyState
  outOfScopeReason: OutOfScopeReason | null
  /** Every value of ours that reached the record or may have, oldest first. */
  ownWrites: readonly OwnWrite[]
}

/** What a released record is from then on. It is not held. */
export interface ReleasedRecord {
  urlState: UrlState
  copyState: CopyState
  outOfScopeReason: OutOfScopeReason | null
}

/**
 * Lets a record take part in switches again, or gives null when nothing keeps it out.
 *
 * A conflicted record counts from then on as it was seen last: it is confirmed when the link is the one we wrote, and
 * otherwise theirs, so that its document is copied anew before anything is switched (ui.md, Account page panel).
 */
export function planRelease(subject: ReleaseSubject, rules: ScopeRules): ReleasedRecord | null {
  if (subject.urlState === 'conflicted') return acceptSeen(subject, rules)
  if (!subject.isHeld) return null
  const { urlState, copyState, outOfScopeReason } = subject
  return { urlState, copyState, outOfScopeReason }
}

function acceptSeen(subject: ReleaseSubject, rules: ScopeRules): ReleasedRecord {
  const { copyState, outOfScopeReason: known } = subject
  const latest = standingSwitches(subject.ownWrites).at(-1)
  const isOurs = latest !== undefined && sameValue(latest.writtenUrl, subject.documentUrl)
  if (isOurs) return { urlState: 'confirmed', copyState, outOfScopeReason: known }
  return {
    urlState: 'original',
    copyState: copyState === 'verified' ? 'changed' : copyState,
    outOfScopeReason: known ?? outOfScopeReason(subject, rules),
  }
}
