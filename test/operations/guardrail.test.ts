import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Run } from '../../server/domain/run/run.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 800 },
    settings: { SWITCH_BATCH: '40', COLLECTIONS_UP_TO: '40', GUARDRAIL_LEAST_RECORDS: '20' },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(() => doclift.dispose())
beforeEach(() => doclift.sandbox.control.clearFaults())

interface Item {
  record_id: string
  outcome: string | null
}

const itemsOf = (run: Run) =>
  runSql<Item>(
    doclift.ownerUrl,
    `select record_id, outcome from run_items where run_id = ? and left_out_reason is null order by account_id, record_id`,
    [run.id],
  )

const countOf = (items: readonly Item[], outcome: string | null) =>
  items.filter((item) => item.outcome === outcome).length

async function plan(firstRecords: number): Promise<{ run: Run; recordIds: string[] }> {
  const { run } = await doclift.perform('switch', { firstRecords })
  return { run, recordIds: (await itemsOf(run)).map((item) => item.record_id) }
}

async function resume(run: Run): Promise<RunEnd> {
  await doclift.services.resumeRun(run.id, doclift.actor)
  return await doclift.follow(run.id)
}

const refuse = (recordIds: readonly string[]) =>
  doclift.sandbox.control.fault({ name: 'validation-rule', recordIds, message: 'Locked by Legal.' })

const writtenIn = async (recordIds: readonly string[]) =>
  (await Promise.all(recordIds.map((id) => doclift.sandbox.control.writesOf(id)))).filter(({ length }) => length > 0)

test('a switch that fails too often stops with the figures, the rest is not touched, and a resume judges anew', async () => {
  const { run, recordIds } = await plan(120)
  await refuse(recordIds.filter((_, at) => at % 4 === 0))
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'switch.too-many-failures' })
  const { done, refused } = stopped.counts.outcomes
  const share = Number(((100 * refused) / (done + refused)).toFixed(2))
  expect(stopped.run.stopSentence).toContain(`${refused} of ${done + refused} did (${share} %)`)
  expect(stopped.counts.pending).toBeGreaterThan(0)
  const untouched = (await itemsOf(run)).filter((item) => item.outcome === null).map((item) => item.record_id)
  expect(await writtenIn(untouched)).toEqual([])
  expect((await resume(run)).run.stopCode).toBe('switch.too-many-failures')
  await doclift.sandbox.control.clearFaults()
  const ended = await resume(run)
  expect(ended.run.state).toBe('partially_succeeded')
  const items = await itemsOf(run)
  expect(countOf(items, 'done') + countOf(items, 'refused')).toBe(items.length)
})

test('a switch of which less than that fails goes on to its end', async () => {
  const { run, recordIds } = await plan(80)
  await refuse(recordIds.filter((_, at) => at % 40 === 39))
  const { counts } = await doclift.approve(run.id)
  expect(counts.outcomes).toMatchObject({ done: 78, refused: 2 })
})

test('failures of fewer records than are judged stop nothing', async () => {
  const { run, recordIds } = await plan(15)
  await refuse(recordIds)
  const { run: ended, counts } = await doclift.approve(run.id)
  expect([ended.state, counts.outcomes.refused]).toEqual(['partially_succeeded', 15])
})

/** Few records of many Accounts, each of which is written by a call of its own. */
async function fewOfEach(most: number): Promise<string[]> {
  const rows = await runSql<{ record_id: string }>(
    doclift.ownerUrl,
    `select record_id from (
       select record_id, row_number() over (partition by account_id order by record_id) as row
       from file_records where copy_state = 'verified' and url_state = 'original' and out_of_scope_reason is null
     ) as numbered where row <= 3 limit ?`,
    [most],
  )
  return rows.map((row) => row.record_id)
}

test('a switch whose answers are lost rests until it is known what became of them, and ends by itself', async () => {
  const recordIds = await fewOfEach(40)
  const { run } = await doclift.perform('switch', { scope: { kind: 'records', recordIds } })
  await doclift.sandbox.control.fault({ name: 'cut-after-write', on: 'collections', times: 9 })
  const { run: ended, counts } = await doclift.approve(run.id)
  expect([ended.state, counts.outcomes.done]).toEqual(['succeeded', counts.planned])
  const history = await doclift.services.tracking.runHistoryOf(run.id)
  expect(history.map(({ code }) => code)).toContain('switch.outcomes-unknown')
})
