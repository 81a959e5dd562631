import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { SILENT_AFTER_MS } from '../../server/domain/worker/process.ts'
import { taskHandler } from '../../server/jobs/handle-task.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import type { Context } from '../../server/operations/context.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

/** Workers here are contexts: one that dies stands still for ever and is silent, as one that was killed is to the ledger. */
let doclift: TestInstallation
const signal = new AbortController().signal

beforeAll(async () => {
  // The guardrail never judges so few, so no switch rests here.
  const settings = { COPY_BATCH: '40', COLLECTIONS_UP_TO: '200', GUARDRAIL_LEAST_RECORDS: '1000' }
  doclift = await openTestInstallation({ sandbox: { records: 160 }, settings, hasWorker: false })
  await start('inventory')
})
afterAll(() => doclift.dispose())

type Dies = () => Promise<never>

/** Plans a run and takes it as far as its batches. */
async function start(operation: Operation): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  await advanceRun(doclift.context, run.id, signal)
  return run
}

async function recordsOf(run: Run): Promise<string[]> {
  const text = `select record_id from run_items where run_id = ? and left_out_reason is null order by account_id, record_id`
  return (await runSql<{ record_id: string }>(doclift.ownerUrl, text, [run.id])).map((row) => row.record_id)
}

/** One worker takes the batch and either dies of it or comes to its end. */
async function live(
  { id: runId }: Run,
  batchId: string,
  doom: (context: Context, dies: Dies) => Context,
): Promise<'died' | 'ended'> {
  const { context } = doclift
  const self = { ...context.self, id: context.ports.ids.next() }
  await context.ports.tracking.noteWorker({ ...self, kind: 'worker', takesTasks: true }, [])
  const end = await new Promise<'died' | 'ended'>((resolve, reject) => {
    const dies: Dies = () => {
      resolve('died')
      return new Promise(() => {})
    }
    const work = taskHandler({ ...doom(context, dies), self })
    work({ kind: 'batch', runId, batchId }, { signal }).then(() => resolve('ended'), reject)
  })
  const silence = `update workers set seen_at = seen_at - ? * interval '1 millisecond' where id = ?`
  await runSql(doclift.ownerUrl, silence, [SILENT_AFTER_MS + 1, self.id])
  return end
}

/** Workers take the batches of a run, one after another, until it has ended or was halted. @returns how many died */
async function work(run: Run, doom: (context: Context, dies: Dies) => Context): Promise<number> {
  const { tracking } = doclift.context.ports
  for (let deaths = 0; ; ) {
    const batch = (await tracking.batchesOf(run.id)).find(({ state }) => state !== 'done')
    if ((await planOf(run)).state === 'halted') return deaths
    if (batch === undefined) {
      await advanceRun(doclift.context, run.id, signal)
      return deaths
    }
    if ((await live(run, batch.batchId, doom)) === 'died') deaths += 1
    // Doubts about a write end after a second here.
    else await wait(100)
  }
}

function itemsOf(run: Run, outcome: string) {
  const text = 'select record_id, code, sentence from run_items where run_id = ? and outcome = ?'
  return runSql<{ record_id: string; code: string; sentence: string }>(doclift.ownerUrl, text, [run.id, outcome])
}

test('a record whose copy kills every worker is found and set aside, its neighbours are copied, and it can be tried again', async () => {
  const run = await start('back_up')
  const records = await recordsOf(run)
  const culprit = records[9] ?? ''
  const deaths = await work(run, (context, dies) => ({
    ...context,
    ports: {
      ...context.ports,
      source: {
        ...context.ports.source,
        open: (ref, ...rest) => (ref.recordId === culprit ? dies() : context.ports.source.open(ref, ...rest)),
      },
    },
  }))
  expect(deaths).toBe(5)
  const failures = await itemsOf(run, 'failed')
  const planted = failures.filter(({ code }) => code.startsWith('source.'))
  const { pending, outcomes } = await doclift.context.ports.tracking.countsOf(run.id)
  expect(pending).toBe(0)
  expect(outcomes.done + outcomes.withdrawn).toBe(records.length - 1 - planted.length)
  const sentence = expect.stringContaining('Every worker that worked on this record died')
  const quarantined = { record_id: culprit, code: 'record.quarantined', sentence }
  expect(failures.filter((failure) => !planted.includes(failure))).toEqual([quarantined])
  const group = (await doclift.services.failures.readFailures()).find(({ code }) => code === 'record.quarantined')
  expect(group).toMatchObject({ class: 'copy', records: 1, isRetryable: true, example: { recordId: culprit } })
  expect((await doclift.context.ports.tracking.getRun(run.id))?.state).toBe('partially_succeeded')

  const { run: again } = await doclift.services.failures.retryFailures({ code: 'record.quarantined' }, doclift.actor)
  await advanceRun(doclift.context, again.id, signal)
  expect(await work(again, (context) => context)).toBe(0)
  expect(await itemsOf(again, 'done')).toMatchObject([{ record_id: culprit }])
})

