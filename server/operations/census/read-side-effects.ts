import type { Census } from '../../domain/census/census.ts'
import type { CensusStore } from '../../ports/tracking/censuses.ts'

/** What a run has set off so far, as it was counted last. */
export interface SideEffects extends Census {
  /** Both by the clock of the org; ISO 8601, UTC. */
  since: string
  at: string
}

/** Null before the first count, and for a run that is not counted. */
export async function readSideEffects(
  tracking: Pick<CensusStore, 'censusesOf'>,
  runId: string,
): Promise<SideEffects | null> {
  const rows = await tracking.censusesOf(runId)
  const last = rows.findLast(({ result }) => result !== null)
  const before = rows.findLast(({ number, result }) => result === null && number < (last?.number ?? 0))
  if (!last?.result || !before) return null
  return { ...last.result, since: before.at, at: last.at }
}
