import type { CopyState } from '../file/states.ts'
import type { VerificationLevel } from '../verification/verification.ts'

/** What the ledger knows of a record when a back-up or a verification is planned. */
export interface CopySubject {
  recordId: string
  accountId: string | null
  documentUrl: string | null
  outOfScopeReason: string | null
  copyState: CopyState
  /** Of the name, lower case; null when it has none. */
  extension: string | null
}

export interface CopyPlanItem {
  recordId: string
  accountId: string
  expectedUrl: string | null
  targetUrl: null
  leftOutReason: string | null
}

/** A back-up takes every record in scope whose copy is not verified. */
export function planCopyItem(subject: CopySubject): CopyPlanItem {
  return planItem(subject, subject.copyState === 'verified' ? 'already-verified' : null)
}

/** A verification takes every record whose copy is verified; one of the ledger alone also names those that have none. */
export function planVerifyItem(subject: CopySubject, level: VerificationLevel): CopyPlanItem {
  const isTaken = level === 'attested' || subject.copyState === 'verified'
  return planItem(subject, isTaken ? null : `not-verified: ${subject.copyState}`)
}

function planItem(subject: CopySubject, leftOutReason: string | null): CopyPlanItem {
  return {
    recordId: subject.recordId,
    accountId: subject.accountId ?? '',
    expectedUrl: subject.documentUrl,
    targetUrl: null,
    leftOutReason: subject.outOfScopeReason ?? leftOutReason,
  }
}