test('a record whose write kills every worker is read before it is set aside, and each neighbour is written once', async () => {
  const run = await start('switch')
  await doclift.services.approveRun(run.id, (await planOf(run)).planHash ?? '', doclift.actor)
  await advanceRun(doclift.context, run.id, signal)
  const records = await recordsOf(run)
  const culprit = records[4] ?? ''
  await work(run, (context, dies) => ({
    ...context,
    ports: {
      ...context.ports,
      writer: {
        ...context.ports.writer,
        updateRecords: (writes, ...rest) =>
          writes.some(({ recordId }) => recordId === culprit)
            ? dies()
            : context.ports.writer.updateRecords(writes, ...rest),
      },
    },
  }))
  const counts = await doclift.context.ports.tracking.countsOf(run.id)
  expect(counts).toMatchObject({ pending: 0, outcomes: { done: records.length - 1, failed: 1, in_doubt: 0 } })
  expect(await itemsOf(run, 'failed')).toMatchObject([{ record_id: culprit, code: 'record.quarantined' }])
  for (const record of records) {
    expect(await doclift.sandbox.control.writesOf(record)).toHaveLength(record === culprit ? 0 : 1)
  }
})

test('a record that kills whoever reads what became of its write stays in doubt, its neighbours go on, and a resume reads it again', async () => {
  const { run: rollback } = await doclift.services.rollback.rollBackRun((await newestSwitch()).id, doclift.actor)
  await advanceRun(doclift.context, rollback.id, signal)
  const records = await recordsOf(rollback)
  const culprit = records[4] ?? ''
  let isWritten = false
  await work(rollback, (context, dies) => ({
    ...context,
    ports: {
      ...context.ports,
      writer: {
        ...context.ports.writer,
        updateRecords: async (writes, ...rest) => {
          const results = await context.ports.writer.updateRecords(writes, ...rest)
          isWritten ||= writes.some(({ recordId }) => recordId === culprit)
          return results
        },
        readValues: (recordIds, ...rest) =>
          isWritten && recordIds.includes(culprit) ? dies() : context.ports.writer.readValues(recordIds, ...rest),
      },
    },
  }))
  const stopped = await planOf(rollback)
  expect(stopped).toMatchObject({ state: 'halted', stopCode: 'record.quarantined' })
  expect(stopped.stopSentence).toContain(`Every worker that read record ${culprit} died`)
  const { outcomes, pending } = await doclift.context.ports.tracking.countsOf(rollback.id)
  expect([outcomes.done, outcomes.in_doubt, pending]).toEqual([records.length - 1, 1, 0])
  expect(await itemsOf(rollback, 'in_doubt')).toMatchObject([{ record_id: culprit, code: 'record.quarantined' }])

  await doclift.services.resumeRun(rollback.id, doclift.actor)
  expect(await itemsOf(rollback, 'in_doubt')).toMatchObject([{ record_id: culprit, code: 'switch.in-doubt' }])
  await advanceRun(doclift.context, rollback.id, signal)
  expect(await work(rollback, (context) => context)).toBe(0)
  expect((await planOf(rollback)).state).toBe('succeeded')
  for (const record of records) expect(await doclift.sandbox.control.writesOf(record)).toHaveLength(2)
})

async function newestSwitch(): Promise<Run> {
  const { items } = await doclift.services.tracking.listRuns({ limit: 1, operation: 'switch' })
  return items[0] as Run
}

async function planOf(run: Run): Promise<Run> {
  return (await doclift.context.ports.tracking.getRun(run.id)) as Run
}
