import { expect, test } from 'vitest'
import type { DriftKind } from '../../../server/domain/drift/drift.ts'
import type { ReleaseSubject } from '../../../server/domain/rollback/release.ts'
import type { UrlOutcome } from '../../../server/ports/tracking/batches.ts'
import type { ClassifiedEntry } from '../../../server/ports/tracking/inventory.ts'
import {
  accountId,
  at,
  entries,
  entry,
  type Ledger,
  newUrl,
  nextId,
  openLedger,
  planItem,
  recordId,
  vendorUrl,
  verifiedCopy,
  written,
} from './ledger.ts'

const later = at(9).toISOString()
const moved = (n: number, change: Partial<ClassifiedEntry>) => entry(n, { systemModstamp: later, ...change })

async function openKinds(ledger: Ledger): Promise<DriftKind[]> {
  const { items } = await ledger.listDrift({ limit: 200 })
  return items.map((finding) => finding.kind).toSorted()
}

/** Copies anew what is not verified any more. */
async function copyAgain(ledger: Ledger, n: number): Promise<void> {
  const held = await ledger.claim(await ledger.begin('back_up', [planItem(n)]))
  await ledger.recordCopies(held, [verifiedCopy(n)], at(100))
  await ledger.finishBatch(held, at(100))
  await ledger.endRun(held.runId, 'succeeded', at(100))
}

/** An inventory that succeeded, with these records in it. */
async function discoverFirst(ledger: Ledger, page: readonly ClassifiedEntry[]): Promise<void> {
  const run = await ledger.discover(page)
  await ledger.recordWatermark(run.id, at(1))
  await ledger.completePlan(run.id, { planHash: 'h', parts: [], at: at(1) })
  await ledger.endRun(run.id, 'succeeded', at(1))
}

test('a first inventory finds no drift, and a record that comes later is a new one', async () => {
  const ledger = await openLedger()
  await discoverFirst(ledger, entries(2))
  expect(await ledger.countDrift()).toEqual({})
  const run = await ledger.discover([entry(2), entry(3, { outOfScopeReason: 'folder' })], 20)
  expect((await ledger.listDrift({ limit: 10 })).items).toEqual([
    expect.objectContaining({
      kind: 'new-record',
      recordId: recordId(2),
      runId: run.id,
      runNumber: run.number,
      seenAt: at(20).toISOString(),
      oldValue: null,
      newValue: vendorUrl(2),
      resolvedAt: null,
    }),
  ])
  await ledger.verify(2)
  expect(await ledger.countDrift()).toEqual({})
})

test('what changes on a record without a copy is no drift', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.discover([moved(1, { name: 'renamed.pdf', documentUrl: 'https://vendor.example/other.pdf' })])
  expect(await ledger.countDrift()).toEqual({})
})

test.for<{ kind: DriftKind; change: Partial<ClassifiedEntry>; values: [string | null, string | null] }>([
  {
    kind: 'new-vendor-url',
    change: { documentUrl: 'https://vendor.example/v2.pdf' },
    values: [vendorUrl(1), 'https://vendor.example/v2.pdf'],
  },
  {
    kind: 'changed-by-others',
    change: { documentUrl: 'https://intranet.example/x', isVendorUrl: false, outOfScopeReason: 'foreign-host' },
    values: [vendorUrl(1), 'https://intranet.example/x'],
  },
  {
    kind: 'changed-by-others',
    change: { documentUrl: null, isVendorUrl: false, outOfScopeReason: 'no-url' },
    values: [vendorUrl(1), null],
  },
  { kind: 'newer-version', change: { identifier: 'another' }, values: ['identifier-1', 'another'] },
  { kind: 'moved-account', change: { accountId: accountId(7) }, values: [accountId(0), accountId(7)] },
  { kind: 'renamed', change: { name: 'renamed.pdf' }, values: ['document-1.pdf', 'renamed.pdf'] },
])('a copied record that changed before the switch is $kind, once, until it is as it was', async (given) => {
  const { kind, change, values } = given
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.discover([moved(1, change)])
  await ledger.discover([moved(1, change)])
  const { items } = await ledger.listDrift({ limit: 10 })
  expect(items.map((one) => [one.kind, one.oldValue, one.newValue])).toEqual([[kind, ...values]])
})

