import { OUTSIDE_HOURS } from '../../domain/run/pause.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import { noteEndedCohorts } from '../cohorts/rest-between-cohorts.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { resumeRun } from '../resume-run.ts'
import { unlessRefused } from '../unless-refused.ts'
import { untilHours } from './until-hours.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'operator' }

/**
 * Lets runs rest outside the hours that are set for them, and go on when they begin, also after the hours were changed. However
 * many workers do so, a run is paused and resumed once.
 */
export async function keepHours(context: Context): Promise<void> {
  const { tracking } = context.ports
  for (const run of await tracking.listRunsToAdvance()) await restOutsideHours(context, run)
  for (const run of await tracking.listPausedRuns(OUTSIDE_HOURS)) await settle(context, run)
}

/**
 * Pauses a run that would copy, verify or switch outside its hours. A run that is being taken back goes on settling, and one
 * that ended meanwhile stays so.
 * @returns whether it rests now
 */
export async function restOutsideHours(context: Context, run: Run): Promise<boolean> {
  const { tracking, clock } = context.ports
  const isStarted = run.state === 'approved' || run.state === 'running'
  const wait = isStarted ? await untilHours(context, run.operation) : undefined
  if (wait === undefined || !(await mayRest(context, run))) return false
  return unlessRefused('run.not-running', tracking.pauseRun(run.id, SERVICE, clock.now(), wait))
}

/**
 * A run that has nothing left to do is only to be ended. A switch rests when no worker holds a batch of it: until then what was
 * sent is settled, and the canary is taken back. The rest after its cohort goes on meanwhile.
 */
async function mayRest(context: Context, run: Run): Promise<boolean> {
  const batches = await context.ports.tracking.batchesOf(run.id)
  const next = batches.find(({ state }) => state !== 'done')
  if (next === undefined) return false
  if (run.operation !== 'switch') return true
  if (batches.some(({ state }) => state === 'working')) return false
  await noteEndedCohorts(context, run, next.cohort)
  return true
}

async function settle(context: Context, run: Run): Promise<void> {
  const wait = await untilHours(context, run.operation)
  if (wait === undefined) await unlessRefused('run.not-halted', resumeRun(context, run.id, SERVICE))
  else if (run.stopSentence !== wait.sentence) {
    await context.ports.tracking.explainPause(run.id, wait.sentence, wait.resumeAt)
  }
}
