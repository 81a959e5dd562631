import { LockMode } from '@mikro-orm/core'
import { Evidence as EvidenceEntity } from '../../../db/entities/evidence.ts'
import { Run as RunTable } from '../../../db/entities/run.ts'
import { PermanentError } from '../../domain/errors.ts'
import type { GateDecision } from '../../domain/gate/gate.ts'
import { PAUSES_FOR_ROOM } from '../../domain/run/pause.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import { inDoubt } from '../../domain/switch/outcome.ts'
import { QUARANTINED } from '../../domain/worker/quarantine.ts'
import type { ClaimedPause, IdempotencyBinding, RunStore } from '../../ports/tracking/runs.ts'
import type { Database, Transaction } from './client.ts'
import { toEvidence } from './evidence-rows.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { giveUpOwnership, nameOtherOwner, switchOwning, takeOwnership } from './ownership.ts'
import { lockRun, readRun, toRun } from './run-rows.ts'
import { appendAudit } from './sql/append-audit.ts'

type RunLifecycle = Pick<
  RunStore,
  | 'startRun'
  | 'switchOwning'
  | 'markRunning'
  | 'haltRun'
  | 'resumeRun'
  | 'withdrawRest'
  | 'endRun'
  | 'recordExport'
  | keyof Pauses
>

type Pauses = ReturnType<typeof pauses>
type RunEntity = RunTable
type StopReason = Parameters<RunStore['haltRun']>[3]
type PauseReason = Parameters<RunStore['pauseRun']>[3]
type EndState = Parameters<RunStore['endRun']>[1]
type Exported = Parameters<RunStore['recordExport']>[1]
type StartRequest = Parameters<RunStore['startRun']>[0]

/** Who acts when nobody asked: the service itself. */
const SERVICE = 'doclift'

/** The stop code of a run that is taken back; its batches are claimed only to settle what was sent. */
const WITHDRAWN = 'run.withdrawn'
const WITHDRAWN_SENTENCE = 'The run is taken back. What was not sent was withdrawn.'

/** What every state but `paused` has. */
const NO_PAUSE = { resumeAt: null, pauseChecks: 0 }

/**
 * Items without an outcome of which nothing was sent. A record of a canary that was tried and not taken back yet stands as
 * switched.
 */
const WITHDRAW_UNSENT = `
update run_items
set outcome = 'withdrawn', code = 'run.withdrawn', sentence = 'It was not sent: the run is taken back.',
  settled_at = $2, is_owning = false
where run_id = $1 and left_out_reason is null and outcome is null and sent_at is null
  and (tried_at is null or taken_back_at is not null)
returning record_id`

const SETTLE_TRIED = `
update run_items
set outcome = 'done', code = null, sentence = null, sent_at = tried_at, settled_at = $2, is_owning = false
where run_id = $1 and outcome is null and sent_at is null and tried_at is not null and taken_back_at is null`

/** What nobody could read stands as any other record in doubt. */
const READ_AGAIN = `
update run_items set code = $2, sentence = $3
where run_id = $1 and code = $4 and outcome = 'in_doubt'`

const EXPLAIN_PAUSE = `
update runs set stop_sentence = $2, resume_at = coalesce($3::timestamptz, resume_at) where id = $1 and state = 'paused'`

/** What a person does to a run, and how it ends. */
export function runLifecycle(database: Database): RunLifecycle {
  return {
    startRun: (request) =>
      nameOtherOwner(database, request.runId, () =>
        database.transaction((tx) => once(tx, request, (run) => approve(tx, run, request))),
      ),
    switchOwning: (recordId) => switchOwning(database, recordId),
    ...pauses(database),
    markRunning: (runId, at) => markRunning(database, runId, at),
    haltRun: (runId, actor, at, reason, idempotency) =>
      database.transaction((tx) => once(tx, { runId, at, idempotency }, (run) => halt(tx, run, actor, at, reason))),
    resumeRun: (runId, actor, at, idempotency) =>
      database.transaction((tx) => once(tx, { runId, at, idempotency }, (run) => resume(tx, run, actor, at))),
    withdrawRest: (runId, actor, at) => database.transaction((tx) => withdrawRest(tx, runId, actor, at)),
    endRun: (runId, state, at, reason) => database.transaction((tx) => end(tx, runId, state, at, reason)),
    recordExport: (runId, exported) => database.transaction((tx) => recordExport(tx, runId, exported)),
  }
}

