import type { GateDecision } from '../domain/gate/gate.ts'
import type { EntryCounts, Run, RunCounts } from '../domain/run/run.ts'
import type { Services } from './services.ts'

/** What is shown of a run beside the run itself. */
export interface RunFacts {
  counts: RunCounts
  /** Null for a run that does not read the org. */
  entries: EntryCounts | null
  /** Null for a run without one. */
  gate: GateDecision | null
}

/** Reads how far a run is and how its gate stands; from counters. */
export async function readRunFacts(
  { tracking, gateOf }: { tracking: Pick<Services['tracking'], 'countsOf' | 'entriesOf'>; gateOf: Services['gateOf'] },
  run: Run,
): Promise<RunFacts> {
  const [counts, entries, gate] = await Promise.all([
    tracking.countsOf(run.id),
    tracking.entriesOf(run.id),
    gateOf(run.id),
  ])
  return { counts, entries, gate }
}
