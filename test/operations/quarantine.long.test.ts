import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorker } from '../../server/jobs/worker.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const WORKER = fileURLToPath(new URL('../support/worker-that-a-record-kills.ts', import.meta.url))

let doclift: TestInstallation
let isOver = false
let worker: ChildProcess | undefined

beforeAll(async () => {
  const settings = { COPY_BATCH: '6', COPY_PARALLEL: '2' }
  doclift = await openTestInstallation({ sandbox: { records: 40 }, settings, hasWorker: false })
  const reader = await startWorker(doclift.context)
  await doclift.perform('inventory')
  await reader.stop(5_000)
})
afterAll(async () => {
  isOver = true
  worker?.kill('SIGKILL')
  await doclift.dispose()
})

/** Starts another worker whenever one has died. @returns how many died */
async function keepWorkersGoing(fatalRecord: string): Promise<number> {
  for (let deaths = 0; ; deaths += 1) {
    const env = { ...process.env, ...doclift.settings, LOG_LEVEL: 'fatal', FATAL_RECORD: fatalRecord }
    worker = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'inherit', 'inherit'] })
    await once(worker, 'exit')
    if (isOver) return deaths
  }
}

test('worker processes that one record kills find it and set it aside, and the run comes to its end without it', async () => {
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const inScope = `select record_id from file_records where out_of_scope_reason is null order by account_id, record_id`
  const records = await runSql<{ record_id: string }>(doclift.ownerUrl, inScope)
  const culprit = records[8]?.record_id ?? ''
  const { run } = await doclift.services.planRun(request, doclift.actor)
  const workers = keepWorkersGoing(culprit)
  const { counts } = await doclift.follow(run.id)
  isOver = true
  worker?.kill('SIGKILL')
  expect(await workers).toBeGreaterThanOrEqual(4)
  expect(counts.pending).toBe(0)
  const set = 'select record_id from run_items where run_id = ? and code = ?'
  const quarantined = await runSql(doclift.ownerUrl, set, [run.id, 'record.quarantined'])
  expect(quarantined).toEqual([{ record_id: culprit }])
})
