import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { bodyOfChunks, chunksOf } from '../../server/domain/object/byte-body.ts'
import { digestOf } from '../../server/domain/object/digest.ts'
import type { Scope } from '../../server/domain/run/run.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { openInstallation } from '../../server/wiring.ts'
import { type PersonalityName, personalitiesOf } from '../sandbox/client.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const ATTESTS_NOTHING = personalitiesOf('s3rver 3.7.1')

/** Records in the order of their ids: each test has its own. */
let doclift: TestInstallation
let recordIds: string[]
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 }, hasWorker: false })
  const inventory = await startWorker(doclift.context)
  await doclift.perform('inventory')
  await inventory.stop(5_000)
  const discovered = `select record_id as "recordId" from file_records where copy_state = 'discovered' order by 1`
  recordIds = (await runSql<{ recordId: string }>(doclift.databaseUrl, discovered)).map((row) => row.recordId)
})
afterAll(() => doclift.dispose())

/** Backs records up by an installation of its own, which asks the store anew what it refuses. */
async function backUp(
  ids: readonly string[],
  personalities: readonly PersonalityName[] = [],
  settings: Record<string, string> = {},
): Promise<RunEnd> {
  await doclift.sandbox.store.setPersonalities(personalities)
  const silent = { info() {}, warn() {}, error() {} }
  const other = await openInstallation(readConfig({ ...doclift.settings, ...settings }), silent)
  const worker = await startWorker(other.context)
  const scope: Scope = { kind: 'records', recordIds: ids }
  const end = await doclift.perform('back_up', { scope })
  await worker.stop(5_000)
  await other.close()
  return end
}

function copiesOf(ids: readonly string[]) {
  const statement = `select record_id as "recordId", copy_state as "copyState", attestation, failure_code as "failureCode",
    checksum_algorithm as "algorithm", checksum,
    object_key as "objectKey", object_version_id as "versionId" from file_records where record_id = any(?::text[]) order by 1`
  return runSql<Record<string, string | null>>(doclift.databaseUrl, statement, [`{${ids.join()}}`])
}

async function reportOf(runId: string) {
  const rows: { recordId: string; outcome: string | null; attestation: string | null }[] = []
  for await (const page of doclift.context.ports.tracking.runReport(runId, 50)) rows.push(...page)
  return rows
}

