import type { Operation } from '../run/run.ts'

/** API requests of the whole org in the last 24 hours, as one of its answers said. */
export interface KnownUsage {
  used: number
  allowed: number
  /** ISO 8601, by the clock of the service. */
  measuredAt: string
}

export interface AllowanceFacts {
  operation: Operation
  usage: KnownUsage
  /** Share of the daily allowance that Doclift leaves unexceeded, whoever uses it. */
  sharePercent: number
  /** What rolling this run back takes. */
  reserve: number
  /** What the next step takes at most. */
  needed: number
}

/** How many requests of the org's day may be used, whoever uses them. */
export function ceilingOf(allowed: number, sharePercent: number): number {
  return Math.floor((allowed * sharePercent) / 100)
}

/**
 * Whether the next step may be done. What a rollback of a switch takes is kept back from the switch; the rollback itself
 * may use it.
 * @returns the reason to wait, as a sentence; null when there is room
 */
export function reasonToWait({ operation, usage, sharePercent, reserve, needed }: AllowanceFacts): string | null {
  const ceiling = ceilingOf(usage.allowed, sharePercent)
  const kept = operation === 'switch' ? reserve : 0
  if (usage.used + needed + kept <= ceiling) return null
  const reserved = kept === 0 ? '' : ` ${kept} of them are kept for rolling back.`
  return `${usage.used} of the org's ${usage.allowed} API requests of a day are used, and Doclift works only up to ${sharePercent} %, which is ${ceiling}.${reserved}`
}

/** The newer of two; undefined when neither is known. */
export function newerUsage(one: KnownUsage | undefined, other: KnownUsage | undefined): KnownUsage | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one.measuredAt >= other.measuredAt ? one : other
}
