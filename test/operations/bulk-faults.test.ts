import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import type { Context } from '../../server/operations/context.ts'
import { startRun } from '../../server/operations/start-run.ts'
import type { Fault } from '../sandbox/org/server.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { readOrgUrls } from '../support/org-urls.ts'
import { runSql } from '../support/sql.ts'

/** `BULK_FAULT_RECORDS=100000` makes it larger, `BULK_FAULT_SHARE` the faults more frequent. */
const RECORDS = Number(process.env.BULK_FAULT_RECORDS ?? 2_000)
const SHARE = Number(process.env.BULK_FAULT_SHARE ?? 0.02)
const EDITED = 40
const NO_LIMIT_MS = 2 ** 31 - 1
const API = '/services/data/v67.0'

const often = { share: SHARE }
const FAULTS_OF_READING: Fault[] = [
  { name: 'cut-before', pathPrefix: API, ...often },
  { name: 'cut-download', ...often },
  { name: 'http-503-html', pathPrefix: API, ...often },
  { name: 'concurrent-requests-exceeded', ...often },
  { name: 'expire-tokens', ...often },
  { name: 'gzip-answers', share: 0.5 },
  { name: 'results-not-ready', ...often },
  { name: 'cut-after-write', on: 'query-create', ...often },
]
const FAULTS_OF_WRITING: Fault[] = [
  { name: 'cut-after-write', on: 'collections', ...often },
  { name: 'cut-after-write', on: 'record', ...often },
  { name: 'cut-after-write', on: 'ingest-create', ...often },
  { name: 'cut-after-write', on: 'ingest-upload', ...often },
  { name: 'cut-after-write', on: 'ingest-close', ...often },
  { name: 'cut-upload', ...often },
  { name: 'http-404-html', pathPrefix: `${API}/jobs/ingest/`, ...often },
  { name: 'lock-parent', ...often },
  { name: 'lock-in-trigger', ...often },
  { name: 'lock-spill', ...often },
  { name: 'empty-row-id', ...often },
  { name: 'row-left-out', ...often },
  // A run has few jobs, so each of these also happens once for certain.
  ...(['job-deleted', 'job-aborted', 'job-failed'] as const).flatMap((name): Fault[] => [
    { name, of: 'ingest' },
    { name, of: 'ingest', ...often },
  ]),
]

interface LedgerRow {
  record_id: string
  document_url: string | null
  first_seen_url: string | null
  word: string | null
  target: string | null
  outcome: string | null
}

