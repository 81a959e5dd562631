import { abortIdleUploads } from '../operations/abort-idle-uploads.ts'
import type { Context } from '../operations/context.ts'
import { keepHours } from '../operations/hours/keep-hours.ts'
import { noteUsage } from '../operations/known-usage.ts'
import { followSettings } from '../operations/pace/follow-settings.ts'
import { resumePausedRuns } from '../operations/resume-paused-runs.ts'
import { scheduleArchived } from '../operations/schedule-archived.ts'
import { scheduleCatchUp } from '../operations/schedule-catch-up.ts'
import { wakeRuns } from '../operations/wake-runs.ts'
import { startDeliveringWebhooks } from './deliver-webhooks.ts'
import { taskHandler } from './handle-task.ts'

/** Tasks one process works on at the same time. */
const PARALLEL_TASKS = 2
const WAKE_EVERY_MS = 5_000
const SCHEDULE_EVERY_MS = 15_000
const FOLD_EVERY_MS = 5_000
const RESUME_EVERY_MS = 15_000
const KEEP_HOURS_EVERY_MS = 10_000
const NOTE_USAGE_EVERY_MS = 5_000
const FOLLOW_SETTINGS_EVERY_MS = 5_000
const ABORT_IDLE_UPLOADS_EVERY_MS = 60_000

export interface Worker {
  /** Takes no more tasks, waits for those at work up to the time, then interrupts them; the ledger knows where they were. */
  stop(waitMs: number): Promise<void>
}

/** Starts taking tasks, and does the housekeeping that keeps runs going and counters short. */
export async function startWorker(context: Context): Promise<Worker> {
  const { queue, tracking } = context.ports
  await queue.work(taskHandler(context), { parallelTasks: PARALLEL_TASKS })
  await wakeRuns(context)
  const chores = [
    repeat(context, WAKE_EVERY_MS, () => wakeRuns(context)),
    repeat(context, SCHEDULE_EVERY_MS, () => scheduleCatchUp(context)),
    repeat(context, SCHEDULE_EVERY_MS, () => scheduleArchived(context)),
    repeat(context, RESUME_EVERY_MS, () => resumePausedRuns(context)),
    repeat(context, KEEP_HOURS_EVERY_MS, () => keepHours(context)),
    repeat(context, NOTE_USAGE_EVERY_MS, () => noteUsage(context)),
    repeat(context, FOLLOW_SETTINGS_EVERY_MS, () => followSettings(context)),
    repeat(context, ABORT_IDLE_UPLOADS_EVERY_MS, () => abortIdleUploads(context)),
    repeat(context, FOLD_EVERY_MS, () => tracking.foldCounters()),
  ]
  const deliverer = startDeliveringWebhooks(context)
  return {
    async stop(waitMs) {
      await Promise.all(chores.map((chore) => chore.stop()))
      await Promise.all([queue.stop(waitMs), deliverer.stop(waitMs)])
    },
  }
}

/** Repeats a chore, one at a time. A chore that fails is tried again at its next turn. */
function repeat({ ports }: Context, everyMs: number, chore: () => Promise<unknown>) {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await ports.clock.sleep(everyMs, stopping.signal)
      await chore().catch((error: unknown) => ports.log.warn('A chore failed and is tried again.', { error }))
    }
  }
  const ended = loop().catch(() => undefined)
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
