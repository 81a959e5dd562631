import { PermanentError } from '../domain/errors.ts'
import { requestProblem } from '../domain/run/request.ts'
import type { Actor, Run, RunRequest } from '../domain/run/run.ts'
import { describeTestMode } from '../domain/run/test-mode.ts'
import { sampleProblem, USUAL_VERIFICATION } from '../domain/verification/verification.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import { noInventory } from './catch-up.ts'
import type { Context } from './context.ts'
import { refuseRunOutsideTestMode } from './test-mode.ts'

/**
 * Creates a run and asks a worker to plan it. What needs no approval starts by itself once it is planned; a dry run ends
 * with its plan.
 * @throws PermanentError `run.bad-request`, `run.sample-too-large`, `run.outside-test-mode`, `run.no-inventory`, `run.already-reading`,
 * `api.idempotency-reused`
 */
export async function planRun(
  context: Context,
  request: RunRequest,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<{ run: Run; isNew: boolean }> {
  const problem = requestProblem(request)
  if (problem !== null) throw new PermanentError('run.bad-request', problem)
  await refuseLargeSample(context, request)
  if (request.operation === 'catch_up' && !(await context.ports.tracking.lastWatermark())) throw noInventory()
  const created = await createRun(context, request, actor, idempotency)
  if (created.isNew) await context.ports.queue.send({ kind: 'run', runId: created.run.id })
  return created
}

/** Limits may leave fewer records to draw from than the scope has; then the plan says how many there were. */
async function refuseLargeSample({ ports }: Context, { scope, verification }: RunRequest): Promise<void> {
  const sample = verification?.sample ?? null
  if (sample === null) return
  const problem = sampleProblem(sample, (await ports.tracking.coverageOf(scope)).verified)
  if (problem !== null) throw new PermanentError('run.sample-too-large', problem)
}

/**
 * Creates the run in the ledger, without waking a worker.
 * @throws PermanentError `run.outside-test-mode`, `api.idempotency-reused`
 */
export async function createRun(
  context: Context,
  request: RunRequest,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<{ run: Run; isNew: boolean }> {
  const { ports, settings } = context
  refuseRunOutsideTestMode(context, request)
  const run = {
    ...request,
    verification: request.operation === 'verify' ? (request.verification ?? USUAL_VERIFICATION) : null,
    id: ports.ids.next(),
    profile: settings.profile,
    settingsFingerprint: settings.fingerprint,
    testMode: describeTestMode(settings.testMode),
  }
  return await ports.tracking.createRun(run, actor, ports.clock.now(), idempotency)
}
