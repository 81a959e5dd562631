import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bodyOfChunks } from '../../server/domain/object/byte-body.ts'
import type { Scope } from '../../server/domain/run/run.ts'
import type { Verification } from '../../server/domain/verification/verification.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

/** Ten small documents to each batch, so that a run is many pieces of work. */
let doclift: TestInstallation
let copies: Copy[]

interface Copy {
  recordId: string
  key: string
  etag: string
  versionId: string
  sizeBytes: number
}

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 }, settings: { COPY_BATCH: '10' } })
  doclift.context.settings.copy.retryAfterMs = 10
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  await switchOne()
  const statement = `select record_id as "recordId", object_key as key, object_etag as etag, object_version_id as "versionId",
    object_size_bytes::int as "sizeBytes" from file_records where copy_state = 'verified' and url_state = 'original' order by 1`
  copies = await runSql<Copy>(doclift.databaseUrl, statement)
})
afterAll(() => doclift.dispose())
afterEach(async () => {
  await doclift.sandbox.store.clearFaults()
  await doclift.sandbox.vendor.clearFaults()
})

async function switchOne(): Promise<void> {
  const [first] = await runSql<{ id: string }>(
    doclift.databaseUrl,
    `select record_id as id from file_records where copy_state = 'verified' order by 1 desc limit 1`,
  )
  await doclift.perform('verify')
  const { run } = await doclift.perform('switch', { scope: { kind: 'records', recordIds: [first?.id ?? ''] } })
  await doclift.approve(run.id)
}

async function verify(ids: readonly string[], verification: Partial<Verification> = {}): Promise<RunEnd> {
  const scope: Scope = { kind: 'records', recordIds: ids }
  return await verifyScope(scope, verification)
}

async function verifyScope(scope: Scope, verification: Partial<Verification>): Promise<RunEnd> {
  const level = { level: 'head' as const, sample: null, ...verification }
  const request = { operation: 'verify' as const, scope, isDryRun: false, limits: {}, verification: level }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  return doclift.follow(run.id)
}

const overwrite = (key: string, bytes: Buffer) =>
  doclift.context.ports.store.put({
    key,
    body: bodyOfChunks([bytes]),
    sizeBytes: bytes.length,
    contentType: 'text/plain',
  })

async function ledgerOf(recordId: string) {
  const statement = `select copy_state as "copyState", url_state as "urlState", object_key as key, object_etag as etag,
    object_version_id as "versionId", failure_code as "failureCode", failure_sentence as sentence, source_confirmed_at as "confirmedAt"
    from file_records where record_id = ?`
  const [row] = await runSql<Record<string, string | null>>(doclift.databaseUrl, statement, [recordId])
  return row
}

async function itemOf({ run }: RunEnd, recordId: string) {
  const { items } = await doclift.context.ports.tracking.listRunItems(run.id, { limit: 200 })
  return items.find((item) => item.recordId === recordId)
}

/** The bytes at a key are those of the document. */
async function expectRestored(copy: Pick<Copy, 'recordId' | 'key'>): Promise<void> {
  const expected = await doclift.sandbox.control.expectedDocument(copy.recordId)
  const found = await doclift.context.ports.store.digest(copy.key, 'sha256')
  expect(found).toMatchObject({ sizeBytes: expected?.sizeBytes, checksum: { value: expected?.sha256 } })
  expect(await ledgerOf(copy.recordId)).toMatchObject({ copyState: 'verified', key: copy.key, etag: found?.etag })
}

const copyAt = (index: number) => copies[index] as Copy

describe('the level attested', () => {
  test('asks neither store nor source, and confirms no source', async () => {
    const before = await ledgerOf(copyAt(0).recordId)
    const [store, vendor] = [await doclift.sandbox.store.requests(), await doclift.sandbox.vendor.totals()]
    const { run, counts } = await verify([copyAt(0).recordId], { level: 'attested' })
    expect(run).toMatchObject({ state: 'succeeded', verification: { level: 'attested', sample: null } })
    expect(counts.outcomes.done).toBe(1)
    expect(await doclift.sandbox.store.requests()).toBe(store)
    expect(await doclift.sandbox.vendor.totals()).toEqual(vendor)
    expect(await ledgerOf(copyAt(0).recordId)).toEqual(before)
  })

  test('names every record in scope that has no proven copy, and changes none of them', async () => {
    const before = await doclift.context.ports.tracking.readOverview()
    const { run, counts } = await verifyScope({ kind: 'everything' }, { level: 'attested' })
    const { eligible, verified } = await doclift.context.ports.tracking.coverageOf({ kind: 'everything' })
    expect(eligible).toBeGreaterThan(verified)
    expect(counts).toMatchObject({ planned: eligible, findings: { unproven: eligible - verified } })
    expect(counts.outcomes).toMatchObject({ done: verified, failed: eligible - verified })
    const groups = await doclift.services.failures.readRunFailures(run.id)
    expect(groups).toMatchObject([{ code: 'copy.not-attested', records: eligible - verified }])
    expect((await doclift.context.ports.tracking.readOverview()).byState).toEqual(before.byState)
  })
})

