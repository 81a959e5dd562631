import type { Direction, RecordChange } from './outcome.ts'

/** The steps of a canary: each of its records is switched, taken back and switched for good (design.md section 7 step 7). */

/** How far a record is with the steps of a canary. */
export interface Rehearsed {
  /** It was switched and read back. */
  isTried: boolean
  /** It was taken back and read back. */
  isTakenBack: boolean
}

interface Work {
  operation: 'switch' | 'roll_back'
  isCanary: boolean
}

/** The steps of a batch, in their order. */
export function directionsOf({ operation, isCanary }: Work): readonly Direction[] {
  if (operation === 'roll_back') return ['roll_back']
  return isCanary ? ['try', 'take_back', 'switch'] : ['switch']
}

/** The step that a record is at. */
export function directionOf({ operation, isCanary }: Work, { isTried, isTakenBack }: Rehearsed): Direction {
  if (operation === 'roll_back' || !isCanary) return operation
  if (!isTried) return 'try'
  return isTakenBack ? 'switch' : 'take_back'
}

/** The change of a record at its step: taking back goes from the new value to the one before, which is the before-image. */
export function changeAt<Change extends RecordChange>(direction: Direction, change: Change): Change {
  if (direction !== 'take_back') return change
  return { ...change, expectedUrl: change.targetUrl, targetUrl: change.expectedUrl }
}

/** Why a run stops at its canary, and what lets it go on. */
export function notTakenBackSentence(records: number, missing: number, reason: string | null): string {
  const said = reason === null ? '' : ` The first: ${reason}`
  return `Expected to roll back all ${records} records of the canary; ${missing} could not be.${said} Nothing else was switched. Mend the cause, then resume: what still has its new link is rolled back first. Or roll the job back.`
}
