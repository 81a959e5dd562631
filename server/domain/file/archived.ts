import { agree } from '../agree.ts'

/** Documents that must be restored at their source before they can be copied. */

/** Each question is a run of its own. */
const SHORTEST_WAIT_MS = 60_000
/** Restores take hours, and restored bytes stay readable for days. */
const LONGEST_PATIENCE_MS = 24 * 3_600_000

/**
 * When a source is asked again about an archived document: after the time it named, at the soonest after a minute, and twice as
 * late with each answer of the same kind, up to a day or the named time.
 * @param named.askAgainAfterMs what the source said
 * @param named.answersBefore how often in a row it said so before
 */
export function nextQuestionAt(now: Date, named: { askAgainAfterMs: number; answersBefore: number }): Date {
  const firstWaitMs = Math.max(SHORTEST_WAIT_MS, named.askAgainAfterMs)
  const patienceMs = Math.min(LONGEST_PATIENCE_MS, firstWaitMs * 2 ** named.answersBefore)
  return new Date(now.getTime() + Math.max(firstWaitMs, patienceMs))
}

/** What waits for a restore, as sentences; null when nothing does. */
export function archivedSentence(count: number): string | null {
  if (count === 0) return null
  return `${agree(count, 'document is archived', 'documents are archived')} at the source. Doclift asks again by itself.`
}
