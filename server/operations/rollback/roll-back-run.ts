import { PermanentError } from '../../domain/errors.ts'
import { type Actor, isUnfinished, type Run, type RunRequest } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { planRun } from '../plan-run.ts'

/** As long as a write by Collections usually takes to be read back. */
const TRY_AGAIN_MS = 5_000

/**
 * Takes back everything that a switch wrote, as a run of its own. A switch that has not ended is stopped first: what was not
 * sent is withdrawn, what was sent is settled, and whoever asks comes again after that.
 * @throws PermanentError `run.not-found`, `rollback.not-a-switch`, `rollback.never-started`, `rollback.run-not-ended`,
 * `api.idempotency-reused`
 */
export async function rollBackRun(
  context: Context,
  runId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<{ run: Run; isNew: boolean }> {
  const run = await requireSwitch(context, runId)
  if (run.state === 'planned' || run.planHash === null) throw neverStarted(run)
  if (isUnfinished(run.state)) throw await stop(context, run, actor)
  const request: RunRequest = { operation: 'roll_back', scope: { kind: 'run', runId }, isDryRun: false, limits: {} }
  return await planRun(context, request, actor, idempotency)
}

async function requireSwitch({ ports }: Context, runId: string): Promise<Run> {
  const run = await ports.tracking.getRun(runId)
  if (!run) throw new PermanentError('run.not-found', 'There is no such run. Check its id.')
  if (run.operation === 'switch' && !run.isDryRun) return run
  const found = run.isDryRun ? 'a dry run' : `a run that does ${run.operation}`
  const message = `Run ${run.number} must be a switch to be taken back; it is ${found}. It changed nothing in Salesforce.`
  throw new PermanentError('rollback.not-a-switch', message)
}

function neverStarted({ number }: Run): PermanentError {
  return new PermanentError(
    'rollback.never-started',
    `Run ${number} was never started, so there is nothing to take back.`,
  )
}

async function stop({ ports }: Context, run: Run, actor: Actor): Promise<PermanentError> {
  await ports.tracking.withdrawRest(run.id, actor, ports.clock.now())
  await ports.queue.send({ kind: 'run', runId: run.id })
  const message = `Run ${run.number} is being stopped: nothing more is sent, and what was sent is settled. Ask for its rollback again once it has ended.`
  return new PermanentError('rollback.run-not-ended', message, { retryAfterMs: TRY_AGAIN_MS })
}
