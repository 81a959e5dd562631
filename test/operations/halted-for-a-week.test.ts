import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import type { Context } from '../../server/operations/context.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import { deleteIngestJobs } from '../crash/org-reading.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const NEVER = new AbortController().signal

/** Without a worker, so that a test decides what is done when. */
let doclift: TestInstallation
beforeAll(async () => {
  const settings = { COLLECTIONS_UP_TO: '0' }
  doclift = await openTestInstallation({ sandbox: { records: 60 }, settings, hasWorker: false })
  await work(await plan('inventory'))
  await work(await plan('back_up'))
})
afterAll(() => doclift.dispose())

async function plan(operation: Operation): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  return (await doclift.services.planRun(request, doclift.actor)).run
}

/** Does what workers do for a run, until it has ended or waits for a person. */
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

/** As a worker that closes its ingest job and dies: it never hears what became of it. */
async function dieWithRowsOnTheirWay({ id }: Run): Promise<void> {
  await advanceRun(doclift.context, id, NEVER)
  const [batch] = await doclift.context.ports.tracking.batchesOf(id)
  const { context } = doclift
  await new Promise<void>((died, failed) => {
    const ingestJobStatus = () => {
      died()
      return new Promise<never>(() => {})
    }
    const writer = { ...context.ports.writer, ingestJobStatus }
    const mortal: Context = { ...context, ports: { ...context.ports, writer } }
    workBatch(mortal, batch?.batchId ?? '', NEVER).catch(failed)
  })
}

test('a switch that was halted for a week, until its results had expired, settles its doubts by reading and writes nothing twice', async () => {
  const planned = await work(await plan('switch'))
  await doclift.services.approveRun(planned.id, planned.planHash ?? '', doclift.actor)
  await dieWithRowsOnTheirWay(planned)
  const { planned: records } = await doclift.context.ports.tracking.countsOf(planned.id)
  const halted = await doclift.services.haltRun(planned.id, doclift.actor)
  expect(halted.stopSentence).toContain(`It stops within 10 s; ${records} records in flight will be checked.`)

  await runSql(
    doclift.ownerUrl,
    `update run_items set sent_at = sent_at - interval '7 days', read_at = read_at - interval '7 days'
     where run_id = ? and sent_at is not null`,
    [planned.id],
  )
  await deleteIngestJobs(doclift.sandbox.info.org)
  await doclift.services.resumeRun(planned.id, doclift.actor)
  expect(await work(planned)).toMatchObject({ state: 'succeeded' })
  const items = 'select record_id from run_items where run_id = ? and left_out_reason is null'
  for (const { record_id } of await runSql<{ record_id: string }>(doclift.ownerUrl, items, [planned.id])) {
    expect(await doclift.sandbox.control.writesOf(record_id)).toHaveLength(1)
  }
})
