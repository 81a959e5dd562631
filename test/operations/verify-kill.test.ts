import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../server/domain/run/run.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const WORKER = fileURLToPath(new URL('../../server/worker.ts', import.meta.url))
const ITEMS_AT_ONCE = 2

/** Invariant 8, for verifications that read every byte. */
describe('a verification that is interrupted', () => {
  let doclift: TestInstallation
  const processes = new Set<ChildProcess>()

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 150 },
      settings: { COPY_BATCH: '15', COPY_PARALLEL: String(ITEMS_AT_ONCE) },
      hasWorker: false,
    })
    startProcess()
    await doclift.perform('inventory')
    await doclift.perform('back_up')
  })
  afterAll(async () => {
    for (const process of processes) await kill(process)
    await doclift.dispose()
  })

  test('invariant 8: after a kill no object is read again whose result was written down', async () => {
    const run = await start()
    await untilSettled(run, 30)
    for (const process of processes) await kill(process)
    const settled = await keysOf(run, 'settled_at is not null')
    expect(settled.length).toBeGreaterThanOrEqual(30)
    const before = await readsOf(settled)
    expect(new Set(before)).toEqual(new Set([1]))
    startProcess()
    const { counts } = await doclift.follow(run.id)
    expect(counts).toMatchObject({ pending: 0, outcomes: { done: counts.planned } })
    expect(await readsOf(settled)).toEqual(before)
  })

  test('after a halt and a resume every object was read exactly once', async () => {
    const keys = await keysOf(undefined, 'true')
    const before = await readsOf(keys)
    const run = await start()
    await untilSettled(run, 20)
    await doclift.services.haltRun(run.id, doclift.actor)
    await untilNobodyWorks(run)
    expect((await doclift.context.ports.tracking.countsOf(run.id)).pending).toBeGreaterThan(0)
    await doclift.services.resumeRun(run.id, doclift.actor)
    const { counts } = await doclift.follow(run.id)
    expect(counts.outcomes.done).toBe(keys.length)
    expect(await readsOf(keys)).toEqual(before.map((reads) => reads + 1))
  })

  function startProcess(): void {
    const env = { ...process.env, ...doclift.settings, LOG_LEVEL: 'error' }
    const child = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    processes.add(child)
  }

  async function start(): Promise<Run> {
    const verification = { level: 'full' as const, sample: null }
    const request = {
      operation: 'verify' as const,
      scope: { kind: 'everything' as const },
      isDryRun: false,
      limits: {},
    }
    return (await doclift.services.planRun({ ...request, verification }, doclift.actor)).run
  }

  async function untilSettled(run: Run, items: number): Promise<void> {
    for (;;) {
      const { planned, pending } = await doclift.context.ports.tracking.countsOf(run.id)
      if (planned > 0 && planned - pending >= items) return expect(pending).toBeGreaterThan(0)
      await wait(10)
    }
  }

  async function untilNobodyWorks(run: Run): Promise<void> {
    while ((await doclift.context.ports.tracking.batchesOf(run.id)).some(({ state }) => state === 'working'))
      await wait(10)
  }

  async function kill(child: ChildProcess): Promise<void> {
    processes.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** Keys of the objects of items; of all copies without a run. */
  async function keysOf(run: Run | undefined, condition: string): Promise<string[]> {
    const items = `select record_id from run_items where run_id = '${run?.id}' and left_out_reason is null and ${condition}`
    const which = run ? `record_id in (${items})` : `copy_state = 'verified'`
    const rows = await runSql<{ key: string }>(
      doclift.databaseUrl,
      `select object_key as key from file_records where ${which} order by 1`,
    )
    return rows.map(({ key }) => key)
  }

  async function readsOf(keys: readonly string[]): Promise<number[]> {
    const reads: number[] = []
    for (const key of keys) reads.push(await doclift.sandbox.store.readsOf(key))
    return reads
  }
})
