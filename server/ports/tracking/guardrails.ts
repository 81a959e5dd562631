import type { LatestOutcomes } from '../../domain/switch/guardrail.ts'

/** What became of the latest records of a switch. */
export interface GuardrailStore {
  /**
   * The outcomes of the records that were settled last, since a person let the run go on after a halt, and of all records whose
   * outcome is not known yet.
   * @param records how many are looked at; more when several were settled at the same moment
   */
  latestOutcomes(runId: string, records: number): Promise<LatestOutcomes>
}
