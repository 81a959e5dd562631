import type { Actor, Run } from '../domain/run/run.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import type { Context } from './context.ts'

/**
 * Stops a run: nothing new is sent, what is in flight is settled, what was not started stays for a resume. Never waits
 * for a gate.
 * @throws PermanentError `run.not-running`
 */
export function haltRun(
  { ports }: Context,
  runId: string,
  actor: Actor,
  reason: { code: string; sentence: string },
  idempotency?: IdempotencyBinding,
): Promise<Run> {
  return ports.tracking.haltRun(runId, actor, ports.clock.now(), reason, idempotency)
}