test('a new vendor URL before the switch is resolved when the record is copied again', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.discover([moved(1, { documentUrl: 'https://vendor.example/v2.pdf' })])
  await copyAgain(ledger, 1)
  expect(await openKinds(ledger)).toEqual([])
  const { items } = await ledger.listDrift({ limit: 10, withResolved: true })
  expect(items).toEqual([expect.objectContaining({ kind: 'new-vendor-url', resolvedAt: expect.any(String) })])
})

test.for<{ kind: DriftKind; change: Partial<ClassifiedEntry> }>([
  { kind: 'reverted', change: { documentUrl: vendorUrl(1) } },
  { kind: 'new-vendor-url', change: { documentUrl: 'https://vendor.example/v2.pdf' } },
  { kind: 'changed-by-others', change: { documentUrl: 'https://intranet.example/x', isVendorUrl: false } },
])('a switched record whose link is $kind stays open after a back-up, until the link is another', async (given) => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  await ledger.discover([moved(1, given.change)])
  expect(await openKinds(ledger)).toEqual([given.kind])
  await copyAgain(ledger, 1)
  expect(await openKinds(ledger)).toEqual([given.kind])
  const next = { documentUrl: 'https://intranet.example/y', isVendorUrl: false, systemModstamp: at(99).toISOString() }
  await ledger.discover([entry(1, next)])
  const { items } = await ledger.listDrift({ limit: 10, withResolved: true })
  expect(items.map((finding) => [finding.kind, finding.resolvedAt === null])).toEqual([
    ['changed-by-others', true],
    [given.kind, false],
  ])
})

test('our own writes, forwards and backwards, are no drift', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  await ledger.verify(0, 1)
  await ledger.switch(0, 1)
  await ledger.discover([0, 1].map((n) => moved(n, { documentUrl: newUrl(n) })))
  const held = await ledger.claim(
    await ledger.begin('roll_back', [planItem(1, { expectedUrl: newUrl(1), targetUrl: vendorUrl(1) })]),
  )
  await ledger.recordIntents(held, [recordId(1)], at(10))
  await ledger.recordSent(held, [recordId(1)], { readAt: at(10), sentAt: at(10), ingestJobId: null })
  const value = { ...written(1).value, url: vendorUrl(1), modifiedAt: at(11).toISOString() }
  const outcome = { ...written(1), value, urlState: 'rolled_back' as const, isHeld: true }
  await ledger.recordOutcomes(held, [outcome], at(12))
  await ledger.discover([moved(1, { systemModstamp: at(11).toISOString() })])
  expect(await ledger.countDrift()).toEqual({})
})

test('a name or Account that changed is resolved by a release', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.sql('update file_records set is_held = true')
  await ledger.discover([moved(1, { name: 'renamed.pdf', accountId: accountId(7) })])
  expect(await openKinds(ledger)).toEqual(['moved-account', 'renamed'])
  const decide = ({ urlState, copyState, outOfScopeReason }: ReleaseSubject) => ({
    urlState,
    copyState,
    outOfScopeReason,
  })
  const act = {
    id: nextId(),
    actor: { id: 'cli:a@b', role: 'admin' as const },
    at: at(20),
    idempotency: undefined,
    decide,
  }
  await ledger.releaseRecord(recordId(1), act)
  expect(await openKinds(ledger)).toEqual([])
})

test('a version newer than all known makes a copy changed, once, until it is copied again', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  await ledger.verify(1)
  const run = await ledger.create('inventory')
  const version = (n: number, seconds: number) => ({
    versionId: recordId(1_000 + n),
    recordId: recordId(n),
    createdAt: at(seconds).toISOString(),
  })
  expect(await ledger.recordVersions(run.id, [version(0, 5), version(1, 5), version(77, 5)], at(30))).toBe(1)
  expect(await ledger.recordVersions(run.id, [version(1, 5)], at(31))).toBe(0)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'changed' })
  expect(await ledger.getRecord(recordId(0))).toMatchObject({ state: 'discovered' })
  expect(await openKinds(ledger)).toEqual(['newer-version'])
  await ledger.recordVersions(run.id, [version(1, 8)], at(32))
  expect(await openKinds(ledger)).toEqual(['newer-version'])
  await copyAgain(ledger, 1)
  expect(await openKinds(ledger)).toEqual([])
  expect(await ledger.recordVersions(run.id, [version(1, 8)], at(33))).toBe(0)
  expect(await ledger.entriesOf(run.id)).toMatchObject({ changed: 2 })
})

