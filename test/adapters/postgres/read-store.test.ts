import { expect, test } from 'vitest'
import type { AccountFilter } from '../../../server/domain/overview/account-filters.ts'
import type { Page } from '../../../server/ports/tracking/reads.ts'
import { ACTOR, accountId, at, entries, entry, newUrl, openLedger, planItem, recordId, vendorUrl } from './ledger.ts'

test('the overview of an empty ledger is empty', async () => {
  const ledger = await openLedger()
  expect(await ledger.readOverview()).toEqual({
    total: 0,
    byState: {},
    outOfScope: {},
    verifiedBytes: 0,
    accounts: 0,
    unfinishedRuns: [],
    lastInventoryAt: null,
    entryCount: null,
    lastCatchUpAt: null,
    nextQuestionAt: null,
    drift: {},
  })
})

test('the overview counts states and reasons, and lists the runs that have not ended', async () => {
  const ledger = await openLedger()
  const inventory = await ledger.discover([...entries(12), entry(20, { outOfScopeReason: 'folder' })])
  await ledger.completePlan(inventory.id, { planHash: 'h', parts: [], at: at(5) })
  await ledger.endRun(inventory.id, 'succeeded', at(5))
  await ledger.verify(1, 2)
  const unfinished = await ledger.create('switch')
  expect(await ledger.readOverview()).toEqual({
    total: 13,
    byState: { discovered: 10, verified: 2 },
    outOfScope: { folder: 1 },
    verifiedBytes: 2_000,
    accounts: 3,
    unfinishedRuns: [unfinished],
    lastInventoryAt: at(5).toISOString(),
    entryCount: null,
    lastCatchUpAt: null,
    nextQuestionAt: null,
    drift: {},
  })
})

test('an Account is told with its own counts', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(15))
  await ledger.verify(11)
  expect(await ledger.getAccount(accountId(1))).toEqual({
    accountId: accountId(1),
    name: 'Account 1',
    total: 5,
    byState: { discovered: 4, verified: 1 },
    outOfScope: {},
    verifiedBytes: 1_000,
    needsAttention: 0,
    lastActivityAt: null,
  })
  expect(await ledger.getAccount(accountId(9))).toBeUndefined()
})

test('a record that moves to another Account is counted there', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  await ledger.discover([entry(1, { accountId: accountId(7), accountName: 'Seventh' })])
  expect(await ledger.getAccount(accountId(0))).toMatchObject({ total: 1 })
  expect(await ledger.getAccount(accountId(7))).toMatchObject({ total: 1, name: 'Seventh' })
})

test('lists page through everything once, in the order of their keys', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(45))
  const accounts = await readAll((after) => ledger.listAccounts({ limit: 2, ...after }))
  expect(accounts.map((account) => account.accountId)).toEqual([0, 1, 2, 3, 4].map(accountId))
  const records = await readAll((after) => ledger.listRecords({ limit: 9, ...after }))
  expect(records.map((record) => record.recordId)).toEqual(entries(45).map((one) => one.recordId))
})

test('Accounts are listed by what their records are like, folded counters or not', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(45))
  await ledger.verify(...entries(10).map((_, n) => n), 25)
  await ledger.switch(25)
  const listed = async (filter: AccountFilter) =>
    (await readAll((after) => ledger.listAccounts({ limit: 2, filter, ...after }))).map((account) => account.accountId)
  const notCopied = [1, 2, 3, 4].map(accountId)
  expect([await listed('not-copied'), await listed('switched')]).toEqual([notCopied, [accountId(2)]])
  await ledger.foldCounters()
  expect([await listed('not-copied'), await listed('switched')]).toEqual([notCopied, [accountId(2)]])
  expect([await listed('needs-attention'), await listed('conflicted')]).toEqual([[], []])
})

test('a page that ends exactly at the end has no next cursor', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(4))
  expect((await ledger.listRecords({ limit: 4 })).nextCursor).toBeNull()
  expect((await ledger.listRecords({ limit: 3 })).nextCursor).toBe(recordId(2))
})

