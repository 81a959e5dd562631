import { guessSizes, type SizeGuess } from '../../domain/forecast/sizes.ts'
import { USUAL_VERIFICATION, type VerificationLevel } from '../../domain/verification/verification.ts'
import type { Context } from '../context.ts'

/** What is going to be done is taken to go like the newest runs did. */
const NEWEST_RUNS = 5

export function paceOptions(now: Date): { limit: number; now: Date; level: VerificationLevel } {
  return { limit: NEWEST_RUNS, now, level: USUAL_VERIFICATION.level }
}

/** How large a document is taken to be, by the newest analysis or by the copies made so far. */
export async function knownSizes({ ports }: Pick<Context, 'ports'>): Promise<SizeGuess> {
  const [stored, { verifiedBytes }, { verified }] = await Promise.all([
    ports.tracking.newestAnalysis(),
    ports.tracking.readOverview(),
    ports.tracking.coverageOf({ kind: 'everything' }),
  ])
  return guessSizes(stored?.analysis ?? null, { verified, verifiedBytes })
}
