/** Objects up to this size are stored by one request, larger ones in parts of it: the least that S3 allows. */
export const USUAL_PART_BYTES = 5 * 1024 * 1024

/** Requests that store an object of this size: one, or a look for earlier uploads, the start and the end of its own, and each part. */
export function putRequestsOf(sizeBytes: number): number {
  return sizeBytes <= USUAL_PART_BYTES ? 1 : 3 + Math.ceil(sizeBytes / USUAL_PART_BYTES)
}

/** Parts that follow one another, by their numbers, which begin at 1. */
export interface PartRun {
  first: number
  last: number
}

/** The parts of so many that are not there, each run of them as long as can be. */
export function missingParts(count: number, there: ReadonlySet<number>): PartRun[] {
  const runs: PartRun[] = []
  for (let number = 1; number <= count; number += 1) {
    const before = runs.at(-1)
    if (there.has(number)) continue
    if (before?.last === number - 1) before.last = number
    else runs.push({ first: number, last: number })
  }
  return runs
}
