import { PermanentError } from '../domain/errors.ts'
import { nextCheckAt, PAUSED_BY_HAND, pauseSentence } from '../domain/run/pause.ts'
import type { Actor, Run } from '../domain/run/run.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import type { Context } from './context.ts'

/**
 * Lets a run rest until somebody resumes it: nothing new is sent, and what is in flight is settled.
 * @throws PermanentError `run.not-running`
 */
export function pauseRun(
  { ports }: Context,
  runId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<Run> {
  return ports.tracking.pauseRun(runId, actor, ports.clock.now(), PAUSED_BY_HAND, idempotency)
}

/**
 * Lets a run rest until the org has room for its requests.
 * @param error why, as a code that passes by itself
 * @returns false for a run that is being taken back: it must go on settling what was sent, however long that takes
 */
export async function pauseForRoom(
  { ports }: Context,
  runId: string,
  actor: Actor,
  error: { code: string; message: string },
): Promise<boolean> {
  const now = ports.clock.now()
  const resumeAt = nextCheckAt(now, 0)
  const reason = { code: error.code, sentence: pauseSentence(error.message, resumeAt), resumeAt }
  try {
    await ports.tracking.pauseRun(runId, actor, now, reason)
    return true
  } catch (thrown) {
    if (thrown instanceof PermanentError && thrown.code === 'run.not-running') return false
    throw thrown
  }
}
