import type { CopyState, UrlState } from '../file/states.ts'
import { type FieldShape, fitsField, newUrl, type UrlSettings } from './url.ts'

/** What the ledger knows of a record when a switch is planned. */
export interface SwitchCandidate {
  recordId: string
  accountId: string | null
  documentUrl: string | null
  outOfScopeReason: string | null
  copyState: CopyState
  urlState: UrlState
  isHeld: boolean
  objectKey: string | null
  /** Of the name, lower case; null when it has none. */
  extension: string | null
  /** Of the record's link; raised by each revocation. */
  linkGeneration: number
}

export type SwitchPlanItem =
  | { recordId: string; accountId: string; expectedUrl: string | null; targetUrl: string; leftOutReason: null }
  | { recordId: string; accountId: string; expectedUrl: string | null; targetUrl: string | null; leftOutReason: string }

/**
 * Plans one record: its old and its new URL, or why it is left out. Nothing unverified is ever planned (invariant 4). A record
 * that was switched to another form of URL, or to a link that was revoked since, is switched again from our own URL.
 */
export function planSwitchItem(candidate: SwitchCandidate, settings: UrlSettings, field: FieldShape): SwitchPlanItem {
  const { objectKey } = candidate
  const targetUrl = objectKey === null ? null : newUrl(settings, { ...candidate, objectKey })
  const base = {
    recordId: candidate.recordId,
    accountId: candidate.accountId ?? '',
    expectedUrl: candidate.documentUrl,
  }
  const leftOutReason = whyLeftOut(candidate, targetUrl, field)
  if (leftOutReason !== null) return { ...base, targetUrl, leftOutReason }
  return { ...base, targetUrl: targetUrl as string, leftOutReason: null }
}

function whyLeftOut(candidate: SwitchCandidate, targetUrl: string | null, field: FieldShape): string | null {
  if (candidate.outOfScopeReason !== null) return candidate.outOfScopeReason
  if (candidate.isHeld) return 'held'
  if (candidate.copyState !== 'verified' || targetUrl === null) return `not-verified: ${candidate.copyState}`
  if (!SWITCHABLE.includes(candidate.urlState)) return candidate.urlState.replace('_', '-')
  if (candidate.documentUrl === targetUrl) return candidate.urlState === 'confirmed' ? 'confirmed' : 'already-new-url'
  return fitsField(targetUrl, field) ? null : 'new-url-too-long'
}

/** A conflicted record waits for a person; one in doubt belongs to its run; a confirmed one is done at its target. */
const SWITCHABLE: readonly UrlState[] = ['original', 'rolled_back', 'refused', 'confirmed']
