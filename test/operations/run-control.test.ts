import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countersThatDiffer } from '../support/balance.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { type RunningWorkers, startWorkers } from '../support/worker-processes.ts'

let doclift: TestInstallation
let folder: string
let workers: RunningWorkers

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doclift-control-'))
  const settings = { COPY_BATCH: '10', COPY_PARALLEL: '4', WORKER_PROCESSES: '2' }
  doclift = await openTestInstallation({ sandbox: { records: 200 }, settings, hasWorker: false })
  workers = startWorkers(doclift.settings, folder)
  await workers.untilReady(2)
  await doclift.perform('inventory')
})
afterAll(async () => {
  workers.parent.kill('SIGTERM')
  await workers.ended
  await doclift.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** Processes that work on a batch at this moment. */
async function atWork(): Promise<number> {
  const listed = await doclift.services.tracking.listWorkers()
  return listed.filter(({ tasks }) => tasks.some(({ batchId }) => batchId !== null)).length
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(50)
}

async function settled(runId: string): Promise<number> {
  const { planned, pending } = await doclift.context.ports.tracking.countsOf(runId)
  return planned - pending
}

test('pause, resume and halt reach two worker processes on one run, and all counters are the records all the while', async () => {
  await doclift.sandbox.store.fail('put', { with: 'slow-answer', delayMs: 150, share: 1, times: 1_000 })
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  const { pauseRun, haltRun, resumeRun } = doclift.services
  for (const stop of [pauseRun, haltRun]) {
    await until(async () => (await atWork()) === 2)
    await stop(run.id, doclift.actor)
    await until(async () => (await atWork()) === 0)
    const stopped = await settled(run.id)
    await wait(1_000)
    expect(await settled(run.id)).toBe(stopped)
    await resumeRun(run.id, doclift.actor)
    for (let now = stopped; now < stopped + 30; now = await settled(run.id)) {
      expect(await countersThatDiffer(doclift.ownerUrl)).toEqual([])
    }
  }
  const { counts } = await doclift.follow(run.id)
  expect(counts.pending).toBe(0)
})
