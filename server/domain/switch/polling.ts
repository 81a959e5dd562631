/** Each look at a job costs a call, so waits grow by half, up to this. */
const LONGEST_MS = 15_000
const GROWTH = 1.5

/** An org seldom writes more rows a second, so an earlier look would find nothing. */
const MOST_ROWS_PER_SECOND = 2_000

/** How long to wait before the first look at a job of so many rows. */
export function firstPollMs(rows: number, leastMs: number): number {
  return Math.min(Math.max(leastMs, (rows * 1_000) / MOST_ROWS_PER_SECOND), LONGEST_MS)
}

/** How long to wait before the next look at a job, after a wait of so many milliseconds. */
export function nextPollMs(waitMs: number): number {
  return Math.min(waitMs * GROWTH, LONGEST_MS)
}

/** Looks at a job of so many milliseconds until its end is seen; the first one comes after the first wait. */
export function pollsOf(jobMs: number, firstWaitMs: number): number {
  let [polls, leftMs, waitMs] = [1, jobMs - firstWaitMs, nextPollMs(firstWaitMs)]
  while (leftMs > 0 && waitMs < LONGEST_MS) {
    polls += 1
    leftMs -= waitMs
    waitMs = nextPollMs(waitMs)
  }
  return polls + Math.max(0, Math.ceil(leftMs / LONGEST_MS))
}
