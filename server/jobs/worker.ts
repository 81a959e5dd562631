import type { Context } from '../operations/context.ts'
import { keepHours } from '../operations/hours/keep-hours.ts'
import { keepHouse } from '../operations/housekeeping/keep-house.ts'
import { noteUsage } from '../operations/known-usage.ts'
import { followSettings } from '../operations/pace/follow-settings.ts'
import { resumePausedRuns } from '../operations/resume-paused-runs.ts'
import { resumeRestedRuns } from '../operations/resume-rested-runs.ts'
import { scheduleArchived } from '../operations/schedule-archived.ts'
import { scheduleCatchUp } from '../operations/schedule-catch-up.ts'
import { wakeRuns } from '../operations/wake-runs.ts'
import { startDeliveringWebhooks } from './deliver-webhooks.ts'
import { taskHandler } from './handle-task.ts'
import { endBecauseOf, keepPresence, type PresenceOptions } from './presence.ts'
import { repeat } from './repeat.ts'
import { tasksAtWork } from './tasks-at-work.ts'

/** Tasks one process works on at the same time. */
const PARALLEL_TASKS = 2
const WAKE_EVERY_MS = 5_000
const SCHEDULE_EVERY_MS = 15_000
const FOLD_EVERY_MS = 5_000
const RESUME_EVERY_MS = 15_000
const RESUME_RESTED_EVERY_MS = 2_000
const KEEP_HOURS_EVERY_MS = 10_000
const NOTE_USAGE_EVERY_MS = 5_000
const FOLLOW_SETTINGS_EVERY_MS = 5_000
const KEEP_HOUSE_EVERY_MS = 60_000

export interface Worker {
  /** Takes no more tasks, waits for those at work up to the time, then interrupts them; the ledger knows where they were. */
  stop(waitMs: number): Promise<void>
}

/** How a worker is listed, and what follows when it may not go on; `npm run worker` is what it is otherwise. */
export type WorkerOptions = Partial<Pick<PresenceOptions, 'kind' | 'onRefused'>>

/**
 * Starts taking tasks, and does the housekeeping that keeps runs going and counters short.
 * @throws FatalError `worker.other-version`, `database.schema` before the first task is taken
 */
export async function startWorker(
  context: Context,
  { kind = 'worker', onRefused = endBecauseOf }: WorkerOptions = {},
): Promise<Worker> {
  const { queue, tracking, clock, log } = context.ports
  const atWork = tasksAtWork(clock)
  const presence = await keepPresence(context, { kind, tasks: atWork.list, onRefused })
  await queue.work(atWork.watching(taskHandler(context)), { parallelTasks: PARALLEL_TASKS })
  await wakeRuns(context)
  const warn = (error: unknown) => log.warn('A chore failed and is tried again.', { error })
  const chore = (everyMs: number, work: (stopping: AbortSignal) => Promise<unknown>) =>
    repeat(clock, everyMs, work, warn)
  const chores = [
    chore(WAKE_EVERY_MS, () => wakeRuns(context)),
    chore(SCHEDULE_EVERY_MS, () => scheduleCatchUp(context)),
    chore(SCHEDULE_EVERY_MS, () => scheduleArchived(context)),
    chore(RESUME_EVERY_MS, () => resumePausedRuns(context)),
    chore(RESUME_RESTED_EVERY_MS, () => resumeRestedRuns(context)),
    chore(KEEP_HOURS_EVERY_MS, () => keepHours(context)),
    chore(NOTE_USAGE_EVERY_MS, () => noteUsage(context)),
    chore(FOLLOW_SETTINGS_EVERY_MS, () => followSettings(context)),
    chore(KEEP_HOUSE_EVERY_MS, (stopping) => keepHouse(context, stopping)),
    chore(FOLD_EVERY_MS, () => tracking.foldCounters()),
  ]
  const deliverer = startDeliveringWebhooks(context)
  return {
    async stop(waitMs) {
      await Promise.all(chores.map((one) => one.stop()))
      await Promise.all([queue.stop(waitMs), deliverer.stop(waitMs)])
      await presence.stop()
    },
  }
}
