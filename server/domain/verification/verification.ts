import { agree } from '../agree.ts'

/** How thoroughly a verification looks, and at how many of its records. */

/**
 * - `attested`: the ledger has a proven copy of every record in scope; nobody is asked
 * - `head`: the store names the object that was proven, and the source the state that was copied
 * - `full`: the same, and every byte in the store was read again
 */
export const VERIFICATION_LEVELS = ['attested', 'head', 'full'] as const
export type VerificationLevel = (typeof VERIFICATION_LEVELS)[number]

/** A share of the records in percent, above 0 and up to 100, or a number of them. */
export type Sample = { percentage: number } | { records: number }

export interface Verification {
  level: VerificationLevel
  /** Null looks at all records. */
  sample: Sample | null
}

/** What a verification does when nothing else is asked for. */
export const USUAL_VERIFICATION: Verification = { level: 'head', sample: null }

/** The level of a run; of any other operation than a verification it means nothing. */
export function levelOf({ verification }: { verification?: Verification | null }): VerificationLevel {
  return (verification ?? USUAL_VERIFICATION).level
}

/** Why a sample of so many records cannot be drawn, as a sentence; null when it can. */
export function sampleProblem(sample: Sample | null, verified: number): string | null {
  if (sample === null || !('records' in sample) || sample.records <= verified) return null
  const copies =
    verified === 0
      ? 'no record of the scope has'
      : agree(verified, 'record of the scope has', 'records of the scope have')
  return `A sample of ${sample.records} records was asked for, and ${copies} a verified copy. Ask for fewer, or leave the sample out.`
}