describe('the level head', () => {
  test('makes a missing object again at the same place, and says so in item, counts and history', async () => {
    const copy = copyAt(1)
    await doclift.context.ports.store.delete(copy.key)
    const end = await verify([copy.recordId])
    expect(end.run.state).toBe('succeeded')
    expect(end.counts).toMatchObject({ outcomes: { done: 1 }, findings: { missing: 1, healed: 1 } })
    const sentence =
      'The object was gone from the bucket. The document was copied again from the source to the same place.'
    expect(await itemOf(end, copy.recordId)).toMatchObject({ outcome: 'done', code: 'copy.healed', sentence })
    const healings = await doclift.context.ports.tracking.healingsOf(copy.recordId)
    const { id: runId, number: runNumber } = end.run
    expect(healings).toMatchObject([{ runId, runNumber, actor: doclift.actor.id, finding: 'missing', sentence }])
    await expectRestored(copy)
  })

  test('restores the object that a switched link opens, at the same key, and keeps the other version', async () => {
    const [switched] = await runSql<{ recordId: string; key: string }>(
      doclift.databaseUrl,
      `select record_id as "recordId", object_key as key from file_records where url_state = 'confirmed'`,
    )
    const copy = switched ?? { recordId: '', key: '' }
    const other = await overwrite(copy.key, Buffer.from('not the document'))
    const { counts } = await verify([copy.recordId])
    expect(counts).toMatchObject({ outcomes: { done: 1 }, findings: { differs: 1, healed: 1 } })
    await expectRestored(copy)
    const ledger = await ledgerOf(copy.recordId)
    expect(ledger?.urlState).toBe('confirmed')
    expect(ledger?.versionId).not.toBe(other.versionId)
    const link = (await doclift.sandbox.control.readRecord(copy.recordId)).Document__c
    const opened = await fetch(String(link))
    const expected = await doclift.sandbox.control.expectedDocument(copy.recordId)
    expect((await opened.arrayBuffer()).byteLength).toBe(expected?.sizeBytes)
  })

  test('takes an object that was written anew with the same bytes, without asking the source for them', async () => {
    const copy = copyAt(2)
    const found = await doclift.context.ports.store.get(copy.key)
    const bytes = await readAll(found.body)
    const anew = await overwrite(copy.key, bytes)
    const { identifier } = (await doclift.sandbox.control.expectedDocument(copy.recordId)) ?? { identifier: '' }
    const before = await doclift.sandbox.vendor.requestsOf(identifier)
    const { counts } = await verify([copy.recordId])
    expect(counts).toMatchObject({ outcomes: { done: 1 }, findings: { differs: 1, healed: 1 } })
    expect(await ledgerOf(copy.recordId)).toMatchObject({ copyState: 'verified', versionId: anew.versionId })
    const after = await doclift.sandbox.vendor.requestsOf(identifier)
    expect(after.presigned - before.presigned).toBe(1)
    expect(await doclift.sandbox.store.putsOf(copy.key)).toBe(2)
  })

  test('leaves a truncated object alone when the document changed at the source, and the record becomes changed', async () => {
    const copy = copyAt(3)
    await overwrite(copy.key, Buffer.from('half'))
    await doclift.sandbox.control.uploadNewVersion(copy.recordId)
    const end = await verify([copy.recordId])
    expect(end.counts).toMatchObject({ outcomes: { done: 0, failed: 1 }, findings: { differs: 1 } })
    expect(await ledgerOf(copy.recordId)).toMatchObject({ copyState: 'changed', failureCode: 'source.changed' })
    expect(await doclift.context.ports.store.head(copy.key)).toMatchObject({ sizeBytes: 4 })
  })

  test('what cannot be copied again now fails with its finding, and the next back-up puts it right', async () => {
    const copy = copyAt(4)
    await overwrite(copy.key, Buffer.from('other'))
    const { identifier } = (await doclift.sandbox.control.expectedDocument(copy.recordId)) ?? { identifier: '' }
    await doclift.sandbox.vendor.fail('download', { with: 'internal-error', matching: identifier, times: 1_000 })
    const end = await verify([copy.recordId])
    expect(end.counts).toMatchObject({ outcomes: { done: 0, failed: 1 }, findings: { differs: 1 } })
    expect(await ledgerOf(copy.recordId)).toMatchObject({ copyState: 'failed', failureCode: 'copy.object-differs' })
    expect(await doclift.services.failures.readRunFailures(end.run.id)).toMatchObject([{ code: 'copy.object-differs' }])
    await doclift.sandbox.vendor.clearFaults()
    const scope: Scope = { kind: 'failures', codes: ['copy.object-differs'] }
    expect((await doclift.perform('back_up', { scope })).counts.outcomes.done).toBe(1)
    await expectRestored(copy)
  })

  test('replaces other bytes in a bucket that keeps no versions', async () => {
    const copy = copyAt(8)
    await doclift.sandbox.store.setPersonalities(['no-versioning'])
    await overwrite(copy.key, Buffer.from('other'))
    const { counts } = await verify([copy.recordId])
    expect(counts).toMatchObject({ outcomes: { done: 1 }, findings: { differs: 1, healed: 1 } })
    await expectRestored(copy)
    await doclift.sandbox.store.setPersonalities([])
  })

  test('an object that cannot be asked about leaves its record as it is', async () => {
    const copy = copyAt(5)
    await doclift.sandbox.store.fail('head', { with: 'internal-error', matching: copy.recordId, times: 1_000 })
    const { counts } = await verify([copy.recordId])
    expect(counts).toMatchObject({ outcomes: { failed: 1 }, findings: { unknown: 1 } })
    expect(await ledgerOf(copy.recordId)).toMatchObject({ copyState: 'verified', failureCode: null })
  })

  test('does not see bytes that changed behind an unchanged ETag', async () => {
    const copy = copyAt(6)
    await pretendOtherBytes(copy.recordId)
    expect((await verify([copy.recordId])).counts).toMatchObject({ outcomes: { done: 1 }, findings: {} })
  })
})