describe('a back-up', () => {
  test('to a store that refuses wrong checksums says how many copies it proved by which kind', async () => {
    const { run, counts } = await backUp(recordIds.slice(0, 20))
    expect(counts.proofs).toEqual({ sha256: counts.outcomes.done })
    expect(counts.outcomes.done).toBeGreaterThanOrEqual(10)
    const rows = await reportOf(run.id)
    for (const { outcome, attestation } of rows) expect(attestation).toBe(outcome === 'done' ? 'sha256' : null)
  })

  test.each([
    ['Amazon’s', [], 'crc32', [100, 105]],
    ['Ceph’s', personalitiesOf('Ceph radosgw 16.2'), 'sha256', [105, 110]],
  ] as const)(
    'with the fastest checksum, to a store like %s, keeps the kind that proved it, and its receipt names it',
    async (_store, personalities, algorithm, [from, to]) => {
      const ids = recordIds.slice(from, to)
      const { counts } = await backUp(ids, personalities, { COPY_CHECKSUM: 'fastest' })
      expect(counts.proofs).toEqual({ [algorithm]: counts.outcomes.done })
      const copies = (await copiesOf(ids)).filter(({ copyState }) => copyState === 'verified')
      expect(copies.length).toBe(counts.outcomes.done)
      for (const copy of copies) {
        const bytes = await bytesAt(copy.objectKey ?? '')
        const checksum = { algorithm, value: digestOf(algorithm, [bytes]).toString('hex') }
        expect(copy).toMatchObject({ algorithm, checksum: checksum.value })
        expect((await doclift.services.reports.issueReceipt(copy.recordId ?? '')).object.checksum).toEqual(checksum)
      }
    },
  )

  test('to a store that attests nothing reads every object back, and says so in counts and report', async () => {
    const ids = recordIds.slice(20, 40)
    const { run, counts } = await backUp(ids, ATTESTS_NOTHING)
    expect(counts.proofs).toEqual({ 'read-back': counts.outcomes.done })
    expect(counts.outcomes.done).toBeGreaterThanOrEqual(10)
    const verified = (await copiesOf(ids)).filter((copy) => copy.copyState === 'verified')
    expect(verified.map((copy) => copy.attestation)).toEqual(verified.map(() => 'read-back'))
    const rows = (await reportOf(run.id)).filter(({ outcome }) => outcome === 'done')
    expect(rows.map(({ attestation }) => attestation)).toEqual(rows.map(() => 'read-back'))
  })

  test('to a store that keeps other bytes than it was sent verifies nothing of it and keeps nothing', async () => {
    const ids = recordIds.slice(40, 45)
    for (const matching of ids) {
      await doclift.sandbox.store.fail('PUT', { with: 'damaged-body', matching, times: 1_000 })
    }
    const { counts } = await backUp(ids, ATTESTS_NOTHING)
    await doclift.sandbox.store.clearFaults()
    expect(counts.outcomes.done).toBe(0)
    expect(counts.proofs).toEqual({})
    const copies = await copiesOf(ids)
    expect(copies.some(({ failureCode }) => failureCode === 's3.checksum-mismatch')).toBe(true)
    expect(copies.filter(({ copyState }) => copyState === 'verified')).toEqual([])
    const stored = await Array.fromAsync(doclift.context.ports.store.list(''))
    expect(stored.filter(({ key }) => ids.some((id) => key.includes(id)))).toEqual([])
  })

  test('made again over the same bytes proves them by reading, and pins the version that is there', async () => {
    const ids = recordIds.slice(50, 55)
    await backUp(ids)
    const before = (await copiesOf(ids)).filter(({ copyState }) => copyState === 'verified')
    expect(before.length).toBeGreaterThan(0)
    await forget(before.map(({ recordId }) => recordId ?? ''))
    const { counts } = await backUp(ids)
    expect(counts.proofs).toEqual({ 'read-back': before.length })
    const after = (await copiesOf(ids)).filter(({ copyState }) => copyState === 'verified')
    expect(after).toEqual(before.map((copy) => ({ ...copy, attestation: 'read-back' })))
    expect(after.every(({ versionId }) => versionId !== null)).toBe(true)
  })

  test('leaves other bytes at the place of a copy alone, and says what to do', async () => {
    const ids = recordIds.slice(60, 61)
    await backUp(ids)
    const [before] = await copiesOf(ids)
    const key = before?.objectKey ?? ''
    await forget(ids)
    const { store } = doclift.context.ports
    await store.put({ key, body: bodyOfChunks([Buffer.from('ours')]), sizeBytes: 4, contentType: 'text/plain' })
    const { counts } = await backUp(ids)
    expect(counts.outcomes).toMatchObject({ done: 0, failed: 1 })
    expect(await copiesOf(ids)).toMatchObject([{ copyState: 'failed', failureCode: 's3.already-exists' }])
    expect(await store.head(key)).toMatchObject({ sizeBytes: 4 })
  })
})

async function bytesAt(key: string): Promise<Buffer> {
  const { body } = await doclift.context.ports.store.get(key)
  return Buffer.concat(await Array.fromAsync(chunksOf(body)))
}

/** As after a crash between the write to the bucket and the ledger's. */
async function forget(ids: readonly string[]): Promise<void> {
  const statement = `update file_records set copy_state = 'discovered', attestation = null where record_id = any(?::text[])`
  await runSql(doclift.ownerUrl, statement, [`{${ids.join()}}`])
}
