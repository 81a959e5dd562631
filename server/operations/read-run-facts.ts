import type { GateDecision } from '../domain/gate/gate.ts'
import type { EntryCounts, LargeAccount, Run, RunCounts } from '../domain/run/run.ts'
import { readSideEffects, type SideEffects } from './census/read-side-effects.ts'
import type { Safeguards } from './guardrail/read-safeguards.ts'
import type { Services } from './services.ts'

/** What is shown of a run beside the run itself. */
export interface RunFacts extends Safeguards {
  counts: RunCounts
  /** Null for a run that does not read the org. */
  entries: EntryCounts | null
  /** The Accounts with most items, the largest first. */
  largestAccounts: LargeAccount[]
  /** Null for a run without one. */
  gate: GateDecision | null
  /** Null before it was counted first, and for a run that is not counted. */
  sideEffects: SideEffects | null
}

/** Reads how far a run is and how its gate stands; from counters. */
export async function readRunFacts(
  {
    tracking,
    gateOf,
    safeguardsOf,
  }: {
    tracking: Pick<Services['tracking'], 'countsOf' | 'entriesOf' | 'largestAccountsOf' | 'censusesOf'>
    gateOf: Services['gateOf']
    safeguardsOf: Services['safeguardsOf']
  },
  run: Run,
): Promise<RunFacts> {
  const [counts, entries, largestAccounts, gate, sideEffects, safeguards] = await Promise.all([
    tracking.countsOf(run.id),
    tracking.entriesOf(run.id),
    tracking.largestAccountsOf(run.id),
    gateOf(run.id),
    readSideEffects(tracking, run.id),
    safeguardsOf(run),
  ])
  return { counts, entries, largestAccounts, gate, sideEffects, ...safeguards }
}
