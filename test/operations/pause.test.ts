import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Run, RunState } from '../../server/domain/run/run.ts'
import { resumePausedRuns } from '../../server/operations/resume-paused-runs.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const ALLOWED = 5_000_000

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 300 },
    settings: { COPY_BATCH: '20', COPY_PARALLEL: '2', SWITCH_BATCH: '40' },
  })
  await doclift.perform('inventory')
})
afterEach(async () => {
  await doclift.sandbox.control.clearFaults()
  await doclift.sandbox.control.setApiUsage(0, ALLOWED)
})
afterAll(() => doclift.dispose())

test('a back-up that a person pauses stops, tells so once however often it is paused, and goes on when it is resumed', async () => {
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  await untilSettled(run.id, 20)
  await doclift.services.pauseRun(run.id, doclift.actor)
  const paused = await doclift.services.pauseRun(run.id, doclift.actor)
  expect(paused).toMatchObject({ state: 'paused', stopCode: 'run.paused' })
  await wait(1_500)
  const before = await doclift.context.ports.tracking.countsOf(run.id)
  expect(before.pending).toBeGreaterThan(0)
  await wait(1_500)
  expect((await doclift.context.ports.tracking.countsOf(run.id)).pending).toBe(before.pending)
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).counts.pending).toBe(0)
  const history = await doclift.context.ports.tracking.runHistoryOf(run.id)
  expect(history.map(({ kind }) => kind).filter((kind) => /paused|resumed/.test(kind))).toEqual([
    'run.paused',
    'run.resumed',
  ])
  const events = await runSql<{ kind: string }>(
    doclift.ownerUrl,
    `select kind from run_events where run_id = ? and kind in ('run.paused', 'run.resumed') order by number`,
    [run.id],
  )
  expect(events.map(({ kind }) => kind)).toEqual(['run.paused', 'run.resumed'])
})

test('a run that has ended cannot be paused, and a paused one can be stopped', async () => {
  const { run: ended } = await doclift.perform('verify')
  await expect(doclift.services.pauseRun(ended.id, doclift.actor)).rejects.toMatchObject({ code: 'run.not-running' })
  const run = await pausedByDailyLimit()
  expect(await doclift.services.haltRun(run.id, doclift.actor)).toMatchObject({ state: 'halted' })
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
})

test('a run that meets the end of the org’s daily requests pauses until a time it names and goes on by itself', async () => {
  const run = await pausedByDailyLimit()
  expect(run.stopSentence).toMatch(/are used up .* asks Salesforce again at \d{4}-\d\d-\d\d \d\d:\d\d UTC and goes on/)
  await askNow(run.id)
  const still = await doclift.context.ports.tracking.getRun(run.id)
  expect(still).toMatchObject({ state: 'paused', stopCode: 'salesforce.daily-limit' })
  expect(await minutesUntilNextCheck(run.id)).toBe(10)
  await doclift.sandbox.control.clearFaults()
  await askNow(run.id)
  expect((await doclift.follow(run.id)).run).toMatchObject({ state: 'succeeded', stopCode: null })
})

test('a paused run about which the org was asked is not asked about again before its time', async () => {
  const run = await pausedByDailyLimit()
  await askNow(run.id)
  const calls = await doclift.sandbox.control.apiCalls()
  await Promise.all([resumePausedRuns(doclift.context), resumePausedRuns(doclift.context)])
  expect(await doclift.sandbox.control.apiCalls()).toBe(calls)
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  await doclift.follow(run.id)
})

test('an inventory that would take the org over the share of its day waits, and leaves the rest to others', async () => {
  await doclift.sandbox.control.setApiUsage(799, 1_000)
  await doclift.context.ports.org.serverTime()
  const run = await start('inventory')
  const paused = await until(run.id, 'paused')
  expect(paused).toMatchObject({
    stopCode: 'salesforce.share-used',
    stopSentence: expect.stringContaining("of the org's 1000 API requests of a day are used"),
  })
  expect(paused.stopSentence).toContain('up to 80 %, which is 800.')
  await doclift.sandbox.control.setApiUsage(100, 1_000)
  await askNow(run.id)
  expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
})

test('a switch keeps back what rolling it back takes, and the rollback may use it', async () => {
  const { run } = await doclift.perform('switch')
  const predicted = await doclift.context.ports.tracking.predictionOf(run.id)
  const reserve = predicted?.prediction.requests.salesforceCalls ?? 0
  expect(reserve).toBeGreaterThan(20)
  const allowed = 1_000
  await doclift.sandbox.control.setApiUsage(800 - reserve - 30, allowed)
  await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  const paused = await until(run.id, 'paused')
  expect(paused.stopSentence).toContain(`${reserve} of them are kept for rolling back.`)
  const counts = await doclift.context.ports.tracking.countsOf(run.id)
  expect(counts.outcomes).toMatchObject({ in_doubt: 0 })
  expect(counts.outcomes.done).toBeGreaterThan(0)
  expect(counts.pending).toBeGreaterThan(0)
  expect(await doclift.sandbox.control.apiCalls()).toBeLessThanOrEqual(800 - reserve)

  await expect(doclift.services.rollback.rollBackRun(run.id, doclift.actor)).rejects.toMatchObject({
    code: 'rollback.run-not-ended',
  })
  await doclift.follow(run.id)
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  const back = await doclift.follow(rollback.id)
  expect(back.counts.outcomes.done).toBe(counts.outcomes.done)
  expect(await doclift.sandbox.control.apiCalls()).toBeLessThanOrEqual(800)
})

async function start(operation: 'inventory' | 'catch_up'): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  return (await doclift.services.planRun(request, doclift.actor)).run
}

async function pausedByDailyLimit(): Promise<Run> {
  await doclift.sandbox.control.fault({ name: 'total-requests-exceeded' })
  const run = await start('inventory')
  const paused = await until(run.id, 'paused')
  expect(paused.stopCode).toBe('salesforce.daily-limit')
  return paused
}

/** Lets the next check of a paused run be due, and does it. */
async function askNow(runId: string): Promise<void> {
  await runSql(doclift.ownerUrl, `update runs set resume_at = now() where id = ? and state = 'paused'`, [runId])
  await resumePausedRuns(doclift.context)
}

async function minutesUntilNextCheck(runId: string): Promise<number> {
  const [row] = await runSql<{ minutes: string }>(
    doclift.ownerUrl,
    'select extract(epoch from resume_at - now()) / 60 as minutes from runs where id = ?',
    [runId],
  )
  return Math.round(Number(row?.minutes))
}

async function until(runId: string, state: RunState): Promise<Run> {
  for (;;) {
    const run = await doclift.context.ports.tracking.getRun(runId)
    if (run?.state === state) return run
    await wait(50)
  }
}

async function untilSettled(runId: string, items: number): Promise<void> {
  for (;;) {
    const counts = await doclift.context.ports.tracking.countsOf(runId)
    if (counts.planned > 0 && counts.planned - counts.pending >= items) return
    await wait(10)
  }
}
