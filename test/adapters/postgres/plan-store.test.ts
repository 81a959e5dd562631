import { expect, test } from 'vitest'
import { cutBatches } from '../../../server/domain/run/batches.ts'
import type { Scope } from '../../../server/domain/run/run.ts'
import { accountId, at, entries, entry, newUrl, openLedger, planItem, recordId, startOf, vendorUrl } from './ledger.ts'

const everything: Scope = { kind: 'everything' }

async function collect<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const items: Item[] = []
  for await (const page of pages) items.push(...page)
  return items
}

test('candidates come in Account and record order, those without Account first, in pages of any size', async () => {
  const ledger = await openLedger()
  const page = entries(40).toReversed()
  await ledger.discover([...page, entry(90, { accountId: null, outOfScopeReason: 'no-account' })])
  const expected = [90, ...Array.from({ length: 40 }, (_, n) => n)].map(recordId)
  for (const pageSize of [1, 7, 41, 1_000]) {
    const found = await collect(ledger.copyCandidates(everything, pageSize))
    expect(found.map((candidate) => candidate.recordId)).toEqual(expected)
  }
})

test('a page of candidates is never larger than asked for', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(10))
  for await (const page of ledger.copyCandidates(everything, 3)) expect(page.length).toBeLessThanOrEqual(3)
})

test('candidates of Accounts and of records are those alone', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(40))
  const accounts = await collect(
    ledger.copyCandidates({ kind: 'accounts', accountIds: [accountId(3), accountId(1), accountId(3)] }, 4),
  )
  expect(accounts.map((one) => one.recordId)).toEqual([...range(10, 20), ...range(30, 40)].map(recordId))
  const records = await collect(ledger.copyCandidates({ kind: 'records', recordIds: [25, 5, 15].map(recordId) }, 2))
  expect(records.map((one) => one.recordId)).toEqual([5, 15, 25].map(recordId))
})

test('candidates of more Accounts than one statement reads come in Account order', async () => {
  const ledger = await openLedger()
  await ledger.discover(range(0, 250).map((n) => entry(n, { accountId: accountId(n) })))
  const accountIds = range(0, 250).map(accountId).toReversed()
  const found = await collect(ledger.copyCandidates({ kind: 'accounts', accountIds }, 30))
  expect(found.map((one) => one.recordId)).toEqual(range(0, 250).map(recordId))
})

test('a candidate of a switch tells all that its plan needs', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2, { outOfScopeReason: 'folder' })])
  await ledger.verify(1)
  expect(await collect(ledger.switchCandidates(everything, 10))).toEqual([
    {
      recordId: recordId(1),
      accountId: accountId(0),
      documentUrl: vendorUrl(1),
      outOfScopeReason: null,
      copyState: 'verified',
      urlState: 'original',
      isHeld: false,
      objectKey: 'doclift/document-1.pdf',
      linkGeneration: 0,
      extension: 'pdf',
    },
    expect.objectContaining({ recordId: recordId(2), outOfScopeReason: 'folder', copyState: 'discovered' }),
  ])
})

test('a rollback is told every own write with its before-image', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  await ledger.verify(1, 2)
  const { id: runId } = await ledger.switch(1)
  expect(await collect(ledger.rollBackCandidates(everything, 10))).toEqual([
    {
      recordId: recordId(1),
      accountId: accountId(0),
      urlState: 'confirmed',
      ownWrites: [{ runId, operation: 'switch', beforeImage: vendorUrl(1), writtenUrl: newUrl(1) }],
      documentUrl: newUrl(1),
      extension: 'pdf',
    },
    expect.objectContaining({ recordId: recordId(2), ownWrites: [] }),
  ])
})

test('what a run wrote is found in the order of a plan, page by page', async () => {
  const ledger = await openLedger()
  await ledger.discover(range(0, 30).map((n) => entry(n)))
  await ledger.verify(...range(0, 30))
  const { id: runId } = await ledger.switch(...range(5, 25))
  await ledger.switch(26)
  const found = await collect(ledger.rollBackCandidates({ kind: 'run', runId }, 7))
  expect(found.map((one) => one.recordId)).toEqual(range(5, 25).map(recordId))
})

test('a write that was taken back is followed by what took it back', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  const run = await ledger.begin('roll_back', [planItem(1, { expectedUrl: newUrl(1), targetUrl: vendorUrl(1) })])
  const held = await ledger.claim(run)
  await ledger.recordIntents(held, [recordId(1)], at(10))
  await ledger.recordSent(held, [recordId(1)], { readAt: at(10), sentAt: at(11), ingestJobId: null })
  const value = { url: vendorUrl(1), kind: 'written', byUserId: null, modifiedAt: null } as const
  const rolledBack = { code: null, sentence: null, urlState: 'rolled_back', isHeld: true, value } as const
  await ledger.recordOutcomes(held, [{ recordId: recordId(1), outcome: 'done', ...rolledBack }], at(12))
  const [candidate] = await collect(ledger.rollBackCandidates(everything, 10))
  expect(candidate?.urlState).toBe('rolled_back')
  expect(candidate?.ownWrites.map((write) => write.operation)).toEqual(['switch', 'roll_back'])
})