test('a newer version of a switched record stays open when it is copied, because the link opens the older one', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  const run = await ledger.create('inventory')
  const version = { versionId: recordId(9), recordId: recordId(1), createdAt: later }
  await ledger.recordVersions(run.id, [version], at(30))
  await copyAgain(ledger, 1)
  expect(await openKinds(ledger)).toEqual(['newer-version'])
})

test('a deleted record is marked unless it was brought back later, and comes back when it is seen', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(0), entry(1), moved(2, {})])
  await ledger.verify(0, 2)
  const run = await ledger.create('inventory')
  const deletions = [0, 1, 2, 77].map((n) => ({ recordId: recordId(n), deletedAt: at(5).toISOString() }))
  expect(await ledger.recordDeletions(run.id, deletions, at(30))).toBe(2)
  expect(await ledger.recordDeletions(run.id, deletions, at(31))).toBe(0)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ outOfScopeReason: 'deleted' })
  expect(await ledger.getRecord(recordId(2))).toMatchObject({ outOfScopeReason: null, state: 'verified' })
  expect((await ledger.listDrift({ limit: 10 })).items).toEqual([
    expect.objectContaining({ kind: 'deleted', recordId: recordId(0), oldValue: vendorUrl(0), newValue: null }),
  ])
  await ledger.discover([moved(0, {})])
  expect(await ledger.getRecord(recordId(0))).toMatchObject({ outOfScopeReason: null, state: 'verified' })
  expect(await openKinds(ledger)).toEqual([])
})

test('deleting a record resolves whatever else was open about it', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.discover([moved(1, { name: 'renamed.pdf' })])
  const run = await ledger.create('inventory')
  await ledger.recordDeletions(run.id, [{ recordId: recordId(1), deletedAt: at(10).toISOString() }], at(30))
  expect(await openKinds(ledger)).toEqual(['deleted'])
})

test('the list is paged newest first and filtered by kind, Account, record and run', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(12))
  await ledger.verify(1, 2, 11)
  const run = await ledger.discover([1, 2, 11].map((n) => moved(n, { name: `renamed-${n}.pdf` })))
  const other = await ledger.discover([moved(2, { name: 'renamed-2.pdf', accountId: accountId(5) })])
  const ids = async (options: object) =>
    (await ledger.listDrift({ limit: 50, ...options })).items.map((one) => one.recordId)
  const first = await ledger.listDrift({ limit: 2 })
  const second = await ledger.listDrift({ limit: 2, after: first.nextCursor ?? '' })
  const numbers = [...first.items, ...second.items].map((one) => one.number)
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  expect(numbers).toHaveLength(4)
  expect(second.nextCursor).toBeNull()
  expect(await ids({ kind: 'moved-account' })).toEqual([recordId(2)])
  expect(await ids({ accountId: accountId(1) })).toEqual([recordId(11)])
  expect(await ids({ recordId: recordId(1) })).toEqual([recordId(1)])
  expect(await ids({ runId: other.id })).toEqual([recordId(2)])
  expect(await ids({ runId: run.id })).toHaveLength(3)
  expect(await ledger.countDrift()).toEqual({ 'moved-account': 1, renamed: 3 })
})

