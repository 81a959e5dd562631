import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const NEVER = new AbortController().signal

/** Without a worker, so that a test decides what is done when. */
let doclift: TestInstallation
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 60 }, hasWorker: false })
  await work(await plan('inventory'))
  await work(await plan('back_up'))
})
afterAll(() => doclift.dispose())

async function plan(operation: Operation): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  return (await doclift.services.planRun(request, doclift.actor)).run
}

/** Does what workers do for a run, until it has ended or waits for its approval. */
async function work({ id }: Run): Promise<Run> {
  const { tracking } = doclift.context.ports
  for (;;) {
    await advanceRun(doclift.context, id, NEVER)
    const open = (await tracking.batchesOf(id)).filter(({ state }) => state !== 'done')
    const run = (await tracking.getRun(id)) as Run
    if (run.state !== 'running' || open.length === 0) return run
    for (const { batchId } of open) await workBatch(doclift.context, batchId, NEVER)
  }
}

/** As a worker that notes a write and dies before it sends it. */
async function dieBeforeSending(run: Run): Promise<string> {
  const { tracking, clock } = doclift.context.ports
  await advanceRun(doclift.context, run.id, NEVER)
  const [batch] = await tracking.batchesOf(run.id)
  const held = await tracking.claimBatch(batch?.batchId ?? '', null)
  if (!held) throw new Error('The batch could not be claimed.')
  const [item] = await tracking.switchItems(held)
  const recordIds = [item?.recordId ?? '']
  const longAgo = new Date(clock.now().getTime() - 60_000)
  await tracking.recordIntents(held, recordIds, longAgo)
  await tracking.recordSent(held, recordIds, { readAt: longAgo, sentAt: longAgo, ingestJobId: null })
  return recordIds[0] as string
}

test('once a switch is being taken back nothing more is sent, not even what was noted as sent and was not', async () => {
  const planned = await work(await plan('switch'))
  await doclift.services.approveRun(planned.id, planned.planHash ?? '', doclift.actor)
  const recordId = await dieBeforeSending(planned)
  const { rollBackRun } = doclift.services.rollback
  for (const _ of ['first', 'again']) {
    await expect(rollBackRun(planned.id, doclift.actor)).rejects.toMatchObject({ code: 'rollback.run-not-ended' })
  }

  const ended = await work(planned)
  expect(ended).toMatchObject({ state: 'partially_succeeded', stopCode: 'run.withdrawn' })
  const { planned: items, outcomes } = await doclift.services.tracking.countsOf(planned.id)
  expect(outcomes.withdrawn).toBe(items)
  expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])
  const record = await doclift.services.tracking.getRecord(recordId)
  expect(record).toMatchObject({ urlState: 'original', failureCode: null })

  const { run } = await rollBackRun(planned.id, doclift.actor)
  expect((await work(run)).state).toBe('succeeded')
})

test('an ingest job that a worker left without rows is ended by the next one', async () => {
  const { tracking, clock, writer } = doclift.context.ports
  const ids = (await tracking.listRecords({ limit: 200, state: 'rolled_back' })).items.map(({ recordId }) => recordId)
  for (const recordId of ids) await doclift.services.rollback.releaseRecord(recordId, doclift.actor)
  const planned = await work(await plan('switch'))
  await doclift.services.approveRun(planned.id, planned.planHash ?? '', doclift.actor)
  await advanceRun(doclift.context, planned.id, NEVER)
  const [batch] = await tracking.batchesOf(planned.id)
  const held = await tracking.claimBatch(batch?.batchId ?? '', null)
  if (!held) throw new Error('The batch could not be claimed.')
  const job = await writer.createIngestJob()
  await tracking.recordIngestJob(held, job, 1, clock.now())

  expect((await work(planned)).state).toBe('succeeded')
  expect(await tracking.openIngestJobs(held.batchId)).toEqual([])
  expect(await writer.ingestJobStatus(job)).toBeUndefined()
})
