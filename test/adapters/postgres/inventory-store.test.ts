import { expect, test } from 'vitest'
import {
  at,
  entries,
  entry,
  newUrl,
  openLedger,
  planItem,
  recordId,
  vendorUrl,
  verifiedCopy,
  written,
} from './ledger.ts'

const LIMIT_BYTES = 1_000
const page = (runId: string, list: ReturnType<typeof entries>) => ({
  runId,
  entries: list,
  next: null,
  maxFileSizeBytes: LIMIT_BYTES,
  actorId: 'doclift',
  at: at(10),
})

test('a page tells how many records are new, changed and unchanged', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  const run = await ledger.create('inventory')
  const changed = entry(1, { name: 'renamed.pdf' })
  const counts = await ledger.recordEntryPage(page(run.id, [entry(0), changed, entry(2), entry(3)]))
  expect(counts).toEqual({ isNewCount: 1, changedCount: 1, unchangedCount: 2 })
})

test('a page that is stored twice changes nothing the second time', async () => {
  const ledger = await openLedger()
  const run = await ledger.discover(entries(5))
  const again = await ledger.recordEntryPage(page(run.id, entries(5)))
  expect(again).toEqual({ isNewCount: 0, changedCount: 0, unchangedCount: 5 })
})

test('a record that comes twice in one page is stored as it was changed last', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1, { name: 'newer.pdf', systemModstamp: '2026-02-02T00:00:00.000Z' }), entry(1)])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ name: 'newer.pdf' })
})

test('invariant 2: the first-seen URL stays, and every later value is a row of its own', async () => {
  const ledger = await openLedger()
  const first = await ledger.discover([entry(1)])
  const second = await ledger.discover([entry(1, { documentUrl: 'https://vendor.example/moved.pdf' })], 60)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    firstSeenUrl: vendorUrl(1),
    documentUrl: 'https://vendor.example/moved.pdf',
  })
  expect(await ledger.historyOf(recordId(1))).toEqual([
    expect.objectContaining({ kind: 'first_seen', url: vendorUrl(1), runId: first.id, at: at(0).toISOString() }),
    expect.objectContaining({ kind: 'observed', actor: 'doclift', runId: second.id, at: at(60).toISOString() }),
  ])
})

test('a changed name adds no row to the history', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.discover([entry(1, { name: 'renamed.pdf', accountName: 'Renamed' })])
  expect(await ledger.historyOf(recordId(1))).toHaveLength(1)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ name: 'renamed.pdf', accountName: 'Renamed' })
})

test.for([
  { field: 'URL', change: { documentUrl: 'https://vendor.example/moved.pdf' } },
  { field: 'identifier', change: { identifier: 'another' } },
])('a changed $field makes a verified copy changed', async ({ change }) => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.discover([entry(1, change)])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'changed', urlState: 'original' })
})

test('a confirmed record whose URL others changed is conflicted', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  await ledger.discover([entry(1, { documentUrl: 'https://intranet.example/x', systemModstamp: at(9).toISOString() })])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'conflicted', copyState: 'changed' })
})

test('a conflicted record stays in scope when its new URL is foreign', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  const foreign = { documentUrl: 'https://intranet.example/x', outOfScopeReason: 'foreign-host' } as const
  await ledger.discover([entry(1, { ...foreign, systemModstamp: at(9).toISOString() })])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'conflicted', outOfScopeReason: null })
})

test('a page that was read before our own write takes nothing back', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  await ledger.discover([entry(1)])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'confirmed', documentUrl: newUrl(1) })
  expect(await ledger.historyOf(recordId(1))).toHaveLength(2)
})

test('our own write is recognised when an inventory reads it', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  await ledger.discover([entry(1, { documentUrl: newUrl(1), systemModstamp: at(3).toISOString() })])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'confirmed' })
})

