import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/adapters/postgres/embedded.ts'
import { openTestInstallation, type TestInstallation } from './support/installation.ts'
import { runSql } from './support/sql.ts'
import { type RunningWorkers, startWorkers, untilGone } from './support/worker-processes.ts'

describe('workers of one command over what they start themselves', () => {
  let doclift: TestInstallation
  let folder: string
  const started: RunningWorkers[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doclift-workers-'))
    doclift = await openTestInstallation({ sandbox: { records: 60 }, hasWorker: false })
  })
  afterAll(async () => {
    for (const { parent } of started) parent.kill('SIGKILL')
    await removeEmbeddedPostgres(folder)
    await doclift.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  test('the first starts the embedded PostgreSQL, the others find it, and it outlives them', async () => {
    const settings = { ...doclift.settings, DATABASE_URL: '', DOCLIFT_HOME: folder, WORKER_PROCESSES: '3' }
    const workers = startWorkers(settings, folder)
    started.push(workers)
    await workers.untilReady(3)
    workers.parent.kill('SIGTERM')
    expect(await workers.ended).toBe(0)
    expect(await startEmbeddedPostgres({ home: folder })).toMatchObject({ isReused: true })
  })

  test('the service has its workers beside it, and ends with them', async () => {
    const settings = { ...doclift.settings, PORT: '0', WORKER_PROCESSES: '2' }
    const service = startWorkers(settings, folder, 'main.ts')
    started.push(service)
    const pids = await service.untilReady(2)
    service.parent.kill('SIGTERM')
    expect(await service.ended).toBe(0)
    for (const pid of pids.values()) await untilGone(pid)
  })
})

describe('a worker beside the first that is killed', () => {
  let doclift: TestInstallation
  let workers: RunningWorkers
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doclift-workers-'))
    const settings = { COPY_BATCH: '20', COPY_PARALLEL: '2', WORKER_PROCESSES: '2' }
    doclift = await openTestInstallation({ sandbox: { records: 600 }, settings, hasWorker: false })
    workers = startWorkers(doclift.settings, folder)
    await workers.untilReady(2)
  })
  afterAll(async () => {
    workers.parent.kill('SIGKILL')
    await workers.ended
    await doclift.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  test('invariant 8: another takes its place, its batches are taken over, and nothing verified is copied again', async () => {
    await doclift.perform('inventory')
    const request = { operation: 'back_up', scope: { kind: 'everything' }, isDryRun: false, limits: {} } as const
    const { run } = await doclift.services.planRun(request, doclift.actor)
    const batchesOf = (number: number) =>
      workers.lines.filter(
        ({ msg, runId, worker }) => msg === 'A batch is done.' && runId === run.id && worker === number,
      )
    while (batchesOf(1).length === 0 || batchesOf(2).length === 0) await wait(10)

    const killed = (await workers.untilReady(2)).get(2) as number
    process.kill(killed, 'SIGKILL')
    await untilGone(killed)
    const copied = await keysOfVerified()
    expect((await doclift.context.ports.tracking.countsOf(run.id)).pending).toBeGreaterThan(0)

    const { counts } = await doclift.follow(run.id)
    expect(counts.pending).toBe(0)
    expect(counts.outcomes.done).toBeGreaterThan(400)
    for (const key of copied) expect(await doclift.sandbox.store.putsOf(key)).toBe(1)
    expect(workers.lines.map(({ msg }) => msg)).toContain('Worker 2 ended with SIGKILL; another is started in 1 s.')
    expect((await workers.untilReady(2)).get(2)).not.toBe(killed)
  })

  test('the one that took its place ends with the others', async () => {
    const pids = await workers.untilReady(2)
    workers.parent.kill('SIGTERM')
    expect(await workers.ended).toBe(0)
    for (const pid of pids.values()) await untilGone(pid)
  })

  async function keysOfVerified(): Promise<string[]> {
    const sql = "select object_key from file_records where copy_state = 'verified'"
    return (await runSql<{ object_key: string }>(doclift.ownerUrl, sql)).map((row) => row.object_key)
  }
})
