import { SOAKING } from '../../domain/run/pause.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import { type CohortFacts, soakEndOf, soakSentence } from '../../domain/switch/cohort-state.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { unlessRefused } from '../unless-refused.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'admin' }

/**
 * Lets a switch rest before its next cohort for as long as its plan says. The ledger holds since when, so a worker that takes
 * over rests no shorter and no longer. One that is taken back never rests.
 * @param next the cohort that is to be worked on; null at the end, and for a run without cohorts
 * @returns whether the run rests now
 */
export async function restBetweenCohorts(context: Context, run: Run, next: number | null): Promise<boolean> {
  if (run.operation !== 'switch' || run.stopCode !== null) return false
  const { tracking, clock } = context.ports
  await noteEndedCohorts(context, run, next)
  const now = clock.now()
  const cohorts = await tracking.cohortsOf(run.id)
  const last = cohorts.findLast(({ endedAt }) => endedAt !== null)
  const until = restsUntil(cohorts, now)
  if (next === null || last === undefined || until === null) return false
  const reason = { code: SOAKING, sentence: soakSentence(last, cohorts.length, until), resumeAt: until }
  return await unlessRefused('run.not-running', tracking.pauseRun(run.id, SERVICE, now, reason))
}

/**
 * Notes the end of every cohort before one, from which its rest counts.
 * @param next the cohort that is to be worked on; null at the end, and for a run without cohorts
 */
export function noteEndedCohorts({ ports }: Context, run: Run, next: number | null): Promise<void> {
  return ports.tracking.endCohortsBefore(run.id, next, ports.clock.now())
}

/** Until when a switch rests after the cohort that ended last; null when it does not. */
export function restsUntil(cohorts: readonly CohortFacts[], now: Date): Date | null {
  const until = cohorts.map(soakEndOf).findLast((end) => end !== null) ?? null
  return until !== null && until > now ? until : null
}
