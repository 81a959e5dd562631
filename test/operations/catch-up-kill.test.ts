import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const WORKER = fileURLToPath(new URL('../../server/worker.ts', import.meta.url))
const REQUEST = { operation: 'catch_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }

/** Invariant 8 for a catch-up: the org computes, the worker that waits for it is killed, and another one goes on. */
describe('a worker that is killed while it reads the org', () => {
  let doclift: TestInstallation
  const workers = new Set<ChildProcess>()

  beforeAll(async () => {
    doclift = await openTestInstallation({ sandbox: { records: 300 }, hasWorker: false })
  })
  afterAll(async () => {
    for (const worker of workers) await kill(worker)
    await doclift.dispose()
  })

  const ledger = () => doclift.context.ports.tracking

  test('invariant 8: the next one goes on with the same query in the org and finds all that moved', async () => {
    const first = startWorker()
    await doclift.perform('inventory')
    await runSql(doclift.ownerUrl, `update runs set watermark = watermark - interval '40 days'`)
    const [gone = '', renamed = ''] = (await ledger().listRecords({ limit: 2, state: 'discovered' })).items.map(
      (record) => record.recordId,
    )
    await doclift.sandbox.control.deleteRecord(gone)
    await doclift.sandbox.control.fault({ name: 'hold-jobs' })
    const { run } = await doclift.services.planRun(REQUEST, doclift.actor)
    const position = await positionOf(run.id)
    await kill(first)

    await doclift.sandbox.control.editRecord(renamed, { Name: 'renamed-meanwhile.pdf' })
    await doclift.sandbox.control.resetApiCalls()
    startWorker()
    while ((await doclift.sandbox.control.apiCalls()) < 2) await wait(50)
    expect(await positionOf(run.id)).toEqual(position)
    await doclift.sandbox.control.clearFaults()
    const end = await doclift.follow(run.id)
    expect(end.run).toMatchObject({ state: 'succeeded', stopCode: null })
    expect(await ledger().entriesOf(run.id)).toMatchObject({ added: 0, changed: 1, deleted: 1 })
    expect(await ledger().getRecord(gone)).toMatchObject({ outOfScopeReason: 'deleted' })
    expect(await ledger().getRecord(renamed)).toMatchObject({ name: 'renamed-meanwhile.pdf' })
  })

  /** Waits until the place where reading goes on is stored. */
  async function positionOf(runId: string) {
    for (;;) {
      const progress = await ledger().readCatchUpProgress(runId)
      if (progress?.position) return progress.position
      await wait(50)
    }
  }

  function startWorker(): ChildProcess {
    const env = { ...process.env, ...doclift.settings, LOG_LEVEL: 'error' }
    const worker = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    workers.add(worker)
    return worker
  }

  async function kill(worker: ChildProcess): Promise<void> {
    workers.delete(worker)
    if (worker.exitCode !== null || worker.signalCode !== null) return
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
})