test('a record that a switch may have written keeps its URL and both states', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  const held = await ledger.claim(await ledger.begin('switch', [planItem(1, { targetUrl: newUrl(1) })]))
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], { readAt: at(1), sentAt: at(2), ingestJobId: null })
  const moved = { documentUrl: newUrl(1), identifier: 'another', name: 'renamed.pdf' }
  await ledger.discover([entry(1, { ...moved, systemModstamp: at(9).toISOString() })])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    state: 'verified',
    documentUrl: vendorUrl(1),
    name: 'renamed.pdf',
  })
})

test('a record that moved after its approval and before its write has no good copy any more', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  await ledger.verify(0, 1)
  const planned = [0, 1].map((n) => planItem(n, { targetUrl: newUrl(n) }))
  const held = await ledger.claim(await ledger.begin('switch', planned))
  await ledger.discover([entry(1, { identifier: 'another', systemModstamp: at(9).toISOString() })])
  expect((await ledger.switchItems(held)).map((item) => item.hasGoodCopy)).toEqual([true, false])
})

test('a copy of a document that the record no longer points at is not verified', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  const run = await ledger.begin('back_up', [planItem(1)])
  const held = await ledger.claim(run)
  await ledger.discover([entry(1, { identifier: 'another' })])
  await ledger.recordCopies(held, [verifiedCopy(1)], at(1))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'changed', failureCode: 'copy.source-changed' })
  expect((await ledger.countsOf(run.id)).outcomes.failed).toBe(1)
})

test('records that a full inventory did not see are deleted, and come back when they are seen', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  const second = await ledger.discover([entry(0), entry(2)])
  expect(await ledger.markUnseenAsDeleted(second.id, at(60))).toBe(1)
  expect(await ledger.markUnseenAsDeleted(second.id, at(60))).toBe(0)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: null, outOfScopeReason: 'deleted' })
  await ledger.discover([entry(1)])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'discovered', outOfScopeReason: null })
})

test('an inventory that goes on after another one does not delete what only the other saw', async () => {
  const ledger = await openLedger()
  const interrupted = await ledger.discover([entry(0)])
  await ledger.discover([entry(0), entry(1)])
  expect(await ledger.markUnseenAsDeleted(interrupted.id, at(60))).toBe(0)
})

test('the position of a page is where the inventory goes on', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('inventory')
  expect(await ledger.readInventoryProgress(run.id)).toEqual({ position: null, watermark: null })
  const next = { jobId: '750Kx', apiVersion: '62.0', locator: 'MTAw' }
  await ledger.recordEntryPage({ ...page(run.id, entries(2)), next })
  expect(await ledger.readInventoryProgress(run.id)).toEqual({ position: next, watermark: null })
})

test('the first watermark of an inventory wins, and counts once the inventory has succeeded', async () => {
  const ledger = await openLedger()
  const run = await ledger.discover([])
  expect(await ledger.recordWatermark(run.id, at(1))).toEqual(at(1))
  expect(await ledger.recordWatermark(run.id, at(2))).toEqual(at(1))
  expect(await ledger.lastWatermark()).toBeUndefined()
  await ledger.completePlan(run.id, { planHash: 'h', parts: [], at: at(3) })
  await ledger.endRun(run.id, 'succeeded', at(3))
  expect(await ledger.lastWatermark()).toEqual(at(1))
})

test('two inventories that first see the same records at once store each of them once', async () => {
  const ledger = await openLedger()
  const runs = await Promise.all([ledger.create('inventory'), ledger.create('inventory')])
  const counts = await Promise.all(runs.map((run) => ledger.recordEntryPage(page(run.id, entries(200)))))
  expect(counts.map((count) => count.isNewCount).toSorted((a, b) => a - b)).toEqual([0, 200])
  expect((await ledger.readOverview()).total).toBe(200)
})

test('hostile names are stored as they are, except for the NUL that no database holds', async () => {
  const ledger = await openLedger()
  const name = `'); drop table file_records; -- "%s" \\ \u202e 🌿`
  await ledger.discover([entry(1, { name }), entry(2, { name: 'a\0b' })])
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ name })
  expect(await ledger.getRecord(recordId(2))).toMatchObject({ name: 'a\ufffdb' })
})

