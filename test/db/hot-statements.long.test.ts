import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { systemClock } from '../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../server/adapters/clock/uuid-ids.ts'
import { openTrackingStore } from '../../server/adapters/postgres/tracking-store.ts'
import { ACCOUNT_FILTER_NAMES } from '../../server/domain/overview/account-filters.ts'
import { ACCOUNT_SORTS } from '../../server/domain/overview/account-sorts.ts'
import { cutBatches } from '../../server/domain/run/batches.ts'
import type { Actor, Operation } from '../../server/domain/run/run.ts'
import type { CopyItem, CopyResult, HeldBatch } from '../../server/ports/tracking/batches.ts'
import type { ClassifiedEntry } from '../../server/ports/tracking/inventory.ts'
import type { TrackingStore } from '../../server/ports/tracking-store.ts'
import { createDatabaseIn, type TestDatabase, withDatabase } from '../support/cluster.ts'
import { runSql } from '../support/sql.ts'
import { type CarriedOut, openPlanBook, type PlanBook } from './carried-out-plans.ts'
import { fillFast } from './fill-fast.ts'

/**
 * What is asked all the time, on a ledger of a million records: plans as PostgreSQL carried them out, of the statements that
 * the code really sends, those of triggers among them. None reads a large table as a whole, and the rows that are read follow
 * from what was asked for.
 */

const RECORDS = 1_000_000
const FILL_MS = 600_000
/** A batch of copying, and the records of a switch here. */
const ITEMS = 200
const PAGE = 50
/** Each record is looked for in a handful of indexes and tables, and noted with its item, its Account and its history. */
const ROWS_PER_RECORD = 25
const ROWS_PER_CALL = 500
const LARGE_TABLES = ['file_records', 'run_items', 'record_history', 'accounts', 'counters', 'batches', 'batch_parts']
const ACTOR: Actor = { id: 'cli:test@host', role: 'admin' }
const HASH = 'a'.repeat(64)

let database: TestDatabase
let tracking: TrackingStore
let plans: PlanBook
let runs: Record<'active' | 'backUp', string>

beforeAll(async () => {
  const cluster = inject('testCluster')
  database = await createDatabaseIn(cluster)
  const adminUrl = withDatabase(cluster.adminUrl, database.name)
  await fillFast(database, adminUrl, RECORDS)
  plans = await openPlanBook(database, adminUrl)
  tracking = await openTrackingStore({ url: database.appUrl, ids: uuidIds(systemClock), maxConnections: 2 })
  const backUps = await tracking.listRuns({ limit: 5, operation: 'back_up' })
  runs = { active: backUps.items[0]!.id, backUp: backUps.items[1]!.id }
}, FILL_MS)

afterAll(async () => {
  await tracking?.close()
  await database?.drop()
})

test.for([
  ['the overview', () => tracking.readOverview()],
  ['the counts of a run', () => tracking.countsOf(runs.backUp)],
  ['the series of a day', () => tracking.readSeries({ by: 'hour', ...lastDay() })],
  ['records', () => tracking.listRecords({ limit: PAGE, after: 'a0X5g0000500000EAA' })],
  ['records by state', () => tracking.listRecords({ limit: PAGE, state: 'verified' })],
  ['records of a rare state', () => tracking.listRecords({ limit: PAGE, state: 'conflicted' })],
  ['records out of scope', () => tracking.listRecords({ limit: PAGE, outOfScopeReason: 'foreign-host' })],
  ['records by failure', () => tracking.listRecords({ limit: PAGE, failureCode: 'source.denied' })],
  ['one record', () => tracking.getRecord('a0X5g0000500000EAA')],
  ['the history of a record', () => tracking.historyOf('a0X5g0000500000EAA')],
  ['items of a run', () => tracking.listRunItems(runs.backUp, { limit: PAGE })],
  ['items by outcome', () => tracking.listRunItems(runs.backUp, { limit: PAGE, outcome: 'failed' })],
  ['items by code', () => tracking.listRunItems(runs.backUp, { limit: PAGE, code: 'source.missing' })],
  ['one Account', async () => tracking.getAccount(await largestAccount())],
  ['records of an Account', async () => tracking.listRecords({ limit: PAGE, accountId: await largestAccount() })],
  ['runs', () => tracking.listRuns({ limit: PAGE })],
  ['runs that need a worker', () => tracking.listRunsToAdvance()],
  ['what moved', () => tracking.listDrift({ limit: PAGE })],
  ...ACCOUNT_SORTS.map((sort) => [`Accounts by ${sort}`, () => tracking.listAccounts({ limit: PAGE, sort })] as const),
  ...ACCOUNT_FILTER_NAMES.map(
    (filter) => [`Accounts that are ${filter}`, () => tracking.listAccounts({ limit: PAGE, filter })] as const,
  ),
] as const)('%s: read by an index, and only what is shown', async ([, read]) => {
  expectBounded(await plans.during(read), PAGE * ROWS_PER_RECORD + ROWS_PER_CALL)
})

