import { type Hours, MINUTES_OF_DAY } from './hours.ts'
import { offsetsOf } from './zone.ts'

const MINUTE_MS = 60_000
/** Clocks are changed at quarters of an hour. */
const STEP_MINUTES = 15
/** An hour of the week may be skipped when clocks are put forward; the week after it is there. */
const MOST_DAYS = 15
/** 1 January 1970 was a Thursday. */
const FIRST_DAY = 3

/**
 * Whether the hours are open at a moment. What counts is the clock on the wall: hours that a change of clocks skips do not
 * exist on that day, and those that come twice count twice.
 */
export function isOpen(hours: Hours, at: Date): boolean {
  return opensAt(hours, minuteOf(at) + offsetsOf(hours.zone)(at))
}

/**
 * The first moment at or after this one in which the hours are open, to the minute.
 * @returns undefined for hours that never come, as one that no clock shows
 */
export function nextOpening(hours: Hours, after: Date): Date | undefined {
  if (isOpen(hours, after)) return after
  const offsetAt = offsetsOf(hours.zone)
  const first = minuteOf(after) + 1
  const end = first + MOST_DAYS * MINUTES_OF_DAY
  for (let step = first - (first % STEP_MINUTES); step < end; step += STEP_MINUTES) {
    const offset = offsetAt(new Date(step * MINUTE_MS))
    for (let minute = Math.max(first, step); minute < step + STEP_MINUTES; minute += 1) {
      if (opensAt(hours, minute + offset)) return new Date(minute * MINUTE_MS)
    }
  }
  return undefined
}

/** @param minute of the clock on the wall, counted from 1970 */
function opensAt({ spans }: Hours, minute: number): boolean {
  const day = (Math.floor(minute / MINUTES_OF_DAY) + FIRST_DAY) % 7
  const time = minute % MINUTES_OF_DAY
  return spans.some(({ days, from, to }) => {
    if (from < to) return days.includes(day) && time >= from && time < to
    return (days.includes(day) && time >= from) || (days.includes((day + 6) % 7) && time < to)
  })
}

function minuteOf(at: Date): number {
  return Math.floor(at.getTime() / MINUTE_MS)
}
