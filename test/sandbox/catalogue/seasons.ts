/** When documents come into being: most before the tax date in spring, on weekdays, in office hours (UTC). */

const FIRST_DAY_MS = Date.UTC(2016, 0, 4)
const END_MS = Date.UTC(2025, 5, 30)
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Relative number of documents of a day, January first. */
const MONTH_WEIGHTS = [0.9, 1.2, 2.6, 2.4, 0.7, 0.6, 0.6, 0.6, 0.9, 1, 0.6, 0.5]
/** Sunday first. */
const WEEKDAY_WEIGHTS = [0.1, 1.1, 1.2, 1.1, 1, 0.9, 0.2]
const NIGHT = 0.05
const HOUR_WEIGHTS = Array.from({ length: 24 }, (_, hour) => hourWeight(hour))

const DAYS = sumUp(Array.from({ length: (END_MS - FIRST_DAY_MS) / DAY_MS }, (_, day) => dayWeight(day)))
const HOURS = sumUp(HOUR_WEIGHTS)

/**
 * The moment at which a share of all documents had come into being, in milliseconds since 1970; it grows with the share.
 * @param share in [0, 1)
 */
export function momentOf(share: number): number {
  const day = placeIn(DAYS, share)
  const hour = placeIn(HOURS, day.rest)
  return FIRST_DAY_MS + day.index * DAY_MS + (hour.index + hour.rest) * HOUR_MS
}

function dayWeight(day: number): number {
  const date = new Date(FIRST_DAY_MS + day * DAY_MS)
  return (MONTH_WEIGHTS[date.getUTCMonth()] ?? 1) * (WEEKDAY_WEIGHTS[date.getUTCDay()] ?? 1)
}

function hourWeight(hour: number): number {
  if (hour < 13 || hour > 22) return NIGHT
  return hour === 17 ? 0.7 : 1.2
}

/** Shares of everything up to and with each, from 0 to 1. */
function sumUp(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum / total
  })
}

/** The first part that reaches beyond the share, and how far into it the share lies, in [0, 1). */
function placeIn(ends: readonly number[], share: number): { index: number; rest: number } {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 1) > share) high = middle
    else low = middle + 1
  }
  const start = low === 0 ? 0 : (ends[low - 1] ?? 0)
  return { index: low, rest: Math.min((share - start) / ((ends[low] ?? 1) - start), 1 - Number.EPSILON) }
}