test('records are listed by Account, state and reason, alone and together', async () => {
  const ledger = await openLedger()
  await ledger.discover([...entries(25), entry(30, { outOfScopeReason: 'no-url' })])
  await ledger.verify(3, 12, 15)
  const list = async (filter: object) =>
    (await ledger.listRecords({ limit: 50, ...filter })).items.map((record) => record.recordId)
  expect(await list({ state: 'verified' })).toEqual([3, 12, 15].map(recordId))
  expect(await list({ accountId: accountId(1), state: 'verified' })).toEqual([12, 15].map(recordId))
  expect(await list({ accountId: accountId(2) })).toEqual([20, 21, 22, 23, 24].map(recordId))
  expect(await list({ outOfScopeReason: 'no-url' })).toEqual([recordId(30)])
})

test('a record is told with all that is known of it', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1, { accountId: null, accountName: null, outOfScopeReason: 'no-account' })])
  expect(await ledger.getRecord(recordId(1))).toEqual({
    recordId: recordId(1),
    accountId: null,
    accountName: null,
    name: 'document-1.pdf',
    state: null,
    copyState: 'discovered',
    urlState: 'original',
    outOfScopeReason: 'no-account',
    isHeld: false,
    documentUrl: vendorUrl(1),
    firstSeenUrl: vendorUrl(1),
    sizeBytes: null,
    contentType: null,
    objectKey: null,
    checksum: null,
    verifiedAt: null,
    failureCode: null,
    failureSentence: null,
    ownerRunId: null,
  })
  expect(await ledger.getRecord(recordId(2))).toBeUndefined()
  expect(await ledger.historyOf(recordId(2))).toEqual([])
})

test('the history of a record names the run and the actor of every value', async () => {
  const ledger = await openLedger()
  const inventory = await ledger.discover([entry(1)])
  await ledger.verify(1)
  const run = await ledger.switch(1)
  const common = { byUserId: null, url: vendorUrl(1) }
  expect(await ledger.historyOf(recordId(1))).toEqual([
    {
      ...common,
      at: at(0).toISOString(),
      kind: 'first_seen',
      actor: ACTOR.id,
      runId: inventory.id,
      runNumber: inventory.number,
    },
    {
      at: at(3).toISOString(),
      kind: 'written',
      url: newUrl(1),
      actor: ACTOR.id,
      runId: run.id,
      runNumber: run.number,
      byUserId: '005Kx0000000001AAA',
    },
  ])
})

test('runs are listed newest first, by operation and by state', async () => {
  const ledger = await openLedger()
  const runs = [await ledger.create('inventory'), await ledger.create('switch'), await ledger.create('inventory')]
  const numbers = async (filter: object) =>
    (await ledger.listRuns({ limit: 10, ...filter })).items.map((run) => run.number)
  expect(await numbers({})).toEqual(runs.map((run) => run.number).toReversed())
  expect(await numbers({ operation: 'switch' })).toEqual([runs[1]?.number])
  expect(await numbers({ state: 'running' })).toEqual([])
  const paged = await readAll((after) => ledger.listRuns({ limit: 2, ...after }))
  expect(paged.map((run) => run.number)).toEqual(runs.map((run) => run.number).toReversed())
})

test('the items of a run are listed in record order, with those left out', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(4))
  const run = await ledger.plan('switch', [planItem(2, { leftOutReason: 'held' }), planItem(1), planItem(3)])
  const items = await readAll((after) => ledger.listRunItems(run.id, { limit: 2, ...after }))
  expect(items.map((item) => item.recordId)).toEqual([1, 2, 3].map(recordId))
  expect(items[1]).toEqual({
    recordId: recordId(2),
    recordName: 'document-2.pdf',
    expectedUrl: vendorUrl(2),
    targetUrl: null,
    leftOutReason: 'held',
    outcome: null,
    code: null,
    sentence: null,
    exposureMs: null,
  })
})

async function readAll<Item>(read: (after: { after?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = []
  let after: { after?: string } = {}
  for (;;) {
    const page = await read(after)
    items.push(...page.items)
    if (page.nextCursor === null) return items
    after = { after: page.nextCursor }
  }
}