test('failures are counted from the index of what failed, and no other row is read', async () => {
  const failing = RECORDS / 40
  expectBounded(await plans.during(() => tracking.countFailures(new Date())), failing)
  expectBounded(await plans.during(() => tracking.countRunFailures(runs.backUp)), 20 * failing)
})

test('a batch of a back-up is claimed, read, settled and finished by its own rows', async () => {
  const batches = await tracking.batchesOf(runs.active)
  const batchId = batches[Math.floor(batches.length / 2)]!.batchId
  let held: HeldBatch | undefined
  let items: CopyItem[] = []
  expectBounded(await plans.during(async () => (held = await tracking.claimBatch(batchId, null))), ROWS_PER_CALL)
  expectBounded(await plans.during(async () => (items = await tracking.copyItems(held!))), atMost(ITEMS))
  expect(items.length).toBeGreaterThan(ITEMS / 2)
  const copies = items.map(({ recordId }) => copyOf(recordId))
  expectBounded(await plans.during(() => tracking.recordCopies(held!, copies, new Date())), atMost(ITEMS))
  expectBounded(await plans.during(() => tracking.finishBatch(held!, new Date())), atMost(ITEMS))
  expectBounded(await plans.during(() => tracking.foldCounters()), atMost(ITEMS))
})

test('a batch of a switch is noted, sent and settled by its own rows', async () => {
  const records = await firstOf('verified')
  const held = await beginSwitch(records)
  const ids = records.map(({ recordId }) => recordId)
  const at = new Date()
  expectBounded(await plans.during(() => tracking.switchItems(held)), atMost(ITEMS))
  expectBounded(await plans.during(() => tracking.recordIntents(held, ids, at)), atMost(ITEMS))
  const sending = { readAt: at, sentAt: at, ingestJobId: null }
  expectBounded(await plans.during(() => tracking.recordSent(held, ids, sending)), atMost(ITEMS))
  const outcomes = ids.map((recordId) => switchedOutcome(recordId, at))
  expectBounded(await plans.during(() => tracking.recordOutcomes(held, outcomes, at)), atMost(ITEMS))
  expectBounded(await plans.during(() => tracking.endRun(held.runId, 'succeeded', at)), atMost(ITEMS))
})

test('entries that are read again are compared with what is known of them alone', async () => {
  const runId = await createRun('inventory')
  const entries = await runSql<ClassifiedEntry>(database.ownerUrl, KNOWN_ENTRIES, [ITEMS])
  const page = { runId, entries, next: null, maxFileSizeBytes: 1, actorId: ACTOR.id, at: new Date() }
  let counts = {}
  expectBounded(await plans.during(async () => (counts = await tracking.recordEntryPage(page))), atMost(ITEMS))
  expect(counts).toEqual({ isNewCount: 0, changedCount: 0, unchangedCount: ITEMS })
})

test('a plan is cut from the items of its run alone', async () => {
  const itemsOfRun = RECORDS / 4
  expectBounded(await plans.during(() => tracking.plannedAccounts(runs.active)), itemsOfRun)
})