test('a write that the org refused was never an own write', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  const run = await ledger.begin('switch', [planItem(1, { targetUrl: newUrl(1) })])
  const held = await ledger.claim(run)
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], { readAt: at(1), sentAt: at(2), ingestJobId: null })
  const refused = { code: 'switch.refused', sentence: 'No.', urlState: 'refused' } as const
  await ledger.recordOutcomes(held, [{ recordId: recordId(1), outcome: 'refused', ...refused }], at(3))
  const [candidate] = await collect(ledger.rollBackCandidates(everything, 10))
  expect(candidate).toMatchObject({ ownWrites: [] })
})

test('a write whose answer is still out counts as an own write', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  const run = await ledger.begin('switch', [planItem(1, { targetUrl: newUrl(1) })])
  const held = await ledger.claim(run)
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], { readAt: at(1), sentAt: at(2), ingestJobId: null })
  const [candidate] = await collect(ledger.rollBackCandidates(everything, 10))
  expect(candidate).toMatchObject({ ownWrites: [{ writtenUrl: newUrl(1) }] })
})

test('the lines of a plan are all items in Account and record order, with those left out', async () => {
  const ledger = await openLedger()
  const items = range(0, 30).map((n) => planItem(n, { leftOutReason: n % 3 === 0 ? 'held' : null }))
  const run = await ledger.plan('switch', items.toReversed())
  const lines = items.map(({ accountId: _, ...line }) => line)
  expect(await collect(ledger.planLines(run.id, 4))).toEqual(lines)
  expect(await ledger.plannedAccounts(run.id)).toEqual([
    { accountId: accountId(0), itemCount: 6 },
    { accountId: accountId(1), itemCount: 7 },
    { accountId: accountId(2), itemCount: 7 },
  ])
})

test('the largest Accounts of a plan are told with their names, the largest first', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  const items = range(0, 30).map((n) => planItem(n, { leftOutReason: n % 3 === 0 ? 'held' : null }))
  const run = await ledger.plan('switch', items)
  const largest = await ledger.largestAccountsOf(run.id)
  expect(largest.map(({ accountId, items }) => [accountId, items])).toEqual([
    [accountId(1), 7],
    [accountId(2), 7],
    [accountId(0), 6],
  ])
  expect(largest.map(({ accountName }) => accountName)).toContain(null)
  expect(largest.at(-1)?.accountName).toMatch(/./)
})

test('batches hold the planned items of their parts, cut as the domain cut them', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(30))
  const items = range(0, 30).map((n) => planItem(n, { leftOutReason: n % 5 === 4 ? 'held' : null }))
  const run = await ledger.begin('switch', items, 6)
  const found = []
  for (const { number } of await ledger.batchesOf(run.id)) {
    const batch = await ledger.switchItems(await ledger.claim(run, number))
    expect(batch.length).toBeLessThanOrEqual(6)
    found.push(...batch.map((item) => item.recordId))
  }
  expect(found).toEqual(items.filter((item) => item.leftOutReason === null).map((item) => item.recordId))
})

test('a plan that was not completed is discarded and planned anew', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('switch')
  await ledger.addPlanItems(run.id, [planItem(1), planItem(2, { leftOutReason: 'held' })])
  await ledger.addPlanItems(run.id, [planItem(1)])
  expect(await ledger.countsOf(run.id)).toMatchObject({ planned: 1, pending: 1, leftOut: 1 })
  await ledger.discardPlan(run.id)
  expect(await ledger.countsOf(run.id)).toMatchObject({ planned: 0, pending: 0, leftOut: 0 })
  expect(await collect(ledger.planLines(run.id, 10))).toEqual([])
})

test('a completed plan is frozen: nothing is discarded, added or completed again', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', [planItem(1)])
  await ledger.discardPlan(run.id)
  expect(await collect(ledger.planLines(run.id, 10))).toHaveLength(1)
  await expect(ledger.addPlanItems(run.id, [planItem(2)])).rejects.toMatchObject({ code: 'run.not-planned' })
  const again = ledger.completePlan(run.id, { planHash: 'other', parts: [], at: at(1) })
  await expect(again).rejects.toMatchObject({ code: 'run.not-planned' })
})

test('a plan whose items another worker has discarded meanwhile is not completed, and is planned again', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('switch')
  await ledger.addPlanItems(run.id, [planItem(1), planItem(2)])
  const parts = cutBatches(await ledger.plannedAccounts(run.id), 10)
  await ledger.discardPlan(run.id)
  await ledger.addPlanItems(run.id, [planItem(1)])
  const completing = ledger.completePlan(run.id, { planHash: 'h', parts, at: at(1) })
  await expect(completing).rejects.toMatchObject({ code: 'run.planned-elsewhere', behaviour: 'transient' })
  expect((await ledger.getRun(run.id))?.planHash).toBeNull()
})

test('an empty plan is a plan', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', [])
  expect(await ledger.startRun(startOf(run))).toMatchObject({ state: 'approved' })
  expect(await ledger.batchesOf(run.id)).toEqual([])
})

test('a plan large enough for statistics of its own is completed by the application', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan(
    'switch',
    range(0, 1_200).map((n) => planItem(n)),
    100,
  )
  expect(await ledger.batchesOf(run.id)).toHaveLength(12)
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n)
}
