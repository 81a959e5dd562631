import { toAnalysis, unknownSizes } from '../../domain/analysis/analysis.ts'
import { allocateSample, chooseStrata, USUAL_SAMPLE } from '../../domain/analysis/sample.ts'
import type { Run } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'
import { refuseRunOutsideTestMode } from '../test-mode.ts'
import { readSample } from './read-sample.ts'

/**
 * Finds out what is in the org: counts from the ledger, sizes from the verified copies and a random sample of the others.
 * It writes nothing to org, vendor or store; the pre-signed addresses it asks for can start restores, so the sample is
 * small. Interrupted, it begins anew with the same sample.
 */
export async function analyse(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { tracking, clock } = context.ports
  if (await tracking.hasAnalysis(run.id)) return
  refuseRunOutsideTestMode(context, run)
  const facts = await tracking.readRecordFacts()
  const sampleSize = run.limits.firstRecords ?? USUAL_SAMPLE
  const strata = chooseStrata(unknownSizes(facts.extensions), sampleSize)
  const drawn = await tracking.drawSample(run.id, allocateSample(strata, sampleSize))
  const sample = await readSample(context, drawn, { runId: run.id, signal })
  if (sample === undefined) return
  await tracking.saveAnalysis(run.id, toAnalysis(facts, strata, sample), clock.now())
}