test('the time of our own write in the org is the newest the ledger knows of a record', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  const [row] = await ledger.sql<{ system_modstamp: string }>('select system_modstamp from file_records')
  expect(new Date(row?.system_modstamp ?? '').toISOString()).toBe(written(1).value.modifiedAt)
})

test('the newest count of org and ledger is shown, and one of the same inventory replaces its own', async () => {
  const ledger = await openLedger()
  const [first, second] = [await ledger.create('inventory'), await ledger.create('inventory')]
  expect((await ledger.readOverview()).entryCount).toBeNull()
  await ledger.recordEntryCount(first.id, { inOrg: 5, inLedger: 4, countedAt: at(1).toISOString() })
  await ledger.recordEntryCount(second.id, { inOrg: 6, inLedger: 6, countedAt: at(3).toISOString() })
  await ledger.recordEntryCount(first.id, { inOrg: 5, inLedger: 5, countedAt: at(2).toISOString() })
  expect((await ledger.readOverview()).entryCount).toEqual({
    inOrg: 6,
    inLedger: 6,
    countedAt: at(3).toISOString(),
  })
})

/** A ledger whose record 1 was found too large by a back-up, with the run of an inventory that comes after. */
async function openWithTooLarge() {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  const held = await ledger.claim(await ledger.begin('back_up', [planItem(1)]))
  const result = { recordId: recordId(1), result: 'too-large' as const, sizeBytes: LIMIT_BYTES + 1 }
  await ledger.recordCopies(held, [{ ...result, code: 'source.too-large', sentence: 'Too large.' }], at(5))
  return { ledger, runId: (await ledger.create('inventory')).id }
}

test('a document that is too large takes its record out of scope and its item with it', async () => {
  const { ledger } = await openWithTooLarge()
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    state: null,
    outOfScopeReason: 'too-large',
    copyState: 'discovered',
    failureCode: 'source.too-large',
  })
  expect(await ledger.sql('select outcome, code from run_items')).toEqual([
    { outcome: 'withdrawn', code: 'source.too-large' },
  ])
})

test('an inventory leaves a record that is too large out of scope', async () => {
  const { ledger, runId } = await openWithTooLarge()
  await ledger.recordEntryPage(page(runId, [entry(1, { name: 'renamed.pdf' })]))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ outOfScopeReason: 'too-large', name: 'renamed.pdf' })
})

test('a higher limit brings a record that was too large back into scope', async () => {
  const { ledger, runId } = await openWithTooLarge()
  await ledger.recordEntryPage({ ...page(runId, [entry(1)]), maxFileSizeBytes: LIMIT_BYTES + 1 })
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'discovered', outOfScopeReason: null })
})

test('another document brings a record that was too large back into scope', async () => {
  const { ledger, runId } = await openWithTooLarge()
  await ledger.recordEntryPage(page(runId, [entry(1, { identifier: 'another', systemModstamp: at(20).toISOString() })]))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'discovered', outOfScopeReason: null })
})

test('a record with a copy stays in scope when its document has become too large', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  const held = await ledger.claim(await ledger.begin('back_up', [planItem(1)]))
  const result = { recordId: recordId(1), result: 'too-large' as const, sizeBytes: LIMIT_BYTES + 1 }
  await ledger.recordCopies(held, [{ ...result, code: 'source.too-large', sentence: 'Too large.' }], at(5))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'failed', outOfScopeReason: null })
})

test('a switched record stays in scope when its Name comes to show a type that is left out', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  const run = await ledger.create('inventory')
  const [row] = await ledger.sql<{ url: string }>('select document_url as url from file_records')
  const seen = { documentUrl: row?.url ?? '', name: 'film.mp4', systemModstamp: at(90).toISOString() }
  await ledger.recordEntryPage(page(run.id, [entry(1, { ...seen, outOfScopeReason: 'type-excluded' })]))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'confirmed', name: 'film.mp4' })
})
