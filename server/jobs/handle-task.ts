import { type DocliftError, toDocliftError } from '../domain/errors.ts'
import { waitsForRoom } from '../domain/run/pause.ts'
import type { Actor } from '../domain/run/run.ts'
import { advanceRun } from '../operations/advance-run.ts'
import { type Context, SERVICE_ACTOR_ID } from '../operations/context.ts'
import { haltRun } from '../operations/halt-run.ts'
import { pauseForRoom } from '../operations/pause-run.ts'
import { workBatch } from '../operations/work-batch.ts'
import type { TaskKey } from '../ports/tracking/dead-letters.ts'
import type { Task, TaskContext } from '../ports/work-queue.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'admin' }

/**
 * What a worker does with a task. A transient error goes back to the queue, which gives the task out again later; a lost
 * fence means that somebody else goes on; anything else stops the run with its reason, so that a person can mend the cause
 * and resume.
 */
export function taskHandler(context: Context): (task: Task, taskContext: TaskContext) => Promise<void> {
  return async (task, { signal }) => {
    try {
      if (task.kind === 'run') await advanceRun(context, task.runId, signal)
      else await workBatch(context, task.batchId, signal)
      await context.ports.tracking.forgetTaskFailures(keyOf(task))
    } catch (thrown) {
      if (signal.aborted) throw thrown
      await settleError(context, task, toDocliftError(thrown))
    }
  }
}

async function settleError(context: Context, task: Task, error: DocliftError): Promise<void> {
  const facts = { runId: task.runId, code: error.code, error }
  if (error.code === 'batch.fence-lost') return context.ports.log.info('Another worker holds the batch now.', facts)
  if (error.behaviour === 'transient') {
    await noteFailure(context, task, error)
    context.ports.log.warn(`${error.message} The task is tried again.`, facts)
    throw error
  }
  if (waitsForRoom(error.code) && (await waitForRoom(context, task.runId, error))) return
  context.ports.log.error(error.message, facts)
  await noteFailure(context, task, error)
  await stopRun(context, task.runId, { code: error.code, sentence: error.message })
}

/** So that people see it. A database that is away is no reason to lose the error itself. */
async function noteFailure({ ports }: Context, task: Task, { code, message }: DocliftError): Promise<void> {
  await ports.tracking.noteTaskFailure(keyOf(task), { code, sentence: message }).catch(() => undefined)
}

function keyOf(task: Task): TaskKey {
  return { runId: task.runId, batchId: task.kind === 'batch' ? task.batchId : null }
}

/**
 * Pauses a run that met a limit of the org, once nothing of it is in doubt that can still be read. What is being taken back
 * goes on trying.
 * @returns false when there is no such run
 */
async function waitForRoom(context: Context, runId: string, error: DocliftError): Promise<boolean> {
  const { tracking, log } = context.ports
  if ((await tracking.getRun(runId)) === undefined) return false
  const isDoubtful = error.code === 'salesforce.share-used' && (await tracking.countsOf(runId)).outcomes.in_doubt > 0
  if (isDoubtful || !(await pauseForRoom(context, runId, SERVICE, error))) throw error
  log.warn(`${error.message} The run is paused.`, { runId, code: error.code })
  return true
}

async function stopRun(context: Context, runId: string, reason: { code: string; sentence: string }): Promise<void> {
  const { tracking, clock } = context.ports
  const run = await tracking.getRun(runId)
  if (run?.state === 'planned') await tracking.endRun(runId, 'failed', clock.now(), reason)
  else if (run?.state === 'approved' || run?.state === 'running') await haltRun(context, runId, SERVICE, reason)
}
