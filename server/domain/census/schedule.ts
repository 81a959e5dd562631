import { type CensusCounts, type CensusOutcome, LEAST_RECORDS } from './census.ts'

/** What is known of one count when the next is decided on. */
export interface CensusMark {
  /** By the clock of the org; ISO 8601, UTC. */
  at: string
  /** Batches of the run that were done then. */
  batchesDone: number
  /** Records that the run had written then. */
  records: number
  counts: CensusCounts
  /** Null for a count that others are compared with, made before anything is written. */
  outcome: CensusOutcome | null
}

export interface CensusProgress {
  batchesDone: number
  /** Whether all batches are done. */
  isEnd: boolean
  /** Records that the run has written. */
  records: number
  /** Objects that are to be counted now. */
  objects: readonly string[]
}

export type CensusStep = { count: 'before' } | { count: 'since'; before: CensusMark } | null

/**
 * What to count before the next batch is given out. First the state before the first write; then what was set off after the
 * first batch, and each time the number of batches has doubled, so that a million records cost a handful of requests; at last
 * at the end. Whoever resumes a run that was stopped for its side effects starts a new comparison: only what happens from
 * then on counts.
 * @param marks all counts of the run, oldest first
 */
export function nextCensus(marks: readonly CensusMark[], progress: CensusProgress): CensusStep {
  const before = marks.findLast(({ outcome }) => outcome === null)
  const last = marks.at(-1)
  if (before === undefined || last === undefined) return progress.isEnd ? null : { count: 'before' }
  if (progress.isEnd) return progress.batchesDone > last.batchesDone ? { count: 'since', before } : null
  if (isToBeginAnew(before, last, progress)) return { count: 'before' }
  return isDue(before, last, progress) ? { count: 'since', before } : null
}

function isToBeginAnew(before: CensusMark, last: CensusMark, { objects }: CensusProgress): boolean {
  const wasStopped = last.outcome === 'above-threshold' || last.outcome === 'storage-short'
  const isIncomplete = before.counts.objects.some(({ rows }) => rows === null)
  const counted = before.counts.objects.map(({ object }) => object)
  return wasStopped || isIncomplete || counted.join() !== objects.join()
}

function isDue(before: CensusMark, last: CensusMark, { batchesDone, records }: CensusProgress): boolean {
  if (records - before.records < LEAST_RECORDS) return false
  if (last.outcome === 'not-known') return true
  const done = batchesDone - before.batchesDone
  const doneAtLast = last.batchesDone - before.batchesDone
  return done >= Math.max(1, 2 * doneAtLast)
}

/** How often such a run is counted after its first write, at most. */
export function countsAfterFirst(batches: number): number {
  return batches < 1 ? 0 : Math.ceil(Math.log2(batches)) + 1
}

/** API requests of one count before, and of one since. */
export function requestsOfCensus(objects: number): { before: number; since: number } {
  return { before: 2 * objects + 2, since: objects + 2 }
}
