import { createHash } from 'node:crypto'
import type { RunLimits } from './run.ts'
import { isOutsideAccounts, OUTSIDE_TEST_MODE, type TestMode } from './test-mode.ts'

/** What limits look at besides the reason that a plan has found by itself. */
export interface Limited {
  recordId: string
  accountId: string | null
  /** Of its name, lower case; null when it has none. */
  extension: string | null
}

/** Why a limit leaves a record out. */
export type LimitReason = 'type-not-chosen' | 'not-in-percentage' | 'beyond-limit' | typeof OUTSIDE_TEST_MODE

/** Decides record by record, in the order of the plan: a reason, or null for one that stays in. */
export type Limiter = (record: Limited) => LimitReason | null

/**
 * Several limits hold together: of the records with a chosen type those in the percentage, and of these the first N. Test
 * mode comes before and after them: only its Accounts, and never more than its number. Only records that would be planned
 * may be given to it, because it counts them.
 */
export function limiterOf({ types, percentage, firstRecords }: RunLimits, testMode: TestMode | null): Limiter {
  const mostRecords = testMode?.mostRecords ?? Number.POSITIVE_INFINITY
  let planned = 0
  return ({ recordId, accountId, extension }) => {
    if (isOutsideAccounts(testMode, accountId ?? '')) return OUTSIDE_TEST_MODE
    if (types !== undefined && !types.includes(extension ?? NO_EXTENSION)) return 'type-not-chosen'
    if (percentage !== undefined && !isInPercentage(recordId, percentage)) return 'not-in-percentage'
    if (firstRecords !== undefined && planned >= firstRecords) return 'beyond-limit'
    if (planned >= mostRecords) return OUTSIDE_TEST_MODE
    planned += 1
    return null
  }
}

/** Stands among the types for documents whose name has no extension. */
export const NO_EXTENSION = ''

const DIGEST_BYTES = 6

/**
 * True for the same records whenever the same percentage is asked for, and for all of them when a larger one is: a digest of
 * the id says where between 0 and 100 a record stands.
 */
export function isInPercentage(recordId: string, percentage: number): boolean {
  const digest = createHash('sha256').update(recordId).digest().readUIntBE(0, DIGEST_BYTES)
  return (100 * digest) / 256 ** DIGEST_BYTES < percentage
}

/** True when any limit is set. */
export function hasLimits(limits: RunLimits): boolean {
  return Object.values(limits).some((limit) => limit !== undefined)
}
