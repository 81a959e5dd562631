import type { Actor, Run } from '../domain/run/run.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import type { Context } from './context.ts'

/**
 * Lets a halted run go on where it stopped.
 * @throws PermanentError `run.not-halted`
 */
export async function resumeRun(
  { ports }: Context,
  runId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<Run> {
  const run = await ports.tracking.resumeRun(runId, actor, ports.clock.now(), idempotency)
  await ports.queue.send({ kind: 'run', runId })
  return run
}
