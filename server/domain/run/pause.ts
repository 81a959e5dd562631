/** Pauses that the service makes by itself, and when the org is asked whether a run may go on. */

export const PAUSED_BY_HAND = { code: 'run.paused', sentence: 'Paused by hand. It goes on when somebody resumes it.' }

/** Salesforce counts over a rolling day, so there is no moment to wait for: it is asked again, ever less often. */
const FIRST_WAIT_MINUTES = 5
const LONGEST_WAIT_MINUTES = 60

const OF_LIMITS = ['salesforce.daily-limit', 'salesforce.share-used']

/** True for a reason that passes by itself while the org's count goes down. */
export function pausesByItself(code: string): boolean {
  return OF_LIMITS.includes(code)
}

/**
 * When the org is asked again.
 * @param checks how often it was asked during this pause
 */
export function nextCheckAt(now: Date, checks: number): Date {
  const minutes = Math.min(LONGEST_WAIT_MINUTES, FIRST_WAIT_MINUTES * 2 ** Math.min(checks, 10))
  return new Date(now.getTime() + minutes * 60_000)
}

/** Why a run waits and until when, for people. */
export function pauseSentence(reason: string, resumeAt: Date): string {
  const moment = `${resumeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `${reason} Nothing is lost. Doclift asks Salesforce again at ${moment} and goes on by itself when there is room.`
}

/** The reason without what an earlier look said about the next one. */
export function reasonOfPause(sentence: string): string {
  return sentence.split(' Nothing is lost.')[0] ?? sentence
}
