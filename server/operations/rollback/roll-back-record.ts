import { PermanentError } from '../../domain/errors.ts'
import type { Actor, Run, RunRequest } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import { buildPlan } from '../build-plan.ts'
import type { Context } from '../context.ts'
import { createRun } from '../plan-run.ts'
import { startRun } from '../start-run.ts'

interface Owner {
  runId: string
  number: number
}

const NOTHING_TO_RESTORE: Record<string, string> = {
  'never-switched': 'Doclift has no switched value to take back on this record. It points where it always did.',
  'being-checked': 'The last write to this record is still being checked. Try again in some minutes.',
  'outside-test-mode': 'Test mode does not allow this record. Change the settings of test mode to roll it back.',
  conflicted: 'Somebody else changed this record after Doclift did. It was left alone; compare both values first.',
}

/**
 * Takes one record back to the value before our latest write, as a run of its own, and holds it. It is planned and started
 * at once, so that whoever asks hears a refusal now.
 * @throws PermanentError `rollback.never-switched`, `rollback.being-checked`, `rollback.conflicted`,
 * `rollback.unknown-record`, `rollback.outside-test-mode`, `run.records-owned`, `api.idempotency-reused`
 */
export async function rollBackRecord(
  context: Context,
  recordId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<{ run: Run; isNew: boolean }> {
  const scope = { kind: 'records' as const, recordIds: [recordId] }
  const request: RunRequest = { operation: 'roll_back', scope, isDryRun: false, limits: {} }
  const created = await createRun(context, request, actor, idempotency)
  if (!created.isNew) return repeatAnswer(created)
  return { run: await startNow(context, created.run, recordId, actor), isNew: true }
}

/** The same key gets the same answer: the run, or the refusal that its run ended with. */
function repeatAnswer(created: { run: Run; isNew: boolean }) {
  const { state, stopCode, stopSentence } = created.run
  if (state === 'failed' && stopCode !== null) throw new PermanentError(stopCode, stopSentence ?? stopCode)
  return created
}

async function startNow(context: Context, run: Run, recordId: string, actor: Actor): Promise<Run> {
  const { tracking, clock } = context.ports
  try {
    const owner = await tracking.switchOwning(recordId)
    await buildPlan(context, run, AbortSignal.timeout(30_000))
    await refuseEmptyPlan(context, run.id, owner)
    const planned = await tracking.getRun(run.id)
    return await startRun(context, run.id, planned?.planHash ?? '', actor)
  } catch (error) {
    if (error instanceof PermanentError) {
      await tracking.endRun(run.id, 'failed', clock.now(), { code: error.code, sentence: error.message })
    }
    throw error
  }
}

/** @param owner asked before the plan was built, so that a switch that ends meanwhile is found in the plan */
async function refuseEmptyPlan({ ports }: Context, runId: string, owner: Owner | null): Promise<void> {
  const lines = (await Array.fromAsync(ports.tracking.planLines(runId, 1))).flat()
  if (lines.length === 0) {
    throw new PermanentError('rollback.unknown-record', 'Doclift does not know this record. Run an inventory first.')
  }
  const reason = lines[0]?.leftOutReason ?? null
  if (reason === null) return
  if (reason === 'never-switched' && owner !== null) throw ownedBy(owner)
  throw new PermanentError(`rollback.${reason}`, NOTHING_TO_RESTORE[reason] ?? reason)
}

/** It has its old link now and gets the new one soon: before its turn, or between the steps of a canary. */
function ownedBy({ runId, number }: Owner): PermanentError {
  const message = `Run ${number} has not ended and changes the link of this record. Wait until it has ended, or roll back the whole run.`
  const facts = { ownerRunId: runId, ownerNumber: number, records: 1 }
  return new PermanentError('run.records-owned', message, { facts })
}