describe(`${RECORDS} records, switched and rolled back by bulk jobs while every fault strikes`, () => {
  let doclift: TestInstallation
  let context: Context
  let worker: Worker
  let editedIds: string[]

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: RECORDS, seed: 'bulk-faults' },
      settings: { SWITCH_BATCH: '2000', COLLECTIONS_UP_TO: '200' },
      hasWorker: false,
    })
    // What is tried here is the way of writing; the gate before it has tests of its own.
    context = { ...doclift.context, probes: [] }
    worker = await startWorker(context)
  }, NO_LIMIT_MS)
  afterAll(async () => {
    await worker.stop(5_000)
    await doclift.dispose()
  }, NO_LIMIT_MS)

  test(
    'the inventory holds every entry as the org does',
    async () => {
      await arm(FAULTS_OF_READING)
      expect((await doclift.perform('inventory')).run).toMatchObject({ state: 'succeeded' })
      await doclift.sandbox.control.clearFaults()
      const rows = await ledger()
      const inOrg = await readOrgUrls(doclift.sandbox.info.org)
      expect(new Map(rows.map((row) => [row.record_id, row.document_url]))).toEqual(inOrg)
      await pretendCopies()
    },
    NO_LIMIT_MS,
  )

  test(
    'the switch writes every record exactly once, and no value of others',
    async () => {
      const { run } = await doclift.perform('switch')
      editedIds = await editSome(run.id)
      await arm([...FAULTS_OF_READING, ...FAULTS_OF_WRITING])
      await startRun(context, run.id, run.planHash ?? '', doclift.actor)
      const { counts } = await untilEnded(run.id)
      await doclift.sandbox.control.clearFaults()
      const { outcomes, planned } = counts
      expect(outcomes).toMatchObject({ in_doubt: 0, conflicted: EDITED, overwritten: 0, refused: 0 })
      expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(planned)
      expect(await failuresOf(run.id)).toEqual([])
      expect(wrongStates(await ledger(run.id), await readOrgUrls(doclift.sandbox.info.org))).toEqual([])
      await expectNothingWrittenTwice(run.id, 1)
    },
    NO_LIMIT_MS,
  )

  test(
    'the rollback restores every record that is still ours',
    async () => {
      await arm([...FAULTS_OF_READING, ...FAULTS_OF_WRITING])
      const { run, counts } = await untilEnded((await doclift.perform('roll_back')).run.id)
      await doclift.sandbox.control.clearFaults()
      expect(counts.outcomes).toMatchObject({ in_doubt: 0, conflicted: 0, overwritten: 0, refused: 0 })
      expect(await failuresOf(run.id)).toEqual([])
      expect(wrongStates(await ledger(run.id), await readOrgUrls(doclift.sandbox.info.org))).toEqual([])
      await expectNothingWrittenTwice(run.id, 2)
    },
    NO_LIMIT_MS,
  )

  async function arm(faults: readonly Fault[]): Promise<void> {
    for (const fault of faults) await doclift.sandbox.control.fault(fault)
  }

  /** A run that stopped for good fails the test with its reason. */
  async function untilEnded(runId: string): Promise<RunEnd> {
    const end = await doclift.follow(runId)
    expect(end.run).toMatchObject({ state: expect.stringMatching(/succeeded$/), stopCode: null })
    return end
  }

  /** Copying 20,000 documents is not what is tried here. */
  async function pretendCopies(): Promise<void> {
    await runSql(
      doclift.ownerUrl,
      `update file_records set copy_state = 'verified', verified_at = now(), attestation = 'sha256',
         checksum_sha256 = repeat('a', 64), source_fingerprint = 'f', object_key = 'k/' || record_id, object_etag = 'e',
         object_size_bytes = 1
       where out_of_scope_reason is null returning record_id`,
    )
  }

  async function editSome(runId: string): Promise<string[]> {
    const rows = (await ledger(runId)).filter((row) => row.target !== null)
    const every = Math.floor(rows.length / EDITED)
    const chosen = rows.filter((_, index) => index % every === 0).slice(0, EDITED)
    for (const { record_id } of chosen) {
      await doclift.sandbox.control.editRecord(record_id, { Document__c: `https://edited.example/${record_id}` })
    }
    return chosen.map((row) => row.record_id)
  }

  function ledger(runId?: string): Promise<LedgerRow[]> {
    return runSql<LedgerRow>(
      doclift.ownerUrl,
      `select record.record_id, document_url, first_seen_url, word, item.target_url as target, item.outcome
       from file_records as record
       left join run_items as item on item.record_id = record.record_id and item.run_id = ?::uuid
         and item.left_out_reason is null
       order by record.record_id`,
      [runId ?? null],
    )
  }

  /** What the org holds, read past the service, against what the ledger says of each record. */
  function wrongStates(rows: readonly LedgerRow[], inOrg: ReadonlyMap<string, string | null>): string[] {
    const wrong = rows.filter((row) => {
      const value = inOrg.get(row.record_id)
      if (value === undefined || value !== row.document_url) return true
      if (editedIds.includes(row.record_id)) return value !== `https://edited.example/${row.record_id}`
      if (row.outcome === 'done') return value !== row.target
      return row.outcome === null ? value !== row.first_seen_url && row.word !== 'confirmed' : row.outcome !== 'failed'
    })
    return wrong.slice(0, 20).map((row) => JSON.stringify({ ...row, inOrg: inOrg.get(row.record_id) }))
  }

  /** Every fault passes, so no record may be given up. */
  function failuresOf(runId: string) {
    const sql = "select record_id, code, sentence from run_items where run_id = ? and outcome = 'failed' limit 20"
    return runSql(doclift.ownerUrl, sql, [runId])
  }

  async function expectNothingWrittenTwice(runId: string, writes: number): Promise<void> {
    const done = (await ledger(runId)).filter((row) => row.outcome === 'done')
    for (const { record_id } of done.filter((_, index) => index % 50 === 0)) {
      expect(await doclift.sandbox.control.writesOf(record_id), record_id).toHaveLength(writes)
    }
  }
})
