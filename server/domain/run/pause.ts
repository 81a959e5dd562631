import { formatHours, type Hours } from '../hours/hours.ts'
import { formatMoment } from '../hours/zone.ts'
import type { HoursSettingName } from '../settings.ts'
import type { Operation } from './run.ts'

/** Pauses that the service makes by itself, and when it looks whether a run may go on. */

export const PAUSED_BY_HAND = { code: 'run.paused', sentence: 'Paused by hand. It goes on when somebody resumes it.' }

/** Salesforce counts over a rolling day, so there is no moment to wait for: it is asked again, ever less often. */
const FIRST_WAIT_MINUTES = 5
const LONGEST_WAIT_MINUTES = 60

/** Reasons that pass by themselves while the org's count of requests goes down. */
export const PAUSES_FOR_ROOM: readonly string[] = ['salesforce.daily-limit', 'salesforce.share-used']

/** The reason of a run that waits for the hours of copying, or of switching. */
export const OUTSIDE_HOURS = 'run.outside-hours'

/** The reason of a switch that rests between two cohorts. */
export const SOAKING = 'switch.soaking'

/** The reason of a switch that does not know what became of its latest records. */
export const OUTCOMES_UNKNOWN = 'switch.outcomes-unknown'

/** Reasons of a rest whose end was fixed when it began. */
export const RESTS: readonly string[] = [SOAKING, OUTCOMES_UNKNOWN]

/** True for a reason that passes by itself while the org's count goes down. */
export function waitsForRoom(code: string): boolean {
  return PAUSES_FOR_ROOM.includes(code)
}

/** True for a reason that passes without anybody. */
export function pausesByItself(code: string): boolean {
  return waitsForRoom(code) || code === OUTSIDE_HOURS || RESTS.includes(code)
}

/** The hours that an operation keeps to; null for one that keeps to none, as a rollback, which nothing may hold up. */
export function hoursOf(operation: Operation): HoursSettingName | null {
  if (operation === 'switch') return 'switchHours'
  return operation === 'back_up' || operation === 'verify' ? 'copyHours' : null
}

const DONE_IN_HOURS: Readonly<Record<HoursSettingName, string>> = {
  copyHours: 'Files are copied',
  switchHours: 'Links are switched',
}

/** Why a run waits for its hours and until when, for people. */
export function hoursSentence(setting: HoursSettingName, hours: Hours, resumeAt: Date): string {
  const moment = formatMoment(resumeAt, hours.zone)
  return `${DONE_IN_HOURS[setting]} only in these hours: ${formatHours(hours)}. Nothing is lost. It goes on by itself at ${moment}.`
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
