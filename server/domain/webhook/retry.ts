/** Waits after the first, second, … failed try, in milliseconds; after the last there is one more try. */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000] as const

/** Waits are spread by this share to both sides, so that what failed together does not come again together. */
const SPREAD = 0.2

/**
 * How long to wait before the next try of a delivery, in milliseconds; undefined when it is given up.
 * @param tries how often it was tried since it was queued, at least 1
 * @param draw a random number from 0 to 1
 * @param retryAfterMs what the receiver asked for; it may lengthen a wait, not shorten it
 */
export function waitAfterTry(tries: number, draw: number, retryAfterMs = 0): number | undefined {
  const waitMs = WAITS_MS[tries - 1]
  if (waitMs === undefined) return undefined
  return Math.round(Math.max(waitMs * (1 - SPREAD + 2 * SPREAD * draw), retryAfterMs))
}
