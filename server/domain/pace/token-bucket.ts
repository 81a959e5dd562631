/** Bytes that may pass, saved up while nobody needs them. */
export interface TokenBucket {
  bytes: number
  /** When so many were there, in milliseconds. */
  atMs: number
}

/** What is saved up at most. More would let a line that was idle be filled beyond its limit; less would waste short pauses. */
const BURST_SECONDS = 0.25

/** Bytes that may pass at once after a pause. */
export function burstOf(bytesPerSecond: number): number {
  return bytesPerSecond * BURST_SECONDS
}

/**
 * Lets bytes pass or says how long they have to wait. A piece that is larger than a burst passes when one is saved up, and is
 * made up for afterwards, so in any time not more passes than the limit gives and one burst or piece.
 */
export function takeBytes(
  bucket: TokenBucket,
  bytes: number,
  { bytesPerSecond, nowMs }: { bytesPerSecond: number; nowMs: number },
): { bucket: TokenBucket; waitMs: number } {
  const burst = burstOf(bytesPerSecond)
  const sinceMs = Math.max(0, nowMs - bucket.atMs)
  const saved = Math.min(burst, bucket.bytes + (sinceMs * bytesPerSecond) / 1_000)
  const missing = Math.min(bytes, burst) - saved
  if (missing > 0)
    return { bucket: { bytes: saved, atMs: nowMs }, waitMs: Math.ceil((missing * 1_000) / bytesPerSecond) }
  return { bucket: { bytes: saved - bytes, atMs: nowMs }, waitMs: 0 }
}
