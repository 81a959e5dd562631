import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIndependently } from '../../scripts/demo/check.ts'
import type { Run } from '../../server/domain/run/run.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const WORKER = fileURLToPath(new URL('../../server/worker.ts', import.meta.url))

/** Invariant 8, on worker processes that are killed in the middle and replaced. */
describe('a worker that is killed', () => {
  let doclift: TestInstallation
  const workers = new Set<ChildProcess>()

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 600, jobDelayMs: 400 },
      settings: { COLLECTIONS_UP_TO: '0', SWITCH_BATCH: '60', COPY_BATCH: '40', COPY_PARALLEL: '4' },
      hasWorker: false,
    })
  })
  afterAll(async () => {
    for (const worker of workers) await kill(worker)
    await doclift.dispose()
  })

  test('invariant 8: after a kill half-way through back-up nothing verified is copied again', async () => {
    const first = startWorker()
    await doclift.perform('inventory')
    const run = await start('back_up')
    await killWhen(first, run, 100)
    const keys = await objectKeys('verified')
    expect(keys.length).toBeGreaterThan(50)
    startWorker()
    const { counts } = await doclift.follow(run.id)
    expect(counts.pending).toBe(0)
    for (const key of keys) expect(await doclift.sandbox.store.putsOf(key)).toBe(1)
  })

  test('invariant 8: after a kill half-way through the switch nothing is written twice', async () => {
    const { run } = await doclift.perform('switch')
    await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
    for (const worker of workers) await killWhen(worker, run, 80)
    startWorker()
    const { counts } = await doclift.follow(run.id)
    expect(counts.outcomes).toMatchObject({ done: counts.planned, in_doubt: 0 })
    const written = await runSql<{ record_id: string }>(
      doclift.ownerUrl,
      `select record_id from file_records where word = 'confirmed'`,
    )
    expect(written).toHaveLength(counts.planned)
    for (const { record_id } of written) {
      expect(await doclift.sandbox.control.writesOf(record_id)).toHaveLength(1)
    }
  })

  test('invariant 7: counts balance and an independent reading finds no difference after both kills', async () => {
    const check = await checkIndependently({
      org: doclift.sandbox.info.org,
      databaseUrl: doclift.ownerUrl,
      urlBase: doclift.sandbox.info.store.publicBaseUrl,
      expectedDocument: (recordId) => doclift.sandbox.control.expectedDocument(recordId),
    })
    expect(check.differences).toEqual([])
    const { total, byState, outOfScope } = await doclift.context.ports.tracking.readOverview()
    const counted = [...Object.values(byState), ...Object.values(outOfScope)].reduce((sum, count) => sum + count, 0)
    expect(counted).toBe(total)
  })

  function startWorker(): ChildProcess {
    const env = { ...process.env, ...doclift.settings, LOG_LEVEL: 'error' }
    const worker = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    workers.add(worker)
    return worker
  }

  async function start(operation: 'back_up'): Promise<Run> {
    const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
    return (await doclift.services.planRun(request, doclift.actor)).run
  }

  /** Kills a worker once so many items of the run are settled and others are not. */
  async function killWhen(worker: ChildProcess, run: Run, settledItems: number): Promise<void> {
    for (;;) {
      const counts = await doclift.context.ports.tracking.countsOf(run.id)
      const settled = counts.planned - counts.pending
      if (counts.planned > 0 && settled >= settledItems) {
        expect(counts.pending).toBeGreaterThan(0)
        return kill(worker)
      }
      await wait(20)
    }
  }

  async function kill(worker: ChildProcess): Promise<void> {
    workers.delete(worker)
    if (worker.exitCode !== null || worker.signalCode !== null) return
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }

  async function objectKeys(state: string): Promise<string[]> {
    const sql = 'select object_key from file_records where copy_state = ?'
    const rows = await runSql<{ object_key: string }>(doclift.ownerUrl, sql, [state])
    return rows.map((row) => row.object_key)
  }
})
