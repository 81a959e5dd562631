import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Run, RunCounts } from '../../server/domain/run/run.ts'
import { takeCensus } from '../../server/operations/census/take-census.ts'
import type { OrgMetadata } from '../sandbox/org/metadata.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const QUIET: Partial<OrgMetadata> = { automation: null, hiddenObjects: [] }
const SOME = 125
/** As many as two batches of more than a hundred and a rest. */
const MANY = 250

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 1_280 },
    settings: { SIDE_EFFECT_OBJECTS: 'Task', SWITCH_BATCH: '120', COLLECTIONS_UP_TO: '0' },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(() => doclift.dispose())
beforeEach(async () => {
  await doclift.sandbox.control.clearFaults()
  await doclift.sandbox.control.setMetadata(QUIET)
  await allow(null)
})

const allow = (sideEffectsPer100Records: number | null) =>
  doclift.services.settings.changeSettings({ sideEffectsPer100Records }, doclift.actor)

/** Plans a switch of records that no earlier test has switched. */
async function plan(firstRecords = SOME): Promise<Run> {
  const { run, counts } = await doclift.perform('switch', { firstRecords })
  expect(counts.planned).toBe(firstRecords)
  return run
}

async function switchWith(automation: OrgMetadata['automation'], firstRecords?: number): Promise<RunEnd> {
  const run = await plan(firstRecords)
  await doclift.sandbox.control.setMetadata({ automation })
  return await doclift.approve(run.id)
}

async function resume(run: Run): Promise<RunEnd> {
  await doclift.services.resumeRun(run.id, doclift.actor)
  return await doclift.follow(run.id)
}

const censusesOf = (run: Run) => doclift.services.tracking.censusesOf(run.id)
const latestOf = async (run: Run) => (await censusesOf(run)).at(-1)?.result
const settledOf = ({ outcomes }: RunCounts) => Object.values(outcomes).reduce((sum, count) => sum + count, 0)

/** Records whose link was written in the org, past the service. */
async function writtenInOrg(run: Run): Promise<number> {
  const items = await runSql<{ record_id: string; target_url: string }>(
    doclift.ownerUrl,
    'select record_id, target_url from run_items where run_id = ? and left_out_reason is null',
    [run.id],
  )
  const values = await doclift.context.ports.org.readValues(items.map((item) => item.record_id))
  return items.filter((item) => values.get(item.record_id)?.documentUrl === item.target_url).length
}

async function untilPaused(runId: string): Promise<Run> {
  for (;;) {
    const run = await doclift.context.ports.tracking.getRun(runId)
    if (run?.state === 'paused') return run
    await wait(50)
  }
}

describe('a switch that sets off too much', () => {
  test('is stopped after its first batch and after each on which it is resumed, until the number is raised', async () => {
    const { run, counts } = await switchWith({ tasks: 2 }, MANY)
    expect(run).toMatchObject({ state: 'halted', stopCode: 'switch.side-effects' })
    const { done } = counts.outcomes
    expect(done).toBeGreaterThanOrEqual(100)
    expect(done).toBeLessThanOrEqual(120)
    expect(counts).toMatchObject({ planned: MANY, pending: MANY - done })
    expect(settledOf(counts)).toBe(done)
    expect(await writtenInOrg(run)).toBe(done)
    expect(run.stopSentence).toBe(
      `Expected at most 10 rows and async jobs for every 100 switched records; ${done} switched records set off ${2 * done} (${2 * done} of Task, 0 async jobs), which is 200 for every 100. All ${MANY} of the job would set off ${2 * MANY}. Switch off the automation that does it, or raise the setting sideEffectsPer100Records, then resume.`,
    )
    const again = await resume(run)
    expect(again.run.stopCode).toBe('switch.side-effects')
    const more = again.counts.outcomes.done - done
    expect(more).toBeGreaterThanOrEqual(100)
    expect(await latestOf(run)).toMatchObject({ records: more, objects: [{ object: 'Task', rows: 2 * more }] })
    await allow(200)
    const ended = await resume(run)
    expect(ended.run.state).toBe('succeeded')
    expect(ended.counts).toMatchObject({ planned: MANY, pending: 0, outcomes: { done: MANY } })
  })

  test('or takes more storage than there is, is stopped once: who resumes it has accepted that', async () => {
    const { run } = await switchWith({ fileStorageMb: 60 }, MANY)
    expect(run).toMatchObject({ state: 'halted', stopCode: 'switch.storage-short' })
    expect(run.stopSentence).toMatch(/the org used \d+ MB of file storage; .* \d+ MB are free\. .* then resume/)
    expect((await resume(run)).run.state).toBe('succeeded')
    const outcomes = (await censusesOf(run)).flatMap(({ result }) => result?.outcome ?? [])
    expect(outcomes[0]).toBe('storage-short')
    expect(outcomes.slice(1)).not.toContain('storage-short')
  })

  test('is rolled back without anything that holds it up', async () => {
    const { run, counts } = await switchWith({ tasks: 3 })
    expect(run.state).toBe('halted')
    const early = doclift.services.rollback.rollBackRun(run.id, doclift.actor)
    await expect(early).rejects.toMatchObject({ code: 'rollback.run-not-ended' })
    expect((await doclift.follow(run.id)).run.state).toBe('partially_succeeded')
    const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
    const back = await doclift.follow(rollback.id)
    expect([back.run.state, back.counts.outcomes.done]).toEqual(['succeeded', counts.outcomes.done])
    expect(await censusesOf(rollback)).toEqual([])
  })
})

