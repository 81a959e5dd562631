/** The least that must come of a body, so that one that comes drop by drop does not hold a worker for ever. */
export interface LeastSpeed {
  leastBytes: number
  /** Time spent waiting for the body; what the reader does in between does not count. */
  withinMs: number
}

/** About a kilobyte a second: far below any line a document is worth copying over. */
export const USUAL_LEAST_SPEED: LeastSpeed = { leastBytes: 64 * 1024, withinMs: 60_000 }

/**
 * Watches one wait for bytes, and tells when fewer came than it asks for.
 * @param receivedBytes all that has come so far
 * @returns ends the watch
 */
export function watchSpeed(leastSpeed: LeastSpeed, receivedBytes: () => number, tooSlow: () => void): () => void {
  let before = receivedBytes()
  const timer = setInterval(() => {
    const now = receivedBytes()
    if (now - before < leastSpeed.leastBytes) tooSlow()
    before = now
  }, leastSpeed.withinMs)
  return () => clearInterval(timer)
}
