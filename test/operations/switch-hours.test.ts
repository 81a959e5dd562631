import { afterAll, beforeAll, expect, test } from 'vitest'
import { LostAnswerError } from '../../server/domain/errors.ts'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import type { Context } from '../../server/operations/context.ts'
import { keepHours } from '../../server/operations/hours/keep-hours.ts'
import { resumeRestedRuns } from '../../server/operations/resume-rested-runs.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const NEVER = new AbortController().signal
/** Small batches, so that there is a next one when the hours end. */
const SETTINGS = {
  SWITCH_BATCH: '30',
  SWITCH_CANARY_RECORDS: '20',
  SWITCH_COHORT_PERCENTAGES: '50',
  SWITCH_SOAK_MINUTES: '30',
}

/** Without a worker, so that a test decides what is done when. */
let doclift: TestInstallation
let planned: Run

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 160 }, settings: SETTINGS, hasWorker: false })
  await work(await plan('inventory'))
  await work(await plan('back_up'))
  planned = await work(await plan('switch'))
})
afterAll(() => doclift.dispose())

async function plan(operation: Operation): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  return (await doclift.services.planRun(request, doclift.actor)).run
}

const find = async ({ id }: Run) => (await doclift.context.ports.tracking.getRun(id)) as Run

/** Gives batches to a worker and works on them, until the run has ended or waits. */
async function work(run: Run, context: Context = doclift.context): Promise<Run> {
  for (;;) {
    await advanceRun(context, run.id, NEVER)
    const batch = await openBatch(run)
    const now = await find(run)
    if (now.state !== 'running' || batch === undefined) return now
    await workBatch(context, batch.batchId, NEVER)
  }
}

async function openBatch({ id }: Run) {
  return (await doclift.context.ports.tracking.batchesOf(id)).find(({ state }) => state !== 'done')
}

async function setHours(switchHours: string | null): Promise<void> {
  await doclift.services.settings.changeSettings({ switchHours }, doclift.actor)
}

/** Hours of a day that is neither today nor yesterday anywhere. */
function close(): Promise<void> {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  return setHours(`${days[(new Date().getUTCDay() + 3) % 7]} 20:00-22:00 UTC`)
}

/** The hours end as soon as a group was written; the answer about it may be lost. */
function closing({ isLost = false } = {}): Context {
  const { context } = doclift
  let isOpen = true
  const updateRecords: Context['ports']['writer']['updateRecords'] = async (...write) => {
    const results = await context.ports.writer.updateRecords(...write)
    if (isOpen) await close()
    if (isOpen && isLost) throw new LostAnswerError('salesforce.no-answer', 'The connection broke.')
    isOpen = false
    return results
  }
  return { ...context, ports: { ...context.ports, writer: { ...context.ports.writer, updateRecords } } }
}

const outcomesOf = async ({ id }: Run) => (await doclift.context.ports.tracking.countsOf(id)).outcomes
const cohortsOf = async (run: Run) => (await doclift.services.safeguardsOf(run)).cohorts

async function valuesOf(run: Run): Promise<{ record: string; isOld: boolean }[]> {
  const items = `select record_id, expected_url from run_items where run_id = ? and left_out_reason is null`
  const rows = await runSql<{ record_id: string; expected_url: string }>(doclift.ownerUrl, items, [run.id])
  return await Promise.all(
    rows.map(async ({ record_id: record, expected_url: url }) => {
      const value = (await doclift.sandbox.control.readRecord(record))[doclift.context.settings.urlField]
      return { record, isOld: value === url }
    }),
  )
}

/** As if the rest after a cohort had begun so much earlier. */
async function letPass({ id }: Run, minutes: number): Promise<void> {
  const earlier = `- make_interval(mins => ${minutes})`
  await runSql(doclift.ownerUrl, `update cohorts set ended_at = ended_at ${earlier} where run_id = ?`, [id])
  await runSql(doclift.ownerUrl, `update runs set resume_at = resume_at ${earlier} where id = ?`, [id])
}