test.for([
  ['a back-up', () => firstPage(tracking.copyCandidates({ kind: 'everything' }, ITEMS))],
  ['a switch', () => firstPage(tracking.switchCandidates({ kind: 'everything' }, ITEMS))],
  ['a rollback', () => firstPage(tracking.rollBackCandidates({ kind: 'everything' }, ITEMS))],
] as const)('a page of what %s could take is read from an index', async ([, read]) => {
  expectBounded(await plans.during(read), atMost(ITEMS))
})

function expectBounded(carriedOut: readonly CarriedOut[], mostRows: number): void {
  expect(carriedOut.length).toBeGreaterThan(0)
  const scans = carriedOut.filter(({ scanned }) => scanned.some((table) => LARGE_TABLES.includes(table)))
  expect(scans).toEqual([])
  expect(carriedOut.filter(({ rowsRead }) => rowsRead > mostRows)).toEqual([])
}

function atMost(records: number): number {
  return records * ROWS_PER_RECORD + ROWS_PER_CALL
}

async function largestAccount(): Promise<string> {
  return (await tracking.listAccounts({ limit: 1, sort: '-total' })).items[0]!.accountId
}

function lastDay() {
  const to = new Date()
  return { from: new Date(to.getTime() - 24 * 3_600_000), to }
}

async function firstPage<Page>(pages: AsyncIterable<Page>): Promise<Page | undefined> {
  for await (const page of pages) return page
  return undefined
}

function firstOf(state: 'verified') {
  return tracking.listRecords({ limit: ITEMS, state }).then(({ items }) => items)
}

async function createRun(operation: Operation): Promise<string> {
  const id = uuidIds(systemClock).next()
  const request = { operation, scope: { kind: 'everything' } as const, isDryRun: false, limits: {} }
  await tracking.createRun({ ...request, id, profile: 'testing', settingsFingerprint: 'f' }, ACTOR, new Date())
  return id
}

/** As the org would show them again, with the stamps that the ledger knows. */
const KNOWN_ENTRIES = `
select
  record_id as "recordId",
  account_id as "accountId",
  null as "accountName",
  name,
  document_url as "documentUrl",
  identifier,
  type,
  now()::text as "createdAt",
  system_modstamp::text as "systemModstamp",
  out_of_scope_reason as "outOfScopeReason",
  true as "isVendorUrl"
from file_records
where out_of_scope_reason is null
order by record_id
limit ?`

/** A switch of these records, begun by the ledger itself. */
async function beginSwitch(records: Awaited<ReturnType<typeof firstOf>>): Promise<HeldBatch> {
  const [id, at] = [await createRun('switch'), new Date()]
  const items = records.map(({ recordId, accountId, documentUrl }) => {
    const urls = { expectedUrl: documentUrl, targetUrl: newUrl(recordId), leftOutReason: null }
    return { recordId, accountId: accountId ?? '', ...urls }
  })
  await tracking.addPlanItems(id, items)
  const parts = cutBatches(await tracking.plannedAccounts(id), RECORDS)
  await tracking.completePlan(id, { planHash: HASH, parts, at })
  await tracking.startRun({ runId: id, planHash: HASH, actor: ACTOR, at, takesOwnership: true, judge: () => null })
  await tracking.markRunning(id, at)
  const [batch] = await tracking.batchesOf(id)
  return (await tracking.claimBatch(batch!.batchId, null))!
}

function newUrl(recordId: string): string {
  return `https://files.northwind.example/${recordId}`
}

function copyOf(recordId: string): CopyResult {
  return {
    recordId,
    result: 'verified',
    sourceFingerprint: `etag-${recordId}`,
    objectKey: `doclift/test/${recordId}`,
    etag: recordId,
    versionId: null,
    sizeBytes: 1_000,
    contentType: 'application/pdf',
    checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
    attestation: 'sha256',
  }
}

function switchedOutcome(recordId: string, at: Date) {
  const value = {
    url: newUrl(recordId),
    kind: 'written',
    byUserId: '005Kx0000000001AAA',
    modifiedAt: at.toISOString(),
  } as const
  return { recordId, outcome: 'done', code: null, sentence: null, urlState: 'confirmed', value } as const
}