/** Does an act on a locked run, or nothing when its key was used before. Returns the run as it is afterwards. */
async function once(
  tx: Transaction,
  request: { runId: string; at: Date; idempotency?: IdempotencyBinding | undefined },
  act: (run: RunEntity) => Promise<void>,
): Promise<Run> {
  const boundRunId = await bindIdempotencyKey(tx, request.idempotency, request.runId, request.at)
  if (boundRunId === undefined) await act(await lockRun(tx.em, request.runId))
  return await readRun(tx.em, boundRunId ?? request.runId)
}

async function approve(tx: Transaction, run: RunEntity, request: StartRequest): Promise<void> {
  if (run.state !== 'planned' || run.planHash == null) {
    const found = run.planHash == null ? 'still being planned' : run.state
    throw new PermanentError('run.not-planned', `Run ${run.number} must be planned to be started; it is ${found}.`)
  }
  if (run.planHash !== request.planHash) {
    const message = `The plan of job ${run.number} is another one than was approved. Look at it again and approve what it says now.`
    throw new PermanentError('run.plan-changed', message)
  }
  const evidence = await tx.em.find(EvidenceEntity, { runId: run.id }, { orderBy: { item: 'asc' } })
  refuseClosedGate(request.judge(evidence.map(toEvidence)))
  if (request.takesOwnership) await takeOwnership(tx, run.id)
  await changeRun(tx, run, { state: 'approved', approvedBy: request.actor.id, approvedAt: request.at })
  await audit(tx, run, request.actor.id, request.at, 'run.approved', { planHash: request.planHash })
}

function refuseClosedGate(decision: GateDecision | null): void {
  if (decision === null || decision.outcome === 'passed') return
  const open = decision.lines.filter((line) => line.outcome !== 'passed' && line.outcome !== 'waived')
  const named = open.map((line) => `${line.item} (${line.outcome}): ${line.sentence}`).join(' ')
  throw new PermanentError('gate.refused', `The gate is closed. ${named}`, { facts: { lines: open.length } })
}

async function markRunning(database: Database, runId: string, at: Date): Promise<boolean> {
  const marked = await database.rows(
    `update runs set state = 'running', started_at = coalesce(started_at, $2)
     where id = $1 and state in ('approved', 'running') returning id`,
    [runId, at],
  )
  return marked.length > 0
}

function pauses(database: Database) {
  const pauseRun: RunStore['pauseRun'] = (runId, actor, at, reason, idempotency) =>
    database.transaction((tx) => once(tx, { runId, at, idempotency }, (run) => pause(tx, run, actor, at, reason)))
  const claimPausedRuns: RunStore['claimPausedRuns'] = (at, nextCheck) =>
    database.transaction((tx) => claimPaused(tx, at, nextCheck))
  const listPausedRuns: RunStore['listPausedRuns'] = (stopCode) =>
    database.entities(async (em) => (await em.find(RunTable, { state: 'paused', stopCode })).map(toRun))
  const explainPause: RunStore['explainPause'] = async (runId, sentence, resumeAt) =>
    void (await database.rows(EXPLAIN_PAUSE, [runId, sentence, resumeAt ?? null]))
  const listDuePauses: RunStore['listDuePauses'] = (stopCodes, at) =>
    database.entities(async (em) => {
      const due = { state: 'paused' as const, stopCode: { $in: [...stopCodes] }, resumeAt: { $lte: at } }
      return (await em.find(RunTable, due, { orderBy: { number: 'asc' } })).map(toRun)
    })
  return { pauseRun, claimPausedRuns, listPausedRuns, listDuePauses, explainPause }
}

/** A run that is being taken back must not forget that: what it has not sent would be sent after all. */
async function pause(tx: Transaction, run: RunEntity, actor: Actor, at: Date, reason: PauseReason): Promise<void> {
  if (run.state === 'paused') return
  const { code, sentence, resumeAt = null } = reason
  const isAtWork = run.state === 'approved' || run.state === 'running' || (resumeAt !== null && isBeingPlanned(run))
  if (!isAtWork || isBeingWithdrawn(run)) {
    const found = isBeingWithdrawn(run) ? 'being taken back' : run.state
    throw new PermanentError('run.not-running', `Run ${run.number} must be running to be paused; it is ${found}.`)
  }
  await changeRun(tx, run, { state: 'paused', stopCode: code, stopSentence: sentence, resumeAt, pauseChecks: 0 })
  await audit(tx, run, actor.id, at, 'run.paused', { code, sentence })
}

/** Whoever finds a run locked leaves it to the one who asks about it. */
async function claimPaused(tx: Transaction, at: Date, nextCheck: (checks: number) => Date): Promise<ClaimedPause[]> {
  const due = { state: 'paused' as const, stopCode: { $in: [...PAUSES_FOR_ROOM] }, resumeAt: { $lte: at } }
  const runs = await tx.em.find(RunTable, due, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE })
  const claimed: ClaimedPause[] = []
  for (const run of runs) {
    const pauseChecks = run.pauseChecks + 1
    const resumeAt = nextCheck(pauseChecks)
    await changeRun(tx, run, { resumeAt, pauseChecks })
    claimed.push({ runId: run.id, operation: run.operation, sentence: run.stopSentence ?? '', resumeAt })
  }
  return claimed
}

