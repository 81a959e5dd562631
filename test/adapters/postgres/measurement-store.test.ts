import { expect, test } from 'vitest'
import { accountId, at, entries, entry, newUrl, openLedger, planItem, recordId, START, verifiedCopy } from './ledger.ts'

const switchOf = (numbers: number[]) => numbers.map((n) => planItem(n, { targetUrl: newUrl(n) }))

test('coverage is told for everything, for Accounts and for records', async () => {
  const ledger = await openLedger()
  await ledger.discover([...entries(20), entry(30, { outOfScopeReason: 'folder' })])
  await ledger.verify(1, 2, 11)
  await ledger.switch(1)
  expect(await ledger.coverageOf({ kind: 'everything' })).toEqual({ eligible: 20, verified: 3 })
  const accountIds = [accountId(1), accountId(9)]
  expect(await ledger.coverageOf({ kind: 'accounts', accountIds })).toEqual({ eligible: 10, verified: 1 })
  const recordIds = [1, 5, 30].map(recordId)
  expect(await ledger.coverageOf({ kind: 'records', recordIds })).toEqual({ eligible: 2, verified: 1 })
})

test('a planned item is stale when its source was not confirmed since, or its copy is not verified', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(4))
  await ledger.verify(1, 2)
  const run = await ledger.plan('switch', [...switchOf([1, 2, 3]), planItem(0, { leftOutReason: 'held' })])
  expect(await ledger.sourceFreshness(run.id, START)).toEqual({ planned: 3, stale: 1 })
  expect(await ledger.sourceFreshness(run.id, at(1))).toEqual({ planned: 3, stale: 3 })
})

test('planned entries that changed in the org are found, and no others', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(6))
  const run = await ledger.plan('switch', [...switchOf([0, 1, 2, 3]), planItem(4, { leftOutReason: 'held' })])
  const now = [
    entry(0),
    entry(1, { documentUrl: null }),
    entry(2, { name: 'renamed.pdf' }),
    entry(3, { systemModstamp: at(0).toISOString(), accountName: 'Renamed' }),
    entry(4, { identifier: 'another' }),
    entry(5, { identifier: 'another' }),
  ]
  expect(await ledger.changedAmongPlanned(run.id, now)).toEqual([1, 2].map(recordId))
})

test('the longest new URL of a plan is named', async () => {
  const ledger = await openLedger()
  const items = [planItem(1, { targetUrl: 'https://a.example/1' }), planItem(2, { targetUrl: 'https://a.example/22' })]
  const left = planItem(3, { targetUrl: 'https://a.example/33333', leftOutReason: 'held' })
  const run = await ledger.plan('switch', [...items, left])
  expect(await ledger.longestTarget(run.id)).toEqual({ planned: 2, maxCharacters: 20, recordId: recordId(2) })
  const empty = await ledger.plan('switch', [])
  expect(await ledger.longestTarget(empty.id)).toEqual({ planned: 0, maxCharacters: 0, recordId: null })
})

test('before-images are covered when the value to restore is the one the ledger knows', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  const run = await ledger.plan('switch', [...switchOf([0, 1]), planItem(2, { expectedUrl: 'https://other.example/' })])
  const nothing = { exportedRows: null, exportKey: null, exportSha256: null }
  expect(await ledger.beforeImageCoverage(run.id)).toEqual({ planned: 3, withBeforeImage: 2, ...nothing })
  await ledger.recordExport(run.id, { key: 'exports/1.csv', sha256: 'c'.repeat(64), rowCount: 3, at: at(1) })
  expect(await ledger.beforeImageCoverage(run.id)).toMatchObject({ exportedRows: 3, exportKey: 'exports/1.csv' })
})

test('a link sample is spread over types, size classes and Accounts, and is the same for a run', async () => {
  const ledger = await openLedger()
  const numbers = Array.from({ length: 60 }, (_, n) => n)
  await ledger.discover(entries(60))
  const backUp = await ledger.begin(
    'back_up',
    numbers.map((n) => planItem(n)),
  )
  const copies = numbers.map((n) => ({
    ...verifiedCopy(n),
    ...(n === 7 && { contentType: 'image/png' }),
    ...(n === 8 && { sizeBytes: 5 }),
  }))
  await ledger.recordCopies(await ledger.claim(backUp), copies, at(0))
  const run = await ledger.plan('switch', switchOf(numbers))
  const sample = await ledger.linkSample(run.id, 8)
  expect(sample).toHaveLength(8)
  const ids = sample.map((one) => one.recordId)
  expect(ids).toEqual(expect.arrayContaining([recordId(7), recordId(8)]))
  expect(new Set(sample.map((one) => one.accountId)).size).toBe(6)
  expect(await ledger.linkSample(run.id, 8)).toEqual(sample)
  expect(await ledger.linkSample(run.id, 1_000)).toHaveLength(60)
})
