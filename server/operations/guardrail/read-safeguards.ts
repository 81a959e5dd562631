import type { Run } from '../../domain/run/run.ts'
import { type CohortView, viewCohort } from '../../domain/switch/cohort-state.ts'
import type { Guardrail } from '../../domain/switch/guardrail.ts'
import type { Context } from '../context.ts'
import { readGuardrail } from './read-guardrail.ts'

/** What keeps a switch from doing much harm, as it stands now. */
export interface Safeguards {
  /** Empty for a run that is no switch, and while it is being planned. */
  cohorts: CohortView[]
  /** Null for a run that is no switch, and for one that was not started. */
  guardrail: Guardrail | null
}

/** Reads how far a switch is with its cohorts, and how it stands against its limits. */
export async function readSafeguards(context: Context, run: Run): Promise<Safeguards> {
  if (run.operation !== 'switch') return { cohorts: [], guardrail: null }
  const { tracking, clock } = context.ports
  const cohorts = await tracking.cohortsOf(run.id)
  return {
    cohorts: cohorts.map((cohort) => viewCohort(cohort, clock.now())),
    guardrail: run.startedAt === null ? null : await readGuardrail(context, run.id),
  }
}
