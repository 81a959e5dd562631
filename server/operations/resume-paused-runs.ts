import { DocliftError, PermanentError, toDocliftError } from '../domain/errors.ts'
import type { KnownUsage } from '../domain/org/allowance.ts'
import { nextCheckAt, pauseSentence, reasonOfPause } from '../domain/run/pause.ts'
import type { Actor } from '../domain/run/run.ts'
import type { ClaimedPause } from '../ports/tracking/runs.ts'
import { type Context, SERVICE_ACTOR_ID } from './context.ts'
import { askForUsage } from './known-usage.ts'
import { reasonFor, toGoOn } from './require-room.ts'
import { resumeRun } from './resume-run.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'operator' }

/**
 * Lets runs go on that waited for room in the org's daily allowance, when there is some. However many workers ask, the org is
 * asked once for all runs that are due, and each time later than before.
 */
export async function resumePausedRuns(context: Context): Promise<void> {
  const { tracking, clock } = context.ports
  const now = clock.now()
  const claimed = await tracking.claimPausedRuns(now, (checks) => nextCheckAt(now, checks))
  if (claimed.length === 0) return
  const answer = await askForUsage(context).catch(toDocliftError)
  for (const pause of claimed) await settle(context, pause, answer)
}

async function settle(context: Context, pause: ClaimedPause, answer: KnownUsage | DocliftError | undefined) {
  const reason = await reasonToStay(context, pause, answer)
  if (reason === null) return resumeUnlessDone(context, pause.runId)
  await context.ports.tracking.explainPause(pause.runId, pauseSentence(reason, pause.resumeAt))
}

/** An org that does not answer, or says that all is used, is a reason to stay; one that does not tell this user is none. */
async function reasonToStay(
  context: Context,
  { runId, operation, sentence }: ClaimedPause,
  answer: KnownUsage | DocliftError | undefined,
): Promise<string | null> {
  if (answer instanceof DocliftError) return reasonOfPause(sentence)
  if (answer === undefined) return null
  return await reasonFor(context, { runId, operation, needed: toGoOn(operation) }, answer)
}

/** A person may have resumed or stopped it a moment ago. */
async function resumeUnlessDone(context: Context, runId: string): Promise<void> {
  try {
    await resumeRun(context, runId, SERVICE)
  } catch (error) {
    if (!(error instanceof PermanentError) || error.code !== 'run.not-halted') throw error
  }
}