test('a switch that is approved outside its hours waits with the time at which it goes on, while copies are verified', async () => {
  await close()
  await doclift.services.approveRun(planned.id, planned.planHash ?? '', doclift.actor)
  const paused = await work(planned)
  expect(paused).toMatchObject({ state: 'paused', stopCode: 'run.outside-hours', startedAt: null })
  expect(paused.stopSentence).toMatch(
    /^Links are switched only in these hours: \w{3} 20:00-22:00 UTC\. Nothing is lost\. It goes on by itself at \d{4}-\d\d-\d\d 20:00 UTC\.$/,
  )
  await expect(doclift.services.resumeRun(planned.id, doclift.actor)).rejects.toMatchObject({
    code: 'run.outside-hours',
    message: expect.stringContaining('have an admin change switchHours'),
  })
  expect(await work(await plan('verify'))).toMatchObject({ stopCode: null })
})

test('hours that end while a canary is tried hold up its way forward, and not its way back', async () => {
  await setHours(null)
  await keepHours(doclift.context)
  expect(await work(planned, closing())).toMatchObject({ state: 'paused', stopCode: 'run.outside-hours' })
  expect((await valuesOf(planned)).filter(({ isOld }) => !isOld)).toEqual([])
  const taken = 'select record_id from run_items where run_id = ? and taken_back_at is not null'
  expect((await runSql(doclift.ownerUrl, taken, [planned.id])).length).toBeGreaterThan(0)
  expect((await outcomesOf(planned)).done).toBe(0)
})

test('a rest between cohorts goes on outside the hours, and a switch whose rest is over waits for them', async () => {
  await setHours(null)
  await keepHours(doclift.context)
  const [canary, second] = await cohortsOf(planned)
  await advanceRun(doclift.context, planned.id, NEVER)
  await workBatch(doclift.context, (await openBatch(planned))?.batchId ?? '', NEVER)
  await close()
  expect(await work(planned)).toMatchObject({ stopCode: 'run.outside-hours' })
  expect((await cohortsOf(planned))[0]).toMatchObject({ state: 'soaking', records: canary?.records })
  await letPass(planned, 31)
  await setHours(null)
  await keepHours(doclift.context)

  expect(await work(planned)).toMatchObject({ state: 'paused', stopCode: 'switch.soaking' })
  const done = (canary?.records ?? 0) + (second?.records ?? 0)
  expect((await outcomesOf(planned)).done).toBe(done)
  await close()
  await keepHours(doclift.context)
  expect(await find(planned)).toMatchObject({ stopCode: 'switch.soaking' })
  await letPass(planned, 31)
  await resumeRestedRuns(doclift.context)
  expect(await work(planned)).toMatchObject({ state: 'paused', stopCode: 'run.outside-hours' })
  expect((await outcomesOf(planned)).done).toBe(done)
})

test('what was sent when the hours end is settled before the switch rests, and each record is written once', async () => {
  const before = (await outcomesOf(planned)).done
  await setHours(null)
  await keepHours(doclift.context)
  await advanceRun(doclift.context, planned.id, NEVER)
  const batchId = (await openBatch(planned))?.batchId ?? ''
  await workBatch(closing({ isLost: true }), batchId, NEVER)
  expect((await outcomesOf(planned)).in_doubt).toBeGreaterThan(0)
  await keepHours(doclift.context)
  expect((await find(planned)).state).toBe('running')

  expect(await work(planned)).toMatchObject({ state: 'paused', stopCode: 'run.outside-hours' })
  const { done, in_doubt: inDoubt } = await outcomesOf(planned)
  expect([done > before, inDoubt]).toEqual([true, 0])
  await setHours(null)
  await keepHours(doclift.context)
  expect((await work(planned)).state).toBe('succeeded')
  for (const { record, isOld } of await valuesOf(planned)) {
    expect(isOld).toBe(false)
    expect([1, 3]).toContain((await doclift.sandbox.control.writesOf(record)).length)
  }
})

test('a rollback does not wait for the hours of switching', async () => {
  await close()
  const { run } = await doclift.services.rollback.rollBackRun(planned.id, doclift.actor)
  expect(await work(run)).toMatchObject({ state: 'succeeded', stopCode: null })
  expect((await valuesOf(planned)).filter(({ isOld }) => !isOld)).toEqual([])
})
