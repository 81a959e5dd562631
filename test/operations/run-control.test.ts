import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'
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

/** What the counters of a run say and what its items are, at one moment. */
async function countersAndItems(runId: string): Promise<{ counted: number; settled: number }> {
  const [both] = await runSql<{ counted: number; settled: number }>(doclift.ownerUrl, COUNTERS_AND_ITEMS, [
    `run:${runId}`,
    `run:${runId}`,
    runId,
  ])
  return both ?? { counted: -1, settled: -2 }
}

const COUNTERS_AND_ITEMS = `
select
  (select coalesce(sum(value), 0)::int from (
    select value from counters where subject = ? and counter in ('done', 'failed', 'withdrawn')
    union all
    select delta from counter_deltas where subject = ? and counter in ('done', 'failed', 'withdrawn')) as totals) as counted,
  (select count(*)::int from run_items where run_id = ? and settled_at is not null) as settled`

test('pause, resume and halt reach two worker processes on one run, and its counters are its records all the while', async () => {
  await doclift.sandbox.store.fail('put', { with: 'slow-answer', delayMs: 150, share: 1, times: 1_000 })
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  const { pauseRun, haltRun, resumeRun } = doclift.services
  for (const stop of [pauseRun, haltRun]) {
    await until(async () => (await atWork()) === 2)
    await stop(run.id, doclift.actor)
    await until(async () => (await atWork()) === 0)
    const stopped = await countersAndItems(run.id)
    expect(stopped.counted).toBe(stopped.settled)
    await wait(1_000)
    expect(await countersAndItems(run.id)).toEqual(stopped)
    await resumeRun(run.id, doclift.actor)
    for (let now = stopped; now.settled === stopped.settled; now = await countersAndItems(run.id)) {
      expect(now.counted).toBe(now.settled)
    }
  }
  const { counts } = await doclift.follow(run.id)
  expect(counts.pending).toBe(0)
})
