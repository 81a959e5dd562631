import { describeHalt } from '../domain/run/halt.ts'
import type { Actor, Run } from '../domain/run/run.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import type { Context } from './context.ts'
import { haltRun } from './halt-run.ts'

/**
 * Stops a run because a person wants it, and says what follows. Never waits for a gate.
 * @throws PermanentError `run.not-running`
 */
export async function haltByHand(
  context: Context,
  runId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<Run> {
  const { tracking } = context.ports
  const [run, inFlight] = await Promise.all([tracking.getRun(runId), tracking.inFlightOf(runId)])
  const sentence = describeHalt(run?.operation ?? 'inventory', inFlight)
  return haltRun(context, runId, actor, { code: 'run.halted', sentence }, idempotency)
}
