import type { UrlState } from '../file/states.ts'

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
}

export interface RollBackPlanItem {
  recordId: string
  accountId: string
  expectedUrl: string | null
  targetUrl: string | null
  leftOutReason: string | null
}

/** Plans one record: back from what we wrote to what stood there before, or why it is left alone (design.md section 8). */
export function planRollBackItem(subject: RollBackSubject): RollBackPlanItem {
  return {
    recordId: subject.recordId,
    accountId: subject.accountId ?? '',
    expectedUrl: subject.writtenUrl,
    targetUrl: subject.beforeImage,
    leftOutReason: whyLeftAlone(subject),
  }
}

function whyLeftAlone(subject: RollBackSubject): string | null {
  if (!subject.hasOwnWrite) return 'never-switched'
  if (subject.urlState === 'in_doubt') return 'being-checked'
  return subject.urlState === 'conflicted' ? 'conflicted' : null
}
