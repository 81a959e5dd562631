import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TransientError } from '../../server/domain/errors.ts'
import type { UrlState } from '../../server/domain/file/states.ts'
import type { Run } from '../../server/domain/run/run.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import type { Context } from '../../server/operations/context.ts'
import { bearer, openApp, post } from '../http/requests.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { buildTestProgram } from '../support/program.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
let worker: Worker
/** What happens right after the ledger noted this of records of the first Account of a canary, and of the next ones. */
type Happening = () => Promise<unknown>
type Noted = 'tried' | 'taken_back' | 'in_doubt' | 'conflicted' | 'not_taken_back'
let after: { [What in Noted]?: Happening[] } = {}
const LEFT = 'not_taken_back'
const ELSEWHERE = 'https://intranet.example/moved'
const NOTHING: Happening = async () => undefined

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
  after = {}
  await doclift.sandbox.control.clearFaults()
})

const isWatched = (noted: string): noted is Noted => noted in after

function watched(context: Context): Context {
  const { tracking } = context.ports
  const recordOutcomes: typeof tracking.recordOutcomes = async (held, outcomes, at) => {
    await tracking.recordOutcomes(held, outcomes, at)
    const [noted] = outcomes.flatMap(({ rehearsed, outcome, code }) => rehearsed ?? outcome ?? (code ? LEFT : []))
    if (noted !== undefined && isWatched(noted)) await after[noted]?.shift()?.()
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

/** A switch of three records of each of some Accounts that no earlier test has written. */
async function plan(accounts: number): Promise<{ run: Run; canary: Item[]; others: Item[] }> {
  const rows = await runSql<{ record_id: string }>(
    doclift.ownerUrl,
    `select record_id from (
       select record_id, dense_rank() over (order by account_id) as account,
         row_number() over (partition by account_id order by record_id) as row
       from file_records as record
       where copy_state = 'verified' and url_state = 'original' and out_of_scope_reason is null and not exists (
         select from record_history where record_id = record.record_id and kind = 'written')
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

/** As if its plan said that it rests after its canary. */
async function approveWithRest(run: Run): Promise<void> {
  await runSql(doclift.ownerUrl, 'update cohorts set soak_minutes = 30 where run_id = ? and is_canary', [run.id])
  await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  while ((await doclift.services.tracking.getRun(run.id))?.stopCode !== 'switch.soaking') await wait(50)
}

async function resume(run: Run): Promise<RunEnd> {
  await doclift.services.resumeRun(run.id, doclift.actor)
  return await doclift.follow(run.id)
}

const writesOf = async ({ record_id: id }: Item) =>
  (await doclift.sandbox.control.writesOf(id)).map(({ value }) => value)
const linkOf = async ({ record_id: id }: Item) =>
  (await doclift.context.ports.org.readValues([id])).get(id)?.documentUrl

const statesOf = (items: readonly Item[]) =>
  Promise.all(items.map(async (item) => (await doclift.services.tracking.getRecord(item.record_id))?.urlState))

async function statesOfCanary(run: Run): Promise<(UrlState | undefined)[]> {
  return statesOf((await itemsOf(run)).filter((item) => item.is_canary))
}

/** Records of a canary that stand so, at least one. */
async function canaryOf(run: Run, urlState: UrlState): Promise<[Item, ...Item[]]> {
  const items = (await itemsOf(run)).filter((item) => item.is_canary)
  const states = await statesOf(items)
  const [first, ...others] = items.filter((_, at) => states[at] === urlState)
  if (first === undefined) throw new Error(`No record of the canary is ${urlState}.`)
  return [first, ...others]
}

const halt = (run: Run) => doclift.services.haltRun(run.id, doclift.actor)

/** Stops a run for good: its rollback is asked for and waits for its end. */
async function cancel(run: Run): Promise<RunEnd> {
  const asked = doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  await expect(asked).rejects.toMatchObject({ code: 'rollback.run-not-ended' })
  return await doclift.follow(run.id)
}

/** Why these records cannot be rolled back one by one. */
const refusalsOf = (items: readonly Item[]) =>
  Promise.all(
    items.map(({ record_id: id }) =>
      doclift.services.rollback.rollBackRecord(id, doclift.actor).then(
        () => 'started',
        (refusal) => refusal,
      ),
    ),
  )

async function answerOfApi({ record_id: id }: Item) {
  const app = await openApp(doclift.services)
  const access = { name: 'test', role: 'operator' as const, lifeDays: 1 }
  const { token } = await doclift.services.createToken(access, doclift.actor)
  const answer = await app.inject(post(`/v1/records/${id}/rollback`, { ...bearer(token), 'idempotency-key': id }))
  await app.close()
  return answer.json()
}

const driftOf = (items: readonly Item[]) =>
  runSql(doclift.ownerUrl, 'select record_id, kind from drift where record_id = any(string_to_array(?, $$,$$))', [
    items.map(({ record_id: id }) => id).join(),
  ])

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

test('between its steps a record of a canary belongs to its run; once that is taken back it is free', async () => {
  const { run, canary } = await plan(5)
  const owned = { code: 'run.records-owned', facts: { ownerRunId: run.id, ownerNumber: run.number, records: 1 } }
  const two = [canary[0], canary.at(-1)] as Item[]
  const whileAtWork: unknown[] = []
  after.tried = [async () => whileAtWork.push(...(await refusalsOf(two)))]
  after.taken_back = [
    async () => {
      whileAtWork.push(...(await refusalsOf(two)))
      await halt(run)
    },
  ]
  expect((await doclift.approve(run.id)).run.state).toBe('halted')
  expect(whileAtWork).toHaveLength(4)
  for (const refusal of [...whileAtWork, ...(await refusalsOf(two))]) expect(refusal).toMatchObject(owned)

  const [atItsOldLink] = await canaryOf(run, 'original')
  expect(await writesOf(atItsOldLink)).toEqual([atItsOldLink.target_url, atItsOldLink.expected_url])
  expect(await answerOfApi(atItsOldLink)).toMatchObject({ status: 409, code: owned.code, ownerRunId: run.id })
  const { program } = buildTestProgram(doclift.services, doclift.actor)
  const command = program.parseAsync(['rollback', atItsOldLink.record_id, '--yes'], { from: 'user' })
  await expect(command).rejects.toThrow(new RegExp(`^Run ${run.number} has not ended .* roll back the whole run\\.$`))

  await cancel(run)
  expect(await refusalsOf([atItsOldLink])).toMatchObject([{ code: 'rollback.never-switched' }])
})

test('a canary that cannot be rolled back stops the switch, and the resumed run rolls it back first', async () => {
  const { run, canary, others } = await plan(15)
  const [stuck] = canary as [Item]
  after.tried = [() => refuse([stuck])]
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'switch.canary-not-rolled-back' })
  expect(stopped.run.stopSentence).toContain(`all ${canary.length} records of the canary; 1 could not be`)
  expect(stopped.run.stopSentence).toContain('Locked by Legal.')
  for (const item of others) expect(await writesOf(item)).toEqual([])
  await doclift.sandbox.control.clearFaults()
  const ended = await resume(run)
  expect(ended.run.state).toBe('succeeded')
  expect(await writesOf(stuck)).toEqual([stuck.target_url, stuck.expected_url, stuck.target_url])
})

test.each([
  { what: 'that somebody else changed', after: 'conflicted', reason: 'Expected "', outcome: 'conflicted' },
  { what: 'that the org refuses', after: 'not_taken_back', reason: 'Locked by Legal.', outcome: null },
] as const)('a record of a canary $what stops the switch, also when the worker that noted it dies', async (odd) => {
  const { run, canary, others } = await plan(5)
  const makeOdd = async () => {
    const [item] = await canaryOf(run, 'confirmed')
    if (odd.outcome === null) await refuse([item])
    else await doclift.sandbox.control.editRecord(item.record_id, { Document__c: ELSEWHERE })
  }
  let deaths = 0
  after.tried = [NOTHING, makeOdd]
  after[odd.after] = [
    async () => {
      deaths += 1
      throw new TransientError('worker.died', 'As if the worker had died here.')
    },
  ]
  const { run: stopped } = await doclift.approve(run.id)
  expect([deaths, stopped.state, stopped.stopCode]).toEqual([1, 'halted', 'switch.canary-not-rolled-back'])
  expect(stopped.stopSentence).toContain(
    `all ${canary.length} records of the canary; 1 could not be. The first: ${odd.reason}`,
  )
  // The answer about the records of its call died with the worker, so they may still be in doubt.
  const back = (await statesOfCanary(run)).filter((state) => state === 'original' || state === 'in_doubt')
  expect(back).toHaveLength(canary.length - 1)

  await doclift.sandbox.control.clearFaults()
  const { run: ended, counts } = await resume(run)
  const conflicted = odd.outcome === null ? 0 : 1
  expect([ended.state, counts.outcomes]).toEqual([
    conflicted ? 'partially_succeeded' : 'succeeded',
    expect.objectContaining({ conflicted, done: canary.length + others.length - conflicted }),
  ])
})

test('a record of a canary that workers died over stops the switch, with the others rolled back', async () => {
  const { run, canary } = await plan(5)
  after.tried = [NOTHING, () => halt(run)]
  await doclift.approve(run.id)
  await runSql(doclift.ownerUrl, 'update batches set deaths = 9, piece = 0 where run_id = ? and number = 1', [run.id])
  const { run: stopped } = await resume(run)
  expect(stopped).toMatchObject({ state: 'halted', stopCode: 'switch.canary-not-rolled-back' })
  expect(stopped.stopSentence).toContain(`all ${canary.length} records of the canary; 1 could not be. The first: Every`)
  expect(await canaryOf(run, 'original')).toHaveLength(canary.length - 1)
  expect((await canaryOf(run, 'confirmed')).map(({ outcome }) => outcome)).toEqual(['failed'])
  await cancel(run)
})

test('a lost answer to the rehearsed rollback is settled by reading, and nothing is written once more', async () => {
  const { run, canary } = await plan(5)
  after.tried = [NOTHING, () => doclift.sandbox.control.fault({ name: 'cut-after-write', on: 'collections' })]
  const doubtful: { item: Item; written: (string | null)[] }[] = []
  after.in_doubt = [
    async () => {
      for (const item of await canaryOf(run, 'in_doubt')) doubtful.push({ item, written: await writesOf(item) })
    },
  ]
  const { run: ended, counts } = await doclift.approve(run.id)
  expect([ended.state, counts.outcomes.in_doubt]).toEqual(['succeeded', 0])
  expect(doubtful).toHaveLength(3)
  for (const { item, written } of doubtful) expect(written).toEqual([item.target_url, item.expected_url])
  for (const item of canary) expect(await writesOf(item)).toEqual([item.target_url, item.expected_url, item.target_url])
})

test('a switch that is rolled back in the middle of its canary takes back what has its new link, and only that', async () => {
  const { run, canary, others } = await plan(5)
  after.taken_back = [() => halt(run)]
  expect((await doclift.approve(run.id)).run.state).toBe('halted')
  const [switched, takenBack] = [await canaryOf(run, 'confirmed'), await canaryOf(run, 'original')]
  expect(switched.length + takenBack.length).toBe(canary.length)
  const { counts } = await cancel(run)
  expect(counts.outcomes).toMatchObject({ done: switched.length, withdrawn: takenBack.length + others.length })
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  expect((await doclift.follow(rollback.id)).counts.outcomes.done).toBe(switched.length)
  for (const item of canary) expect(await writesOf(item)).toEqual([item.target_url, item.expected_url])
  for (const item of others) expect(await writesOf(item)).toEqual([])
})

test('reading the org between the steps of a canary, and while it rests, finds nothing that others changed', async () => {
  const { run, canary, others } = await plan(5)
  const readings: string[] = []
  const read = async (operation: 'inventory' | 'catch_up') =>
    readings.push((await doclift.perform(operation)).run.state)
  after.tried = [() => read('inventory'), () => read('catch_up')]
  after.taken_back = [() => read('catch_up'), () => read('inventory')]
  await approveWithRest(run)
  await read('catch_up')
  await read('inventory')
  expect(readings).toEqual(Array(6).fill('succeeded'))
  expect(await driftOf(canary)).toEqual([])
  for (const { record_id: recordId } of canary) {
    const kinds = (await doclift.services.tracking.historyOf(recordId)).map(({ kind }) => kind)
    expect(kinds).toEqual(['first_seen', 'written', 'written', 'written'])
  }
  const [edited] = await canaryOf(run, 'confirmed')
  await doclift.sandbox.control.editRecord(edited.record_id, { Document__c: edited.expected_url })
  await doclift.perform('catch_up')
  expect(await driftOf(canary)).toEqual([{ record_id: edited.record_id, kind: 'reverted' }])

  await cancel(run)
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  const back = await doclift.follow(rollback.id)
  expect([back.counts.planned, back.counts.outcomes.done]).toEqual([canary.length - 1, canary.length - 1])
  for (const item of canary) expect(await linkOf(item)).toBe(item.expected_url)
  for (const item of others) expect(await writesOf(item)).toEqual([])
})
