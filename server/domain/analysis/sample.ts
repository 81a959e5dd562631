/** Which documents are read to learn how large the others are: a random sample, stratified by extension. */

/** Documents read when a run does not say how many. */
export const USUAL_SAMPLE = 400
/** Each document costs the vendor a pre-signed address, which can start a restore of an archived one. */
export const MOST_SAMPLED = 2_000

/** Stratum of all extensions that have none of their own. No extension is written like this. */
export const OTHER_EXTENSIONS = '*'

const MOST_STRATA = 15
/** A stratum of its own is worth it for an extension that can be expected to get about so many documents. */
const SAMPLED_PER_STRATUM = 20
/** Fewer than two tell nothing about how sizes differ. */
const LEAST_PER_STRATUM = 2

/** Documents of one extension (or of several) whose size is not known. */
export interface Population {
  /** Lower case without a dot; the empty text for names without one. */
  stratum: string
  records: number
}

/** The strata of a sample: the most frequent extensions by themselves, all others together. */
export function chooseStrata(extensions: readonly Population[], sampleSize: number): Population[] {
  const most = Math.min(MOST_STRATA, Math.floor(sampleSize / SAMPLED_PER_STRATUM))
  const ranked = extensions.filter(({ records }) => records > 0).toSorted(byRecords)
  const rest = ranked.slice(most)
  const others = { stratum: OTHER_EXTENSIONS, records: sum(rest) }
  return rest.length === 0 ? ranked : [...ranked.slice(0, most), others]
}

/**
 * How many documents of each stratum are read: a share like its share of all, but at least two, and never more than it has.
 * Everything is read when it is no more than the sample.
 */
export function allocateSample(strata: readonly Population[], sampleSize: number): Map<string, number> {
  const all = sum(strata)
  if (all <= sampleSize) return new Map(strata.map(({ stratum, records }) => [stratum, records]))
  const least = strata.map(({ records }) => Math.min(records, LEAST_PER_STRATUM))
  const left = Math.max(0, sampleSize - least.reduce((total, count) => total + count, 0))
  const beyond = all - least.reduce((total, count) => total + count, 0)
  const shares = strata.map(({ records }, index) => ((records - (least[index] ?? 0)) * left) / beyond)
  const counts = roundShares(shares, left)
  return new Map(strata.map(({ stratum }, index) => [stratum, (least[index] ?? 0) + (counts[index] ?? 0)]))
}

/** Whole numbers that add up to the total: all rounded down, then one more for the largest remainders. */
function roundShares(shares: readonly number[], total: number): number[] {
  const counts = shares.map(Math.floor)
  const missing = total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = shares.map((share, index) => ({ index, remainder: share - Math.floor(share) }))
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}

function byRecords(a: Population, b: Population): number {
  return b.records - a.records || (a.stratum < b.stratum ? -1 : 1)
}

function sum(populations: readonly Population[]): number {
  return populations.reduce((total, { records }) => total + records, 0)
}
