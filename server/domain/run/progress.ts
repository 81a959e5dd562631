import type { RunCounts } from './run.ts'

/** How many items of a run were settled at a moment. */
export interface ProgressSample {
  atMs: number
  settled: number
}

/** How fast a run goes, and how long it still takes at that pace. */
export interface Pace {
  itemsPerSecond: number
  secondsLeft: number
}

/** Items that are not pending any more. */
export function settledItems({ planned, pending }: RunCounts): number {
  return planned - pending
}

/**
 * The pace between two samples of one run; undefined while nothing was settled between them, because then it is not known.
 * @param planned items of the run
 */
export function paceBetween(first: ProgressSample, last: ProgressSample, planned: number): Pace | undefined {
  const seconds = (last.atMs - first.atMs) / 1_000
  const settled = last.settled - first.settled
  if (seconds <= 0 || settled <= 0) return undefined
  const itemsPerSecond = settled / seconds
  return { itemsPerSecond, secondsLeft: (planned - last.settled) / itemsPerSecond }
}
