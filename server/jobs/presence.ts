import { FatalError } from '../domain/errors.ts'
import { BEAT_EVERY_MS, type TaskAtWork, type WorkerProcess } from '../domain/worker/process.ts'
import type { Context } from '../operations/context.ts'
import { repeat } from './repeat.ts'

export interface Presence {
  /** Takes this process off the list. */
  stop(): Promise<void>
}

export interface PresenceOptions {
  kind: WorkerProcess['kind']
  /** What it works on now; left out by a process that takes no tasks. */
  tasks?: () => TaskAtWork[]
  /** Told once when this process may not go on, because others run another version or the database has another schema. */
  onRefused: (error: FatalError) => void
}

/**
 * Lists this process among those of the installation, and keeps it there.
 * @throws FatalError `worker.other-version`, `database.schema`: it may not start
 */
export async function keepPresence({ ports, self }: Context, options: PresenceOptions): Promise<Presence> {
  const { tracking, clock, log } = ports
  const { kind, tasks } = options
  const worker: WorkerProcess = { ...self, kind, takesTasks: tasks !== undefined }
  let isRefused = false
  let isUnheard = false
  const beat = async () => {
    await tracking.noteWorker(worker, tasks?.() ?? [])
    isUnheard = false
  }
  const tell = (error: unknown) => {
    if (!isUnheard) log.warn('This process cannot say that it lives; it is tried again.', { error })
    isUnheard = true
  }
  await beat()
  const beats = repeat(clock, BEAT_EVERY_MS, beat, (error) => {
    if (!(error instanceof FatalError)) return tell(error)
    if (!isRefused) options.onRefused(error)
    isRefused = true
  })
  return {
    async stop() {
      await beats.stop()
      await tracking
        .removeWorker(worker.id)
        .catch((error: unknown) => log.warn('This process stays on the list of workers for an hour.', { error }))
    },
  }
}

/** Thrown where nobody catches it, which ends the process in order. */
export function endBecauseOf(error: FatalError): void {
  setImmediate(() => {
    throw error
  })
}