describe('the level full', () => {
  test('reads every byte, and finds what an unchanged ETag hides', async () => {
    const copy = copyAt(6)
    const end = await verify([copy.recordId, copyAt(7).recordId], { level: 'full' })
    expect(end.run.verification).toEqual({ level: 'full', sample: null })
    expect(end.counts).toMatchObject({ outcomes: { done: 2 }, findings: { differs: 1, healed: 1 } })
    expect(await itemOf(end, copyAt(7).recordId)).toMatchObject({ outcome: 'done', code: null })
    await expectRestored(copy)
  })

  test('waits for the bandwidth with the bytes that it reads', async () => {
    const waiting = doclift.context.pace.bandwidth
    const passed: number[] = []
    const pass = waiting.pass.bind(waiting)
    waiting.pass = (bytes, signal) => {
      passed.push(bytes)
      return pass(bytes, signal)
    }
    const large = copies.toSorted((one, other) => other.sizeBytes - one.sizeBytes)[0] as Copy
    await verify([large.recordId], { level: 'full' })
    waiting.pass = pass
    expect(passed.reduce((sum, bytes) => sum + bytes, 0)).toBe(large.sizeBytes)
  })
})

test('invariant 1: no verification writes to Salesforce', async () => {
  for (const { recordId } of copies) expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])
})

describe('a sample', () => {
  test('of a number looks at exactly so many, and says of how many', async () => {
    const { verified } = await doclift.context.ports.tracking.coverageOf({ kind: 'everything' })
    const { run, counts } = await verifyScope({ kind: 'everything' }, { level: 'full', sample: { records: 7 } })
    expect(run).toMatchObject({ sampledFrom: verified, verification: { sample: { records: 7 } } })
    expect(counts).toMatchObject({ planned: 7, outcomes: { done: 7 } })
  })

  test('of a share confirms only its own records, and another run draws others', async () => {
    const untouched = `select record_id from file_records where source_confirmed_at < ?::timestamptz order by 1`
    const begun = new Date().toISOString()
    const { run, counts } = await verifyScope({ kind: 'everything' }, { sample: { percentage: 10 } })
    expect(counts.planned).toBe(Math.ceil((run.sampledFrom ?? 0) / 10))
    const rest = await runSql(doclift.databaseUrl, untouched, [begun])
    expect(rest.length).toBeGreaterThanOrEqual((run.sampledFrom ?? 0) - counts.planned)
    const other = await verifyScope({ kind: 'everything' }, { sample: { percentage: 10 } })
    expect(await plannedOf(other)).not.toEqual(await plannedOf({ run, counts }))
  })

  test('larger than its scope is refused, with both numbers', async () => {
    const { verified } = await doclift.context.ports.tracking.coverageOf({ kind: 'everything' })
    const asked = verifyScope({ kind: 'everything' }, { sample: { records: verified + 1 } })
    await expect(asked).rejects.toMatchObject({
      code: 'run.sample-too-large',
      message: expect.stringContaining(`${verified} records`),
    })
  })
})

async function plannedOf({ run }: RunEnd): Promise<string[]> {
  const { items } = await doclift.context.ports.tracking.listRunItems(run.id, { limit: 200 })
  return items.filter((item) => item.leftOutReason === null).map((item) => item.recordId)
}

/** As if the bytes had rotted: the ledger holds another checksum than that of what is stored. */
async function pretendOtherBytes(recordId: string): Promise<void> {
  const statement = `update file_records set checksum = repeat('a', 64) where record_id = ?`
  await runSql(doclift.ownerUrl, statement, [recordId])
}

async function readAll(body: { readInto(target: Buffer): Promise<number> }): Promise<Buffer> {
  const target = Buffer.alloc(8 * 1024 * 1024)
  return target.subarray(0, await body.readInto(target))
}