test('a switch of a quiet org goes through, and what it set off is told exactly', async () => {
  await doclift.sandbox.control.setMetadata({ automation: null })
  const { byState } = await doclift.context.ports.tracking.readOverview()
  const inScope = Object.values(byState).reduce((sum, records) => sum + records, 0) - (byState.confirmed ?? 0)
  const [before] = await freeStorage()
  await allow(300)
  const { run, counts } = await switchWith({ tasks: 1, asyncJobs: 2, dataStorageMb: 0.1 })
  expect([run.state, counts.outcomes.done]).toEqual(['succeeded', SOME])
  expect(await latestOf(run)).toEqual({
    outcome: 'fine',
    sentence: `${SOME} switched records set off ${3 * SOME} (${SOME} of Task, ${2 * SOME} async jobs), which is 300 for every 100; up to 300 are allowed.`,
    records: SOME,
    objects: [{ object: 'Task', rows: SOME }],
    asyncJobs: 2 * SOME,
    per100Records: 300,
    allowedPer100Records: 300,
    projected: { ofRun: 3 * SOME, inScope: 3 * (inScope - SOME) },
    dataStorage: { grownMb: 12, freeMb: (before ?? 0) - 12, projectedMb: 0 },
    fileStorage: { grownMb: 0, freeMb: expect.any(Number), projectedMb: 0 },
  })
})

async function freeStorage(): Promise<(number | undefined)[]> {
  const { free } = await doclift.context.ports.census.readStorage()
  return [free?.dataMb, free?.fileMb]
}

describe('what cannot be counted', () => {
  test('is found before the approval: the gate names the object', async () => {
    await doclift.sandbox.control.setMetadata({ hiddenObjects: ['Task'] })
    const run = await plan()
    const approval = doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
    await expect(approval).rejects.toMatchObject({
      code: 'gate.refused',
      message: expect.stringMatching(/salesforce\.counted-objects \(failed\): .* sees no Task .*SIDE_EFFECT_OBJECTS/),
    })
  })

  test('pauses a switch before its first write until it can be counted; limits that are not shown hold up nothing', async () => {
    const run = await plan()
    await doclift.sandbox.control.setMetadata({ hiddenObjects: ['Task', 'AsyncApexJob'] })
    await refuseLimits()
    await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
    const paused = await untilPaused(run.id)
    expect(paused).toMatchObject({ stopCode: 'switch.side-effects-unknown' })
    expect(paused.stopSentence).toContain('count Task (no such object, or rows that do not tell who made them). Grant')
    expect(await writtenInOrg(run)).toBe(0)
    await doclift.sandbox.control.setMetadata({ hiddenObjects: ['AsyncApexJob'] })
    expect((await resume(run)).run.state).toBe('succeeded')
    expect(await latestOf(run)).toMatchObject({
      outcome: 'fine',
      records: SOME,
      objects: [{ object: 'Task', rows: 0 }],
      asyncJobs: null,
      dataStorage: null,
      fileStorage: null,
    })
  })

  async function refuseLimits(): Promise<void> {
    const words = { status: 403, errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights' }
    const pathPrefix = '/services/data/v67.0/limits'
    await doclift.sandbox.control.fault({ name: 'request-refused', pathPrefix, share: 1, ...words })
  }
})

test('a run of 130 batches is counted by 31 API requests', async () => {
  const run = await plan(1)
  const control = doclift.sandbox.control
  await control.resetApiCalls()
  for (let batchesDone = 0; batchesDone <= 130; batchesDone += 1) {
    expect(await takeCensus(doclift.context, run, { batchesDone, isAtWork: false, isEnd: batchesDone === 130 })).toBe(
      true,
    )
    await noteWritten(run, 10_000)
  }
  expect((await censusesOf(run)).map(({ batchesDone }) => batchesDone)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 130])
  expect(await control.apiCalls()).toBe(4 + 9 * 3)
})

/** As if a batch had been written, for the counters. */
async function noteWritten(run: Run, records: number): Promise<void> {
  const delta = 'insert into counter_deltas (subject, counter, delta) values (?, ?, ?)'
  await runSql(doclift.ownerUrl, delta, [`run:${run.id}`, 'done', records])
}
