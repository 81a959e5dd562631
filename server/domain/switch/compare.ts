/** Compare, then set, then read back (invariant 5): the decisions, forwards and backwards alike. */

/** What the org holds for a record at this moment; null when the record is gone or hidden from us. */
export interface CurrentValue {
  documentUrl: string | null
  systemModstamp: string
  lastModifiedById: string | null
  lastModifiedAt: string | null
}

export interface ExpectedChange {
  expectedUrl: string | null
  targetUrl: string | null
}

export type CompareDecision =
  | { action: 'write' }
  | { action: 'already-there' }
  | { action: 'conflict'; code: 'switch.value-changed' | 'switch.record-gone' }

/** Before a write: the value must be exactly the one we expect, byte for byte. */
export function compareBeforeWrite(change: ExpectedChange, current: CurrentValue | null): CompareDecision {
  if (current === null) return { action: 'conflict', code: 'switch.record-gone' }
  if (sameValue(current.documentUrl, change.expectedUrl)) return { action: 'write' }
  if (sameValue(current.documentUrl, change.targetUrl)) return { action: 'already-there' }
  return { action: 'conflict', code: 'switch.value-changed' }
}

export type SettleDecision = 'confirmed' | 'not-written' | 'conflict'

/** After a write, or once a doubt may be settled: what the value in the org says about it. */
export function settleByReading(change: ExpectedChange, current: CurrentValue | null): SettleDecision {
  if (current === null) return 'conflict'
  if (sameValue(current.documentUrl, change.targetUrl)) return 'confirmed'
  return sameValue(current.documentUrl, change.expectedUrl) ? 'not-written' : 'conflict'
}

/** Salesforce stores an empty text as null, so the two are one value there. */
export function sameValue(left: string | null, right: string | null): boolean {
  return (left === '' ? null : left) === (right === '' ? null : right)
}
