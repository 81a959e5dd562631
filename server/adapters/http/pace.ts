/** The least that must come of a body, so that one that comes drop by drop does not hold a worker for ever. */
export interface Pace {
  leastBytes: number
  /** Time spent waiting for the body; what the reader does in between does not count. */
  withinMs: number
}

/** About a kilobyte a second: far below any line a document is worth copying over. */
export const USUAL_PACE: Pace = { leastBytes: 64 * 1024, withinMs: 60_000 }

/**
 * Watches one wait for bytes, and tells when fewer came than the pace asks for.
 * @param receivedBytes all that has come so far
 * @returns ends the watch
 */
export function keepPace(pace: Pace, receivedBytes: () => number, tooSlow: () => void): () => void {
  let before = receivedBytes()
  const timer = setInterval(() => {
    const now = receivedBytes()
    if (now - before < pace.leastBytes) tooSlow()
    before = now
  }, pace.withinMs)
  return () => clearInterval(timer)
}
