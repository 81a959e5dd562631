import type { CohortFacts } from '../../domain/switch/cohort-state.ts'

/** How the rehearsed rollback of a canary stands. */
export interface Rehearsal {
  /** Records that were switched and read back. */
  tried: number
  /** Ids of those that were settled without being taken back, since a person last let the halted run go on. */
  settledOtherwise: string[]
}

/** The cohorts of switches, as their plans have them. */
export interface CohortStore {
  /** In their order; empty for a run that is no switch, and while it is being planned. */
  cohortsOf(runId: string): Promise<CohortFacts[]>
  rehearsalOf(runId: string): Promise<Rehearsal>
  /** How often the records of the canary were written before they are switched for good. */
  rehearsalWritesOf(runId: string): Promise<number>
  /**
   * Notes when all records of the cohorts before this one were settled; a time that is noted stays.
   * @param number null for all cohorts
   */
  endCohortsBefore(runId: string, number: number | null, at: Date): Promise<void>
}
