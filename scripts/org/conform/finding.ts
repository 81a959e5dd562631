import {
  cleanSentence,
  contentKindOf,
  type OrgAnswer,
  refusalWords,
} from '../../../server/adapters/salesforce/errors.ts'
import type { CheckOutcome } from '../../../server/domain/conform/report.ts'

/** What a check found. Whether a failure matters is the assumption's to say. */
export interface Finding {
  outcome: Exclude<CheckOutcome, 'differs'>
  evidence: string
}

/** It cannot be found out, with the reason: a missing permission, an answer that did not come. */
export class CannotTell extends Error {}

const LONGEST_WORDS = 160

/** A mistake of a check: it wanted to write to a record that is not its own. */
export class NotOurs extends Error {}

export function passed(evidence: string): Finding {
  return { outcome: 'passed', evidence }
}

export function failed(evidence: string): Finding {
  return { outcome: 'failed', evidence }
}

export function notProvoked(why: string): Finding {
  return { outcome: 'not-provoked', evidence: why }
}

/** Passed or failed by a condition, with what was seen. */
export function judged(isAsAssumed: boolean, seen: string): Finding {
  return isAsAssumed ? passed(seen) : failed(seen)
}

/** An answer in few words: status, kind, and code and words of a refusal. */
export function describe(answer: OrgAnswer): string {
  if (answer.status < 300) return `${answer.status}, ${answer.body === '' ? 'empty' : contentKindOf(answer)}`
  if (contentKindOf(answer) !== 'json') return `${answer.status}, ${contentKindOf(answer)} instead of JSON`
  const { code, message } = refusalWords(answer)
  return `${answer.status} ${code}: ${cleanSentence(message).replace(/\s+/g, ' ').slice(0, LONGEST_WORDS)}`
}

/** A request that is to be refused so. Being refused for want of a permission says nothing. */
export function expectRefusal(answer: OrgAnswer, status: number, codes: readonly string[] = []): Finding {
  const { code } = refusalWords(answer)
  const isSo = answer.status === status && (codes.length === 0 || codes.includes(code))
  if (!isSo && answer.status === 403) throw new CannotTell(`the user may not do that (${describe(answer)})`)
  return judged(isSo, describe(answer))
}

/**
 * An answer that is only the way to what is checked.
 * @throws CannotTell when it is no success
 */
export function requireSuccess(answer: OrgAnswer, what: string): OrgAnswer {
  if (answer.status < 300) return answer
  throw new CannotTell(`${what} was refused with ${describe(answer)}`)
}
