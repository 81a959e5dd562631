import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Run } from '../../server/domain/run/run.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import type { Context } from '../../server/operations/context.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
let worker: Worker
/** What happens in the org right after the records of a canary were switched the first time. */
let afterTry: () => Promise<unknown> = async () => undefined

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 400 },
    hasWorker: false,
    settings: { SWITCH_CANARY_RECORDS: '10', SWITCH_SOAK_MINUTES: '0', GUARDRAIL_LEAST_RECORDS: '4' },
  })
  worker = await startWorker(watched(doclift.context))
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(async () => {
  await worker.stop(5_000)
  await doclift.dispose()
})
beforeEach(async () => {
  afterTry = async () => undefined
  await doclift.sandbox.control.clearFaults()
})

function watched(context: Context): Context {
  const { tracking } = context.ports
  const recordOutcomes: typeof tracking.recordOutcomes = async (held, outcomes, at) => {
    await tracking.recordOutcomes(held, outcomes, at)
    if (outcomes.some(({ rehearsed }) => rehearsed === 'tried')) await afterTry()
  }
  return { ...context, ports: { ...context.ports, tracking: { ...tracking, recordOutcomes } } }
}

interface Item {
  record_id: string
  expected_url: string
  target_url: string
  outcome: string | null
  is_canary: boolean
}

const itemsOf = (run: Run) =>
  runSql<Item>(
    doclift.ownerUrl,
    `select item.record_id, item.expected_url, item.target_url, item.outcome, cohorts.is_canary
     from run_items as item
     join batches on batches.run_id = item.run_id
     join batch_parts as part on part.batch_id = batches.id and part.account_id = item.account_id
       and item.record_id between part.first_record_id and part.last_record_id
     join cohorts on cohorts.run_id = item.run_id and cohorts.number = batches.cohort
     where item.run_id = ? and item.left_out_reason is null order by item.record_id`,
    [run.id],
  )

/** A switch of three records of each of some Accounts that no earlier test has switched. */
async function plan(accounts: number): Promise<{ run: Run; canary: Item[]; others: Item[] }> {
  const rows = await runSql<{ record_id: string }>(
    doclift.ownerUrl,
    `select record_id from (
       select record_id, dense_rank() over (order by account_id) as account,
         row_number() over (partition by account_id order by record_id) as row
       from file_records where copy_state = 'verified' and url_state = 'original' and out_of_scope_reason is null
     ) as numbered where row <= 3 and account <= ?`,
    [accounts],
  )
  const recordIds = rows.map((row) => row.record_id)
  const { run } = await doclift.perform('switch', { scope: { kind: 'records', recordIds } })
  const items = await itemsOf(run)
  const [canary, others] = [items.filter((item) => item.is_canary), items.filter((item) => !item.is_canary)]
  expect([canary.length > 0, others.length > 0]).toEqual([true, true])
  return { run, canary, others }
}

async function resume(run: Run): Promise<RunEnd> {
  await doclift.services.resumeRun(run.id, doclift.actor)
  return await doclift.follow(run.id)
}

const writesOf = async ({ record_id: id }: Item) =>
  (await doclift.sandbox.control.writesOf(id)).map(({ value }) => value)
const linkOf = async ({ record_id: id }: Item) =>
  (await doclift.context.ports.org.readValues([id])).get(id)?.documentUrl

const refuse = (items: readonly Item[]) =>
  doclift.sandbox.control.fault({
    name: 'validation-rule',
    recordIds: items.map((item) => item.record_id),
    message: 'Locked by Legal.',
  })

test('a canary is switched, rolled back and switched again; the other records are written once', async () => {
  const { run, canary, others } = await plan(5)
  const { run: ended, counts } = await doclift.approve(run.id)
  expect([ended.state, counts.outcomes.done]).toEqual(['succeeded', canary.length + others.length])
  for (const item of canary) {
    expect(await writesOf(item)).toEqual([item.target_url, item.expected_url, item.target_url])
    const history = await doclift.services.tracking.historyOf(item.record_id)
    const written = history.filter(({ kind, runId }) => kind === 'written' && runId === run.id)
    expect(written.map(({ url }) => url).sort()).toEqual([item.target_url, item.expected_url, item.target_url].sort())
    const record = await doclift.services.tracking.getRecord(item.record_id)
    expect(record).toMatchObject({ urlState: 'confirmed', isHeld: false })
  }
  for (const item of others) expect(await writesOf(item)).toEqual([item.target_url])
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  const back = await doclift.follow(rollback.id)
  expect([back.run.state, back.counts.outcomes.done]).toEqual(['succeeded', canary.length + others.length])
  for (const item of canary) expect(await linkOf(item)).toBe(item.expected_url)
})

test('too many failures in the canary stop the switch with the canary rolled back and the rest untouched', async () => {
  const { run, canary, others } = await plan(10)
  await refuse(canary.filter((_, at) => at % 3 === 0))
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'switch.too-many-failures' })
  for (const item of canary) expect(await linkOf(item)).toBe(item.expected_url)
  for (const item of others) expect(await writesOf(item)).toEqual([])
  await doclift.sandbox.control.clearFaults()
  const { counts } = await resume(run)
  expect(counts.outcomes.done + counts.outcomes.refused).toBe(canary.length + others.length)
})

test('a canary that cannot be rolled back stops the switch, and the resumed run rolls it back first', async () => {
  const { run, canary, others } = await plan(15)
  const [stuck] = canary as [Item]
  afterTry = () => refuse([stuck])
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'switch.canary-not-rolled-back' })
  expect(stopped.run.stopSentence).toContain(`all ${canary.length} records of the canary; 1 could not be`)
  expect(stopped.run.stopSentence).toContain('Locked by Legal.')
  for (const item of others) expect(await writesOf(item)).toEqual([])
  afterTry = async () => undefined
  await doclift.sandbox.control.clearFaults()
  const ended = await resume(run)
  expect(ended.run.state).toBe('succeeded')
  expect(await writesOf(stuck)).toEqual([stuck.target_url, stuck.expected_url, stuck.target_url])
})
