import { createHash } from 'node:crypto'
import type { Sample } from './verification.ts'

/** The reason of a record that the sample leaves out of a plan. */
export const NOT_IN_SAMPLE = 'not-in-sample'

const DIGEST_BYTES = 6

/**
 * Where a record stands in the draw of one run: a digest of both, so it looks random, is another one in each run, and the same
 * again whenever the plan of the run is made anew.
 */
export function placeInDraw(seed: string, recordId: string): number {
  return createHash('sha256').update(`${seed} ${recordId}`).digest().readUIntBE(0, DIGEST_BYTES)
}

/** A sample that was drawn. */
export interface DrawnSample {
  /** Records of the sample. */
  size: number
  /** Records it was drawn from. */
  of: number
  /** True for a record of the sample; to be asked once for each record. */
  has(recordId: string): boolean
}

/**
 * Draws the records with the lowest places: a share is rounded up, and never more than there are.
 * @param places of all records that could be drawn, in any order
 */
export function drawSample(sample: Sample, seed: string, places: readonly number[]): DrawnSample {
  const of = places.length
  const wanted = 'records' in sample ? sample.records : Math.ceil((of * sample.percentage) / 100)
  const size = Math.min(wanted, of)
  const sorted = Float64Array.from(places).sort()
  const last = size === 0 ? -1 : (sorted[size - 1] ?? -1)
  let atLast = size - sorted.indexOf(last)
  return {
    size,
    of,
    has(recordId) {
      const place = placeInDraw(seed, recordId)
      if (place === last && size > 0) atLast -= 1
      return place < last || (place === last && atLast >= 0)
    },
  }
}
