import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const NEVER = new AbortController().signal

/** Invariant 4. Without a worker, so that time can pass between the approval and the writes. */
let doclift: TestInstallation
/** Records that are not switched yet and have a good copy. */
let records: string[]

beforeAll(async () => {
  const settings = { SWITCH_BATCH: '30' }
  doclift = await openTestInstallation({ sandbox: { records: 160 }, settings, hasWorker: false })
  doclift.context.settings.copy.retryAfterMs = 10
  await work(await plan('inventory'))
  await work(await plan('back_up'))
  const ready = `select record_id as id from file_records where copy_state = 'verified' order by 1`
  records = (await runSql<{ id: string }>(doclift.ownerUrl, ready)).map(({ id }) => id)
})
afterAll(() => doclift.dispose())
afterEach(() => doclift.sandbox.vendor.clearFaults())

async function plan(operation: Operation, recordIds?: readonly string[]): Promise<Run> {
  const scope = recordIds ? { kind: 'records' as const, recordIds } : { kind: 'everything' as const }
  const { run } = await doclift.services.planRun({ operation, scope, isDryRun: false, limits: {} }, doclift.actor)
  return run
}

/** A switch of so many records that was not switched yet, approved and at work. */
async function approved(count: number): Promise<{ run: Run; recordIds: string[] }> {
  const recordIds = records.splice(0, count)
  const planned = await work(await plan('switch', recordIds))
  await doclift.services.approveRun(planned.id, planned.planHash ?? '', doclift.actor)
  await advanceRun(doclift.context, planned.id, NEVER)
  return { run: planned, recordIds }
}

/** Gives batches to a worker and works on them, until the run has ended or waits. */
async function work(run: Run): Promise<Run> {
  for (;;) {
    await advanceRun(doclift.context, run.id, NEVER)
    const batch = await openBatch(run)
    const now = (await doclift.context.ports.tracking.getRun(run.id)) as Run
    if (now.state !== 'running' || batch === undefined) return now
    await workBatch(doclift.context, batch.batchId, NEVER)
  }
}

async function openBatch({ id }: Run) {
  return (await doclift.context.ports.tracking.batchesOf(id)).find(({ state }) => state !== 'done')
}

async function letPass(hours: number, recordIds: readonly string[]): Promise<void> {
  const earlier = `update file_records set source_confirmed_at = source_confirmed_at - ? * interval '1 hour' where record_id in (?)`
  await runSql(doclift.ownerUrl, earlier, [hours, recordIds])
}

const identifierOf = async (recordId: string) =>
  (await doclift.sandbox.control.expectedDocument(recordId))?.identifier ?? ''

const asked = async () => (await doclift.sandbox.vendor.totals()).presigned
const hoursOld = `extract(epoch from now() - source_confirmed_at) / 3600 as hours`

async function itemsOf({ id }: Run, recordIds: readonly string[]) {
  const text = `select record_id as id, item.outcome, item.code, item.sentence, record.copy_state as copy, ${hoursOld}
    from run_items as item join file_records as record using (record_id) where run_id = ? and record_id in (?)`
  const rows = await runSql<Record<string, string> & { id: string }>(doclift.ownerUrl, text, [id, recordIds])
  return new Map(rows.map(({ id: recordId, ...row }) => [recordId, row]))
}

test('sources that were confirmed within the day are not asked again', async () => {
  const { run, recordIds } = await approved(5)
  await letPass(23, recordIds)
  const before = await asked()
  expect((await work(run)).state).toBe('succeeded')
  expect(await asked()).toBe(before)
})

test('a switch that comes later than a day asks the sources itself, and leaves out what changed, is gone or does not answer', async () => {
  const { run, recordIds } = await approved(40)
  const [changed = '', mute = '', recent = '', ...others] = recordIds
  await letPass(25, [changed, mute, ...others])
  await doclift.sandbox.control.uploadNewVersion(changed)
  await doclift.sandbox.vendor.fail('presign', {
    with: 'internal-error',
    times: 1_000,
    matching: await identifierOf(mute),
  })
  const before = await asked()
  await work(run)

  const items = await itemsOf(run, recordIds)
  expect(items.get(changed)).toMatchObject({ outcome: 'withdrawn', code: 'switch.copy-outdated', copy: 'changed' })
  expect(items.get(mute)).toMatchObject({ outcome: 'withdrawn', code: 'switch.source-unconfirmed', copy: 'verified' })
  expect(items.get(mute)?.sentence).toMatch(
    /^Its source was confirmed too long ago.*verify it, then make a new list\.$/,
  )
  expect(Number(items.get(mute)?.hours)).toBeGreaterThan(24)
  for (const recordId of [recent, ...others]) expect(items.get(recordId)).toMatchObject({ outcome: 'done' })
  for (const recordId of others) expect(Number(items.get(recordId)?.hours)).toBeLessThan(1)
  expect(await asked()).toBe(before + others.length + 1)
  for (const recordId of [changed, mute]) expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])
})

test('a source that answers for nothing gives the batch back; nothing is written or withdrawn', async () => {
  const { run, recordIds } = await approved(20)
  await letPass(25, recordIds)
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000_000 })
  const batch = await openBatch(run)
  await expect(workBatch(doclift.context, batch?.batchId ?? '', NEVER)).rejects.toMatchObject({
    behaviour: 'transient',
  })
  for (const recordId of recordIds) expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])
  expect((await doclift.context.ports.tracking.countsOf(run.id)).pending).toBe(recordIds.length)

  await doclift.sandbox.vendor.clearFaults()
  expect((await work(run)).state).toBe('succeeded')
})

test('a run that is stopped while the sources are asked writes nothing that was not asked about', async () => {
  const { run, recordIds } = await approved(20)
  await letPass(25, recordIds)
  const { source } = doclift.context.ports
  let halted: Promise<unknown> | undefined
  const confirm: typeof source.confirm = async (...given) => {
    halted ??= doclift.services.haltRun(run.id, doclift.actor)
    await halted
    return await source.confirm(...given)
  }
  const batch = await openBatch(run)
  const halting = { ...doclift.context, ports: { ...doclift.context.ports, source: { ...source, confirm } } }
  await workBatch(halting, batch?.batchId ?? '', NEVER)
  for (const recordId of recordIds) expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])

  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await work(run)).state).toBe('succeeded')
  for (const recordId of recordIds) expect(await doclift.sandbox.control.writesOf(recordId)).toHaveLength(1)
})

test('a rollback asks no source, however long ago it was', async () => {
  const { run, recordIds } = await approved(5)
  await work(run)
  await letPass(1_000, recordIds)
  const before = await asked()
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  expect((await work(rollback)).state).toBe('succeeded')
  expect(await asked()).toBe(before)
})
