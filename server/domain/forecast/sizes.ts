import type { Analysis } from '../analysis/analysis.ts'

/** How large a document that is not copied yet is taken to be. */
export interface SizeGuess {
  /** From the sample of an analysis, from the copies made so far, or from experience. */
  basis: 'sampled' | 'copied' | 'assumed'
  meanBytes: number
  /** Ends of the 95 % confidence interval of the mean; null where there is none. */
  lowMeanBytes: number | null
  highMeanBytes: number | null
  putsPerRecord: number
}

/** Fewer copies say little about the others. */
const LEAST_COPIES = 50
/** Mean of a real org of this kind with 1.3 million documents. */
const ASSUMED_MEAN_BYTES = 1_400_000

/** The best guess there is: a random sample before the copies made so far, which were not chosen at random. */
export function guessSizes(analysis: Analysis | null, copies: { verified: number; verifiedBytes: number }): SizeGuess {
  const sampled = analysis === null ? null : fromSample(analysis.sizes)
  if (sampled !== null) return sampled
  const hasCopies = copies.verified >= LEAST_COPIES
  return {
    basis: hasCopies ? 'copied' : 'assumed',
    meanBytes: hasCopies ? copies.verifiedBytes / copies.verified : ASSUMED_MEAN_BYTES,
    lowMeanBytes: null,
    highMeanBytes: null,
    putsPerRecord: 1,
  }
}

function fromSample({ unknownRecords, estimatedBytes, knownBytes, ...sizes }: Analysis['sizes']): SizeGuess | null {
  if (estimatedBytes === null || unknownRecords === 0) return null
  const meanOf = (bytes: number | null) => (bytes === null ? null : (bytes - knownBytes) / unknownRecords)
  return {
    basis: 'sampled',
    meanBytes: estimatedBytes / unknownRecords,
    lowMeanBytes: meanOf(sizes.lowBytes),
    highMeanBytes: meanOf(sizes.highBytes),
    putsPerRecord: sizes.putsPerRecord ?? 1,
  }
}
