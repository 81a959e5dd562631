import { PermanentError } from '../domain/errors.ts'
import { type Evidence, type GateDecision, judgeGate } from '../domain/gate/gate.ts'
import { type Actor, needsApproval, type Run, writesToOrg } from '../domain/run/run.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import type { Context } from './context.ts'

/**
 * Starts a planned run and asks a worker to go on with it. For a switch this is the approval: it binds to the plan hash,
 * and the evidence of the gate is judged in the same transaction (invariant 12).
 * @throws PermanentError `run.not-planned`, `run.plan-changed`, `run.links-revoked`, `gate.refused`,
 * `run.records-owned`
 */
export async function startRun(
  context: Context,
  runId: string,
  planHash: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<Run> {
  const { tracking, clock, queue } = context.ports
  const planned = await tracking.getRun(runId)
  if (planned?.state === 'planned') await refuseRevokedLinks(context, planned)
  const now = clock.now()
  const run = await tracking.startRun({
    runId,
    planHash,
    actor,
    at: now,
    takesOwnership: planned !== undefined && ownsItsRecords(planned),
    judge: (evidence) => (planned && needsApproval(planned.operation) ? judge(context, evidence, now) : null),
    ...(idempotency ? { idempotency } : {}),
  })
  await queue.send({ kind: 'run', runId })
  return run
}

/** Links that are revoked after this moment are on no list that is made later, and the next switch replaces them. */
async function refuseRevokedLinks({ ports, settings }: Context, { id, operation, number }: Run): Promise<void> {
  const writesLinks = operation === 'switch' && settings.url.mode === 'link'
  if (!writesLinks || !(await ports.tracking.hasRevokedLinks(id))) return
  const message = `Links on the list of job ${number} were revoked after it was begun, and would open nothing. Make a new list of changes.`
  throw new PermanentError('run.links-revoked', message)
}

/** The gate before a switch, judged with what is stored now. */
export function judge(context: Context, evidence: readonly Evidence[], now: Date): GateDecision {
  const required = context.probes.map((probe) => probe.id)
  return judgeGate(required, evidence, now.toISOString(), context.settings.fingerprint)
}

/** A back-up and everything that writes to the org owns its records until they are settled (invariant 9). */
function ownsItsRecords(run: Run): boolean {
  return writesToOrg(run.operation) || run.operation === 'back_up'
}
