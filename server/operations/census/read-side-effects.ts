import type { Census } from '../../domain/census/census.ts'
import type { CensusRow, CensusStore } from '../../ports/tracking/censuses.ts'

/** What a run has set off, as it was counted once. */
export interface SideEffects extends Census {
  /** Both by the clock of the org; ISO 8601, UTC. */
  since: string
  at: string
}

/** As it was counted last; null before the first count, and for a run that is not counted. */
export async function readSideEffects(
  tracking: Pick<CensusStore, 'censusesOf'>,
  runId: string,
): Promise<SideEffects | null> {
  return sideEffectsIn(await tracking.censusesOf(runId)).at(-1) ?? null
}

/** Every count with a result, oldest first, with the moment from which on it counted. */
export function sideEffectsIn(rows: readonly CensusRow[]): SideEffects[] {
  return rows.flatMap(({ at, result }, index) => {
    const before = rows.slice(0, index).findLast((row) => row.result === null)
    return result && before ? [{ ...result, since: before.at, at }] : []
  })
}
