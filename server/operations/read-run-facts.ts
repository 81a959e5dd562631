import type { GateDecision } from '../domain/gate/gate.ts'
import type { EntryCounts, LargeAccount, Run, RunCounts } from '../domain/run/run.ts'
import type { Services } from './services.ts'

/** What is shown of a run beside the run itself. */
export interface RunFacts {
  counts: RunCounts
  /** Null for a run that does not read the org. */
  entries: EntryCounts | null
  /** The Accounts with most items, the largest first. */
  largestAccounts: LargeAccount[]
  /** Null for a run without one. */
  gate: GateDecision | null
}

/** Reads how far a run is and how its gate stands; from counters. */
export async function readRunFacts(
  {
    tracking,
    gateOf,
  }: {
    tracking: Pick<Services['tracking'], 'countsOf' | 'entriesOf' | 'largestAccountsOf'>
    gateOf: Services['gateOf']
  },
  run: Run,
): Promise<RunFacts> {
  const [counts, entries, largestAccounts, gate] = await Promise.all([
    tracking.countsOf(run.id),
    tracking.entriesOf(run.id),
    tracking.largestAccountsOf(run.id),
    gateOf(run.id),
  ])
  return { counts, entries, largestAccounts, gate }
}
