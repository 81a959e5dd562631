import type { UrlState } from '../file/states.ts'
import type { ItemOutcome } from '../run/run.ts'
import type { CurrentValue, ExpectedChange, SettleDecision } from './compare.ts'

/**
 * Forwards a switch, backwards a rollback; the same protocol with other words for the result. A canary is tried and taken back
 * before it is switched.
 */
export type Direction = 'switch' | 'roll_back' | 'try' | 'take_back'

/** A change as a plan has it, with what decides how its record stands afterwards. */
export interface RecordChange extends ExpectedChange {
  /** How the record stood before anything was sent. */
  stateBefore: UrlState
  /** Only on the way back: the target is a URL of ours too, of an earlier switch. */
  restoresOwnUrl: boolean
}

/** What becomes of an item and its record; a store writes it down as it stands. */
export interface ItemResult {
  /** Null while the item is still at work: the org answered, the read-back is to come. */
  outcome: ItemOutcome | null
  code: string | null
  sentence: string | null
  /** A step of a canary that is done: the item goes on with the next. */
  rehearsed?: 'tried' | 'taken_back'
  /** Undefined leaves the record's state as it is. */
  urlState?: UrlState
  isHeld?: boolean
  /** The value now known to be in the org; adds a history row when it differs from the ledger's. */
  value?: { url: string | null; kind: 'written' | 'observed'; byUserId: string | null; modifiedAt: string | null }
}

/** The org said that it took the value; the read-back is to come. On the way back the record stays what it was until then. */
export function answered(direction: Direction): ItemResult {
  const unsettled = { outcome: null, code: null, sentence: null }
  return isForwards(direction) ? { ...unsettled, urlState: 'switched' } : unsettled
}

/**
 * Read back and found: the item is done. A rolled-back record is held until a person releases it. One that is back at an
 * earlier URL of ours is still switched, and is never called back as it was. A record of a canary goes on with its next step;
 * its rehearsed rollback holds nothing.
 */
export function confirmed(direction: Direction, change: RecordChange, current: CurrentValue): ItemResult {
  const value = { ...seenValue(change.targetUrl, current), kind: 'written' as const }
  const found = { code: null, sentence: null, value }
  switch (direction) {
    case 'switch':
      return { ...found, outcome: 'done', urlState: 'confirmed' }
    case 'roll_back':
      return {
        ...found,
        outcome: 'done',
        urlState: change.restoresOwnUrl ? 'confirmed' : 'rolled_back',
        isHeld: true,
      }
    case 'try':
      return { ...found, outcome: null, urlState: 'confirmed', rehearsed: 'tried' }
    case 'take_back':
      return { ...found, outcome: null, urlState: change.stateBefore, rehearsed: 'taken_back' }
  }
}

/** The value is not the one we expect: it is left alone and named. */
export function conflicted(change: ExpectedChange, current: CurrentValue | null): ItemResult {
  if (current === null) {
    const sentence = 'The record is gone or hidden from Doclift. Nothing was written.'
    return { outcome: 'conflicted', code: 'switch.record-gone', sentence, urlState: 'conflicted' }
  }
  const sentence = `Expected ${quote(change.expectedUrl)}; found ${quote(current.documentUrl)}. It was left alone.`
  const value = { ...seenValue(current.documentUrl, current), kind: 'observed' as const }
  return { outcome: 'conflicted', code: 'switch.value-changed', sentence, urlState: 'conflicted', value }
}

/** The org accepted our value and holds another one now: somebody, or some automation, wrote over it. */
export function overwritten(current: CurrentValue | null): ItemResult {
  const sentence = `The org accepted the new value; reading it back found ${quote(current?.documentUrl ?? null)}. Look for automation on the object.`
  const result = {
    outcome: 'overwritten' as const,
    code: 'switch.overwritten',
    sentence,
    urlState: 'conflicted' as const,
  }
  if (current === null) return result
  return { ...result, value: { ...seenValue(current.documentUrl, current), kind: 'observed' } }
}

/** The org refused the row, in its own words. A record that was switched before stays what it was. */
export function refused(
  direction: Direction,
  { stateBefore }: Pick<RecordChange, 'stateBefore'>,
  code: string,
  sentence: string,
): ItemResult {
  if (direction === 'take_back') return notTakenBack(code, sentence)
  const isFirst = direction !== 'roll_back' && stateBefore !== 'confirmed'
  return { outcome: 'refused', code, sentence, urlState: isFirst ? 'refused' : stateBefore }
}

/** It could not be written after all tries; the record is as it was. */
export function failed({ stateBefore }: Pick<RecordChange, 'stateBefore'>, code: string, sentence: string): ItemResult {
  return { outcome: 'failed', code, sentence, urlState: stateBefore }
}

/** A record of a canary that still has its new value: nothing is settled, so that it is tried again. */
export function notTakenBack(code: string, sentence: string): ItemResult {
  return { outcome: null, code, sentence, urlState: 'confirmed' }
}

/** Its run ends while a record of its canary has its new value: that is how it stands then, and a rollback takes it back. */
export function leftSwitched(): ItemResult {
  return { outcome: 'done', code: null, sentence: null, urlState: 'confirmed' }
}

/** Its run is taken back and its write is known not to have happened; the record is as it was. */
export function withdrawn({ stateBefore }: Pick<RecordChange, 'stateBefore'>): ItemResult {
  return { outcome: 'withdrawn', code: null, sentence: null, urlState: stateBefore }
}

/** The record moved after the approval, so its copy is not the one that was approved; the record is as it was. */
export function outdated(): ItemResult {
  const sentence = 'The document changed after the list was approved. It was left out; copy it, then make a new list.'
  return { outcome: 'withdrawn', code: 'switch.copy-outdated', sentence }
}

/** Its source was confirmed too long ago and could not be asked again, so its copy may not be the document any more. */
export function unconfirmed(reason: string): ItemResult {
  const sentence = `Its source was confirmed too long ago, and could not be asked again before the switch. ${reason} It was left out; verify it, then make a new list.`
  return { outcome: 'withdrawn', code: 'switch.source-unconfirmed', sentence }
}

/** A write was sent and its answer was lost: owned and not touched until the org must have finished with it. */
export function inDoubt(): ItemResult {
  const sentence = 'The answer of the org was lost. The record is read again once the write cannot happen any more.'
  return { outcome: 'in_doubt', code: 'switch.in-doubt', sentence, urlState: 'in_doubt' }
}

/** What reading says about an item whose write was answered with success. */
export function afterReadBack(
  direction: Direction,
  change: RecordChange,
  current: CurrentValue | null,
  decision: SettleDecision,
): ItemResult {
  return decision === 'confirmed' && current !== null ? confirmed(direction, change, current) : overwritten(current)
}

function seenValue(url: string | null, current: CurrentValue) {
  return { url, byUserId: current.lastModifiedById, modifiedAt: current.lastModifiedAt }
}

/** Without its query string, which can open the document for whoever reads the sentence. */
function quote(value: string | null): string {
  return value === null ? 'no value' : `"${value.replace(/\?.*/s, '?…')}"`
}

export function isForwards(direction: Direction): boolean {
  return direction === 'switch' || direction === 'try'
}
