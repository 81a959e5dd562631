import { setTimeout as wait } from 'node:timers/promises'
import type { MikroORM } from '@mikro-orm/postgresql'
import { type Db, type Job, PgBoss, systemClock } from 'pg-boss'
import { QUEUE_SCHEMA, QUEUES } from '../../../db/queues.ts'
import { FatalError, toDocliftError } from '../../domain/errors.ts'
import type { Log } from '../../ports/log.ts'
import type { Task, TaskContext, WorkQueue } from '../../ports/work-queue.ts'
import { toDatabaseError } from './errors.ts'
import { queueStatements } from './queue-statements.ts'
import { readQueueDepth } from './sql/read-queue-depth.ts'
import { isOutage, tellingOfOutages } from './telling-of-outages.ts'

/**
 * pg-boss takes the time since its last look from the wait before the next one. On a machine whose clock is set back by hours
 * it would look for nothing as long; this time only goes forward.
 */
const STEADY_CLOCK = { ...systemClock, now: () => performance.timeOrigin + performance.now() }

type Handler = (task: Task, context: TaskContext) => Promise<void>

/** How soon a waiting task is taken by an idle worker, when another process sent it. */
const POLL_SECONDS = 0.5

/** How soon a worker notices that its task was taken away. */
const HEARTBEAT_REFRESH_SECONDS = 3

/** Time for tasks to end once they were aborted, and for pg-boss to note how they ended. */
const ABORT_MS = 2_000

/**
 * Opens the queue on the pool of the ledger. Nothing is created or changed in its schema: that is the owner's (db/migrate).
 * While the database is away tasks wait; when it is back, the queue goes on by itself.
 * Errors: FatalError `database.schema` when the queue is not installed, TransientError `database.unavailable`.
 */
export async function openWorkQueue(options: { orm: MikroORM; log: Log }): Promise<WorkQueue> {
  const { log } = options
  const db = tellingOfOutages(queueStatements(options.orm), log)
  const boss = new PgBoss({
    db,
    clock: STEADY_CLOCK,
    schema: QUEUE_SCHEMA,
    migrate: false,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 1,
    // pg-boss skips keys it last saw at work. The shorter these are, the sooner a task whose predecessor has ended is taken,
    // and the less one that waits for its predecessor holds up the tasks behind it.
    monitorIntervalSeconds: 1,
    queueCacheIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
  })
  boss.on('error', (error) => logError(log, error))
  boss.on('warning', (warning) => log.warn(`The queue warns: ${warning.message}.`))
  await start(boss)
  return queueOn(boss, db)
}

async function start(boss: PgBoss): Promise<void> {
  try {
    await boss.start()
  } catch (error) {
    const isOtherSchema = error instanceof Error && /not installed|requires migrations/.test(error.message)
    if (!isOtherSchema) throw toDatabaseError(error)
    const message = `The queue has another schema than this code: ${error.message}. Run "npx doclift db migrate".`
    throw new FatalError('database.schema', message, { cause: error })
  }
}

function queueOn(boss: PgBoss, db: Db): WorkQueue {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  // pg-boss may wait for ever when it is stopped a second time.
  let stopped: Promise<void> | undefined
  let isWorkingHere = false
  const workers: Record<string, string[]> = {}
  return {
    async send(task, { afterMs = 0 } = {}) {
      const delay = afterMs > 0 ? { startAfter: afterMs / 1_000 } : {}
      await translated(() => boss.send(QUEUES[task.kind], task, { singletonKey: keyOf(task), ...delay }))
      if (afterMs === 0) for (const worker of workers[QUEUES[task.kind]] ?? []) boss.notifyWorker(worker)
    },
    async work(handler, { parallelTasks }) {
      isWorkingHere = true
      const work = (jobs: Job<Task>[]) => handle(jobs, handler, stopping.signal, running)
      for (const queue of Object.values(QUEUES)) {
        const start = () => translated(() => startWorking(boss, queue, work))
        workers[queue] = await Promise.all(Array.from({ length: parallelTasks }, start))
      }
    },
    depth: () => translated(async () => ({ ...(await readQueueDepth(db)), isWorkingHere })),
    stop(waitMs) {
      isWorkingHere = false
      stopped ??= stop(boss, waitMs, stopping, running)
      return stopped
    },
  }
}

async function stop(
  boss: PgBoss,
  waitMs: number,
  stopping: AbortController,
  running: ReadonlySet<Promise<void>>,
): Promise<void> {
  for (const queue of Object.values(QUEUES)) await boss.offWork(queue, { wait: false })
  await settledWithin(running, waitMs)
  stopping.abort(new Error('The worker stops.'))
  await settledWithin(running, ABORT_MS)
  await boss.stop({ graceful: true, timeout: ABORT_MS })
}

/** Takes one task after another, the next at once when one is done: files would wait for the next look at the queue. */
async function startWorking(boss: PgBoss, queue: string, work: (jobs: Job<Task>[]) => Promise<void>): Promise<string> {
  const options = { pollingIntervalSeconds: POLL_SECONDS, heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS }
  const workerId: string = await boss.work<Task>(queue, options, (jobs) =>
    work(jobs).finally(() => boss.notifyWorker(workerId)),
  )
  return workerId
}

/** Workers take one task at a time. */
async function handle(
  jobs: Job<Task>[],
  handler: Handler,
  stopping: AbortSignal,
  running: Set<Promise<void>>,
): Promise<void> {
  for (const job of jobs) {
    const task = handler(job.data, { signal: AbortSignal.any([job.signal, stopping]) })
    running.add(task)
    await task.catch(failTask).finally(() => running.delete(task))
  }
}

/** pg-boss stores what a task threw, causes included, and an error of somebody else can quote anything. */
function failTask(thrown: unknown): never {
  const { code, message } = toDocliftError(thrown)
  throw new Error(`${message} (${code})`)
}

function keyOf(task: Task): string {
  return task.kind === 'run' ? task.runId : task.batchId
}

async function settledWithin(running: ReadonlySet<Promise<void>>, waitMs: number): Promise<void> {
  const timer = new AbortController()
  const timeout = wait(waitMs, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([Promise.allSettled(running), timeout])
  timer.abort()
}

/** Errors of tasks are logged where tasks are handled; an outage was told already. */
function logError(log: Log, error: unknown): void {
  if (isOutage(error)) return
  const { code, message } = toDatabaseError(error)
  log.error(`The queue failed: ${message}`, { code })
}

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw toDatabaseError(error)
  }
}