test('the report has every finding, resolved or not, the oldest first', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  await ledger.verify(0, 1, 2)
  await ledger.discover([0, 1, 2].map((n) => moved(n, { documentUrl: `https://vendor.example/v2-${n}.pdf` })))
  await copyAgain(ledger, 1)
  const rows = (await Array.fromAsync(ledger.driftReport(2))).flat()
  expect(rows.map((row) => row.number)).toEqual(rows.map((row) => row.number).toSorted((a, b) => a - b))
  expect(rows.filter((row) => row.resolvedAt === null)).toHaveLength(2)
  expect(rows.find((row) => row.resolvedAt !== null)).toMatchObject({
    recordId: recordId(1),
    recommendation: 'Nothing is left to do.',
  })
})

test('a schedule makes one catch-up however many ask, and none while another run reads the org', async () => {
  const ledger = await openLedger()
  const ask = () => {
    const request = {
      operation: 'catch_up' as const,
      scope: { kind: 'everything' as const },
      isDryRun: false,
      limits: {},
    }
    const run = { id: nextId(), ...request, profile: 'testing', settingsFingerprint: 'f' }
    return ledger.createScheduledCatchUp(run, { id: 'doclift', role: 'operator' }, at(0), 30)
  }
  expect(await ask()).toBeUndefined()
  await discoverFirst(ledger, entries(1))
  const made = (await Promise.all(Array.from({ length: 8 }, ask))).filter((run) => run !== undefined)
  expect(made).toEqual([expect.objectContaining({ operation: 'catch_up', createdBy: 'doclift' })])
  await ledger.endRun(made[0]?.id ?? '', 'succeeded', at(1))
  expect(await ask()).toBeUndefined()
  await ledger.sql("update runs set scheduled_at = scheduled_at - interval '31 minutes' where scheduled_at is not null")
  const inventory = await ledger.create('inventory')
  expect(await ask()).toBeUndefined()
  await ledger.endRun(inventory.id, 'failed', at(2))
  expect(await ask()).toMatchObject({ operation: 'catch_up' })
})

test('a catch-up that somebody asks for is refused while another run reads the org', async () => {
  const ledger = await openLedger()
  const inventory = await ledger.create('inventory')
  await expect(ledger.create('catch_up')).rejects.toMatchObject({ code: 'run.already-reading' })
  await ledger.endRun(inventory.id, 'failed', at(1))
  const asked = await Promise.allSettled(Array.from({ length: 4 }, () => ledger.create('catch_up')))
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('of entries read again those that differ are named, and nothing is stored', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  const stale = entry(0, { name: 'older.pdf', systemModstamp: '2026-01-31T00:00:00.000Z' })
  const read = [stale, entry(1), moved(2, { name: 'renamed.pdf' }), entry(3)]
  expect(await ledger.differingEntries(read)).toEqual([recordId(2), recordId(3)])
  expect(await ledger.getRecord(recordId(3))).toBeUndefined()
})

test('values of a rehearsal that were read in the second of a later step are nobody else’s', async () => {
  const ledger = await openLedger()
  await discoverFirst(ledger, [entry(1)])
  await ledger.verify(1)
  const held = await ledger.claim(await ledger.begin('switch', [planItem(1, { targetUrl: newUrl(1) })]))
  const second = at(3).toISOString()
  const note = (url: string, result: Partial<UrlOutcome>) => {
    const value = { url, kind: 'written' as const, byUserId: null, modifiedAt: second }
    const unsettled = { recordId: recordId(1), outcome: null, code: null, sentence: null, value }
    return ledger.recordOutcomes(held, [{ ...unsettled, ...result }], at(3))
  }
  const readLate = (documentUrl: string) => ledger.discover([entry(1, { documentUrl, systemModstamp: second })])
  await ledger.recordIntents(held, [recordId(1)], at(3))
  await note(newUrl(1), { rehearsed: 'tried', urlState: 'confirmed' })
  await note(vendorUrl(1), { rehearsed: 'taken_back', urlState: 'original' })
  await readLate(newUrl(1))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'verified', documentUrl: vendorUrl(1) })
  await note(newUrl(1), { outcome: 'done', urlState: 'confirmed' })
  await readLate(vendorUrl(1))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'confirmed', documentUrl: newUrl(1) })
  expect(await openKinds(ledger)).toEqual([])
  await readLate('https://intranet.example/x')
  expect(await openKinds(ledger)).toEqual([expect.any(String)])
})