async function halt(tx: Transaction, run: RunEntity, actor: Actor, at: Date, reason: StopReason): Promise<void> {
  if (run.state === 'halted') return
  if (run.state !== 'approved' && run.state !== 'running' && run.state !== 'paused') {
    throw new PermanentError('run.not-running', `Run ${run.number} must be running to be halted; it is ${run.state}.`)
  }
  await changeRun(tx, run, { state: 'halted', stopCode: reason.code, stopSentence: reason.sentence, ...NO_PAUSE })
  await audit(tx, run, actor.id, at, 'run.halted', { ...reason })
}

async function resume(tx: Transaction, run: RunEntity, actor: Actor, at: Date): Promise<void> {
  if (run.state !== 'halted' && run.state !== 'paused') {
    const message = `Run ${run.number} must be halted or paused to be resumed; it is ${run.state}.`
    throw new PermanentError('run.not-halted', message)
  }
  const state = run.planHash == null ? 'planned' : 'approved'
  const judgedFrom = run.state === 'halted' ? at : run.judgedFrom
  if (run.state === 'halted') await readAgain(tx, run)
  await changeRun(tx, run, { state, stopCode: null, stopSentence: null, judgedFrom, ...NO_PAUSE })
  await audit(tx, run, actor.id, at, 'run.resumed', {})
}

/** Whoever lets a run go on that was stopped has mended what ended the workers; a pause that is over has mended nothing. */
async function readAgain(tx: Transaction, { id }: RunEntity): Promise<void> {
  const { code, sentence } = inDoubt()
  await tx.rows(READ_AGAIN, [id, code, sentence, QUARANTINED])
}

/** The batches change hands first: a holder that notes a write afterwards is refused, so nothing withdrawn is sent. */
async function withdrawRest(tx: Transaction, runId: string, actor: Actor, at: Date): Promise<void> {
  const run = await lockRun(tx.em, runId)
  if (run.endedAt || run.state === 'planned' || run.planHash == null || isBeingWithdrawn(run)) return
  await tx.rows(`update batches set fence = fence + 1 where run_id = $1 and state <> 'done'`, [runId])
  const withdrawn = await tx.rows(WITHDRAW_UNSENT, [runId, at])
  await tx.rows(SETTLE_TRIED, [runId, at])
  await audit(tx, run, actor.id, at, 'run.withdrawn', { records: withdrawn.length })
  await changeRun(tx, run, { state: 'approved', stopCode: WITHDRAWN, stopSentence: WITHDRAWN_SENTENCE, ...NO_PAUSE })
}

/** Such a run rests only for as long as the org has no room for what its plan takes. */
function isBeingPlanned({ state, planHash }: RunEntity): boolean {
  return state === 'planned' && planHash == null
}

/** Asking again must not take the batches from whoever settles what was sent. */
function isBeingWithdrawn({ state, stopCode }: RunEntity): boolean {
  return state !== 'halted' && stopCode === WITHDRAWN
}

async function end(tx: Transaction, runId: string, state: EndState, at: Date, reason?: StopReason): Promise<void> {
  const run = await lockRun(tx.em, runId)
  if (run.endedAt) return
  const stop = reason ? { stopCode: reason.code, stopSentence: reason.sentence } : {}
  await changeRun(tx, run, { state, endedAt: at, ...stop, ...NO_PAUSE })
  await giveUpOwnership(tx, runId)
  await audit(tx, run, SERVICE, at, 'run.ended', { state, ...reason })
}

async function recordExport(tx: Transaction, runId: string, exported: Exported): Promise<void> {
  const run = await lockRun(tx.em, runId)
  const { key, sha256, rowCount, at } = exported
  await changeRun(tx, run, { exportKey: key, exportSha256: sha256, exportRowCount: rowCount, exportedAt: at })
  await audit(tx, run, SERVICE, at, 'run.before-images-exported', { key, sha256, rowCount })
}

async function changeRun(tx: Transaction, run: RunEntity, change: Partial<RunEntity>): Promise<void> {
  await tx.em.nativeUpdate(RunTable, { id: run.id }, change)
}

async function audit(
  tx: Transaction,
  run: RunEntity,
  actorId: string,
  at: Date,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await appendAudit(tx, { at, actorId, action, subject: run.id, detail })
}
