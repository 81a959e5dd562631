import { expect, test } from 'vitest'
import { SCHEMA_VERSION } from '../../../db/migrate.ts'
import { SILENT_AFTER_MS, type WorkerProcess } from '../../../server/domain/worker/process.ts'
import { type Ledger, nextId, openLedger, planItem } from './ledger.ts'

function worker(change: Partial<WorkerProcess> = {}): WorkerProcess {
  const facts = { host: 'machine-1', processId: 12, version: '1.0.0' }
  return { id: nextId(), kind: 'worker', takesTasks: true, ...facts, ...change }
}

/** As if a process had said nothing for so long. */
function silence(ledger: Ledger, { id }: WorkerProcess, milliseconds: number) {
  return ledger.sql(`update workers set seen_at = seen_at - ? * interval '1 millisecond' where id = ?`, [
    milliseconds,
    id,
  ])
}

test('a living process is listed with its versions and with what it works on', async () => {
  const ledger = await openLedger()
  const run = await ledger.begin('back_up', [planItem(1)])
  const [batch] = await ledger.batchesOf(run.id)
  const since = '2026-03-01T08:00:00.000Z'
  const one = worker()
  await ledger.noteWorker(one, [])
  await ledger.noteWorker(one, [
    { runId: run.id, batchId: batch?.batchId ?? '', since },
    { runId: run.id, batchId: null, since },
  ])
  const [listed, ...others] = await ledger.listWorkers()
  expect(others).toEqual([])
  expect(listed).toMatchObject({ ...one, schemaVersion: SCHEMA_VERSION, isAlive: true })
  const task = { runId: run.id, runNumber: run.number, operation: 'back_up', since }
  expect(listed?.tasks).toEqual([
    { ...task, batchId: batch?.batchId, batchNumber: 1 },
    { ...task, batchId: null, batchNumber: null },
  ])
  expect(Date.parse(listed?.lastBeatAt ?? '')).toBeGreaterThanOrEqual(Date.parse(listed?.startedAt ?? ''))
})

test('one that ends in order leaves at once, one that dies is silent first and leaves after an hour', async () => {
  const ledger = await openLedger()
  const [orderly, dead, living] = [worker(), worker({ processId: 13 }), worker({ processId: 14 })]
  for (const one of [orderly, dead, living]) await ledger.noteWorker(one, [])
  await ledger.removeWorker(orderly.id)
  await silence(ledger, dead, SILENT_AFTER_MS + 1)
  await ledger.noteWorker(living, [])
  const seen = (await ledger.listWorkers()).map(({ processId, isAlive }) => ({ processId, isAlive }))
  expect(seen).toEqual([
    { processId: 13, isAlive: false },
    { processId: 14, isAlive: true },
  ])
  await silence(ledger, dead, 60 * 60 * 1_000)
  await ledger.noteWorker(living, [])
  expect((await ledger.listWorkers()).map(({ processId }) => processId)).toEqual([14])
})

test('a process of another version is refused while others live, and told what to do', async () => {
  const ledger = await openLedger()
  const service = worker({ kind: 'service', host: 'machine-2', processId: 99 })
  await ledger.noteWorker(service, [])
  await expect(ledger.noteWorker(worker({ version: '2.0.0' }), [])).rejects.toMatchObject({
    code: 'worker.other-version',
    behaviour: 'fatal',
    message:
      'This process runs version 2.0.0 of Doclift, but the service on machine-2 (process 99) runs version 1.0.0 on the same database. All of them need the same version. Stop every process of the older one, wait 7 seconds, then start this one again.',
    facts: { expected: '1.0.0', got: '2.0.0' },
  })
  expect(await ledger.listWorkers()).toHaveLength(1)
  await silence(ledger, service, SILENT_AFTER_MS + 1)
  await ledger.noteWorker(worker({ version: '2.0.0' }), [])
  await expect(ledger.noteWorker(service, [])).rejects.toMatchObject({ code: 'worker.other-version' })
})

test('of two processes of two versions that start at once, one is admitted', async () => {
  const ledger = await openLedger()
  const starts = ['1.0.0', '2.0.0', '1.0.0', '2.0.0'].map((version) => ledger.noteWorker(worker({ version }), []))
  const ends = await Promise.allSettled(starts)
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(new Set((await ledger.listWorkers()).map(({ version }) => version)).size).toBe(1)
})

test('a process at work is refused once the schema is another one than its code knows', async () => {
  const ledger = await openLedger()
  const one = worker()
  await ledger.noteWorker(one, [])
  await ledger.sql(`insert into schema_migrations (name, executed_at) values ('9999-later', now())`)
  await expect(ledger.noteWorker(one, [])).rejects.toMatchObject({ code: 'database.schema', behaviour: 'fatal' })
  await ledger.sql(`delete from schema_migrations where name = '9999-later' or name = '0001-installation'`)
  await expect(ledger.noteWorker(one, [])).rejects.toMatchObject({
    code: 'database.schema',
    message: expect.stringContaining('Run "npx doclift db migrate"'),
  })
})
