import { setTimeout as wait } from 'node:timers/promises'
import type { Operation, Run } from '../../../server/domain/run/run.ts'
import { openTestInstallation, type TestInstallation } from '../../support/installation.ts'
import type { FaultOptions } from '../options.ts'
import { startWorkers, type Workers } from './workers.ts'

/** An installation with a few workers that are processes of their own. */
export interface World {
  doclift: TestInstallation
  workers: Workers
  /** Does all that an operation can do, and waits for its end. @param meanwhile is done again and again */
  perform(operation: Operation, meanwhile?: (doneShare: number) => Promise<void>): Promise<Run>
  dispose(): Promise<void>
}

const WORKERS = 4
const LOOK_EVERY_MS = 200
/** Archived documents stay archived. */
const RESTORE_SECONDS = 86_400

export async function openWorld({ records, seed }: FaultOptions): Promise<World> {
  const doclift = await openTestInstallation({
    sandbox: { records, seed, restoreAfterSeconds: RESTORE_SECONDS },
    settings: { COPY_BATCH: '100' },
    hasWorker: false,
  })
  const workers = startWorkers(WORKERS, doclift.settings)
  return {
    doclift,
    workers,
    async perform(operation, meanwhile) {
      const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
      const { run } = await doclift.services.planRun(request, doclift.actor)
      return untilEnded(doclift, run.id, meanwhile)
    },
    async dispose() {
      await workers.stop()
      await doclift.dispose()
    },
  }
}

/** @throws Error when the run stops, because every fault is one of single requests or passes */
async function untilEnded({ context }: TestInstallation, runId: string, meanwhile?: (share: number) => Promise<void>) {
  const { tracking } = context.ports
  for (;;) {
    const run = await tracking.getRun(runId)
    if (!run) throw new Error(`There is no run ${runId}.`)
    if (run.state === 'failed' || run.state === 'halted') {
      throw new Error(`Run ${run.number} (${run.operation}) was stopped: ${run.stopSentence} (${run.stopCode})`)
    }
    if (run.endedAt !== null) return run
    const { planned, pending } = await tracking.countsOf(runId)
    await meanwhile?.(planned === 0 ? 0 : (planned - pending) / planned)
    await wait(LOOK_EVERY_MS)
  }
}
