import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Operation, Run, RunState } from '../../server/domain/run/run.ts'
import { resumePausedRuns } from '../../server/operations/resume-paused-runs.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const ALLOWED = 5_000_000

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 150 } })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterEach(async () => {
  await doclift.sandbox.control.clearFaults()
  await doclift.sandbox.control.setApiUsage(0, ALLOWED)
})
afterAll(() => doclift.dispose())

// The first plan asks for the shape of the URL field, a later one only what its gate looks at.
test.each(['first', 'second'])(
  'the %s plan of a switch waits while the day is used up, and is made by itself',
  async () => {
    await doclift.sandbox.control.fault({ name: 'total-requests-exceeded' })
    const paused = await until(await begin('switch'), 'paused')
    expect(paused).toMatchObject({ planHash: null, stopCode: 'salesforce.daily-limit', startedAt: null })
    expect(paused.stopSentence).toMatch(/are used up .* asks Salesforce again at .* goes on by itself/)
    await askNow(paused.id)
    expect(await doclift.context.ports.tracking.getRun(paused.id)).toMatchObject({ state: 'paused', planHash: null })

    await doclift.sandbox.control.clearFaults()
    await askNow(paused.id)
    const planned = await doclift.follow(paused.id)
    const fresh = await doclift.perform('switch')
    expect(planned.run).toMatchObject({ state: 'planned', planHash: fresh.run.planHash, stopCode: null })
    expect(planned.counts).toEqual(fresh.counts)
    expect(await doclift.services.gateOf(paused.id)).toMatchObject({ outcome: 'passed' })
    expect(await kindsOfEvents(paused.id)).toEqual(['run.created', 'run.paused', 'run.resumed', 'run.planned'])
  },
)

test.each<Operation>(['inventory', 'catch_up'])(
  'a dry run of %s waits when it would go beyond the share',
  async (operation) => {
    await doclift.sandbox.control.setApiUsage(799, 1_000)
    await doclift.context.ports.org.serverTime()
    const paused = await until(await begin(operation, true), 'paused')
    expect(paused).toMatchObject({ planHash: null, stopCode: 'salesforce.share-used' })
    expect((await doclift.context.ports.tracking.countsOf(paused.id)).planned).toBe(0)
    await doclift.sandbox.control.setApiUsage(0, 1_000)
    await askNow(paused.id)
    const { run, counts } = await doclift.follow(paused.id)
    expect(run.state).toBe('succeeded')
    expect(counts.planned + counts.leftOut).toBe(operation === 'inventory' ? 150 : 0)
  },
)

test('a plan that waits can be stopped, cannot be taken back, and is made when somebody lets it go on', async () => {
  await doclift.sandbox.control.fault({ name: 'total-requests-exceeded' })
  const { id } = await until(await begin('switch'), 'paused')
  await expect(doclift.services.rollback.rollBackRun(id, doclift.actor)).rejects.toMatchObject({
    code: 'rollback.never-started',
  })
  expect(await doclift.services.haltRun(id, doclift.actor)).toMatchObject({ state: 'halted', planHash: null })
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(id, doclift.actor)
  expect((await doclift.follow(id)).run).toMatchObject({ state: 'planned', planHash: expect.any(String) })
})

test('nobody pauses a plan by hand while it is made', async () => {
  const request = { operation: 'switch' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  await expect(doclift.services.pauseRun(run.id, doclift.actor)).rejects.toMatchObject({ code: 'run.not-running' })
  expect((await doclift.follow(run.id)).run.state).toBe('planned')
})

async function begin(operation: Operation, isDryRun = false): Promise<string> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun, limits: {} }
  return (await doclift.services.planRun(request, doclift.actor)).run.id
}

async function until(runId: string, state: RunState): Promise<Run> {
  for (;;) {
    const run = await doclift.context.ports.tracking.getRun(runId)
    if (run?.state === state) return run
    if (run?.endedAt) throw new Error(`The run ended as ${run.state}: ${run.stopSentence}`)
    await wait(50)
  }
}

/** Lets the next look at a paused run be due, and does it. */
async function askNow(runId: string): Promise<void> {
  await runSql(doclift.ownerUrl, 'update runs set resume_at = now() where id = ? returning id', [runId])
  await resumePausedRuns(doclift.context)
}

async function kindsOfEvents(runId: string): Promise<string[]> {
  const sql = 'select kind from run_events where run_id = ? order by number'
  return (await runSql<{ kind: string }>(doclift.ownerUrl, sql, [runId])).map(({ kind }) => kind)
}
