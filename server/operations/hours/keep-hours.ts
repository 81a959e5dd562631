import { keepsHours, OUTSIDE_HOURS } from '../../domain/run/pause.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { resumeRun } from '../resume-run.ts'
import { unlessRefused } from '../unless-refused.ts'
import { untilHours, type WaitForHours } from './until-hours.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'operator' }

/**
 * Lets runs that copy or verify rest outside the hours that are set for it, and go on when they begin, also after the hours
 * were changed. However many workers do so, a run is paused and resumed once.
 */
export async function keepHours(context: Context): Promise<void> {
  const { tracking } = context.ports
  const wait = await untilHours(context)
  for (const run of wait ? await tracking.listRunsToAdvance() : []) await pauseIfCopying(context, run, wait)
  for (const run of await tracking.listPausedRuns(OUTSIDE_HOURS)) await settle(context, run, wait)
}

/**
 * Pauses a run that would copy or verify outside the hours.
 * @returns whether it rests now
 */
export async function restOutsideHours(context: Context, run: Run): Promise<boolean> {
  return keepsHours(run.operation) && (await pauseIfCopying(context, run, await untilHours(context)))
}

/** A run that is being taken back goes on settling, and one that ended meanwhile stays so. */
async function pauseIfCopying({ ports }: Context, run: Run, wait: WaitForHours | undefined): Promise<boolean> {
  const isAtWork = run.state === 'approved' || run.state === 'running'
  if (wait === undefined || !isAtWork || !keepsHours(run.operation)) return false
  return unlessRefused('run.not-running', ports.tracking.pauseRun(run.id, SERVICE, ports.clock.now(), wait))
}

async function settle(context: Context, run: Run, wait: WaitForHours | undefined): Promise<void> {
  if (wait === undefined) await unlessRefused('run.not-halted', resumeRun(context, run.id, SERVICE))
  else if (run.stopSentence !== wait.sentence) {
    await context.ports.tracking.explainPause(run.id, wait.sentence, wait.resumeAt)
  }
}
