import { DocliftError, PermanentError } from '../domain/errors.ts'
import { finalState, hasItems, type Operation, type Run, readsTheOrg, writesToOrg } from '../domain/run/run.ts'
import { stageOf } from '../domain/run/stage.ts'
import { analyse } from './analysis/analyse.ts'
import { buildPlan } from './build-plan.ts'
import { catchUp } from './catch-up.ts'
import { takeCensus } from './census/take-census.ts'
import { restBetweenCohorts } from './cohorts/rest-between-cohorts.ts'
import type { Context } from './context.ts'
import { restOutsideHours } from './hours/keep-hours.ts'
import { inventory } from './inventory.ts'
import { requireRoom, toGoOn } from './require-room.ts'
import { startRun } from './start-run.ts'

/** Batches of one run that may wait for a worker at the same time; a switch has one, so that no Account is written twice at once. */
const PARALLEL_COPY_BATCHES = 8

/**
 * Takes a run as far as it goes now: plans it, starts it, gives its batches to workers, ends it. Safe to repeat at any
 * point, because each step asks the ledger what is true.
 */
export async function advanceRun(context: Context, runId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const run = await context.ports.tracking.getRun(runId)
    const stage = run ? stageOf(run) : 'none'
    if (!run || stage === 'none') return
    if (stage === 'plan') await unlessDone(() => buildPlan(context, run, signal))
    else if (stage === 'end-dry-run')
      await context.ports.tracking.endRun(run.id, 'succeeded', context.ports.clock.now())
    else if (stage === 'start') await unlessDone(() => startOrFail(context, run))
    else return work(context, run, signal)
  }
}

/**
 * A worker that was given up because it stood still may go on beside its successor. Whoever comes second to plan or start a
 * run finds that done, and goes on from there.
 */
async function unlessDone(step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (thrown) {
    if (!isDone(thrown)) throw thrown
  }
}

function isDone(thrown: unknown): boolean {
  return thrown instanceof DocliftError && thrown.code === 'run.not-planned'
}

/** A run that cannot start because others own its records ends with that reason instead of waiting for ever. */
async function startOrFail(context: Context, run: Run): Promise<void> {
  try {
    await startRun(context, run.id, run.planHash ?? '', { id: run.createdBy, role: 'operator' })
  } catch (error) {
    if (!(error instanceof PermanentError) || isDone(error)) throw error
    const reason = { code: error.code, sentence: error.message }
    await context.ports.tracking.endRun(run.id, 'failed', context.ports.clock.now(), reason)
  }
}

/** What is done in one go, by one worker. */
const WORK_WITHOUT_ITEMS: { [Name in Operation]?: (context: Context, run: Run, signal: AbortSignal) => Promise<void> } =
  {
    inventory,
    catch_up: catchUp,
    analyse,
  }

async function work(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { tracking, clock } = context.ports
  if (await restOutsideHours(context, run)) return
  if (!(await tracking.markRunning(run.id, clock.now()))) return
  if (readsTheOrg(run.operation)) {
    await requireRoom(context, { runId: run.id, operation: run.operation, needed: toGoOn(run.operation) })
  }
  if (!hasItems(run.operation)) {
    await WORK_WITHOUT_ITEMS[run.operation]?.(context, run, signal)
    if (await tracking.isRunning(run.id)) await tracking.endRun(run.id, 'succeeded', clock.now())
    return
  }
  await giveOutBatches(context, run)
}

async function giveOutBatches(context: Context, run: Run): Promise<void> {
  const { ports } = context
  const batches = await ports.tracking.batchesOf(run.id)
  const open = batches.filter((batch) => batch.state !== 'done')
  const progress = {
    batchesDone: batches.length - open.length,
    isAtWork: open.some((batch) => batch.state === 'working'),
    isEnd: open.length === 0,
  }
  if (!(await takeCensus(context, run, progress))) return
  if (await restBetweenCohorts(context, run, open[0]?.cohort ?? null)) return
  if (open.length === 0) {
    const state = finalState(await ports.tracking.countsOf(run.id))
    return ports.tracking.endRun(run.id, state, ports.clock.now())
  }
  const together = writesToOrg(run.operation) ? 1 : PARALLEL_COPY_BATCHES
  for (const batch of open.slice(0, together)) {
    await ports.queue.send({ kind: 'batch', runId: run.id, batchId: batch.batchId })
  }
}
