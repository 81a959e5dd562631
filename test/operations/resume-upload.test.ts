import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { chunksOf } from '../../server/domain/object/byte-body.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import { haltRun } from '../../server/operations/halt-run.ts'
import { abortIdleUploads } from '../../server/operations/housekeeping/abort-idle-uploads.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import { openSdk } from '../contract/object-store.subject.ts'
import { randomLike } from '../contract/object-store.suite.ts'
import { BUCKET, CREDENTIALS, REGION, startTestStore, type TestStore } from '../sandbox/store/test-store.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const WORKER = fileURLToPath(new URL('../../server/worker.ts', import.meta.url))
const NEVER_STOPPED = new AbortController().signal
const MIB = 1024 * 1024
/** Nine parts, the last of them short: just large enough to be gone on with. */
const BYTES = randomLike(8 * 5 * MIB + 100_000)
const OTHER_BYTES = Buffer.from(BYTES).fill('another version', 1_000, 2_000)
const DOCUMENTS = 10
const ALL_PARTS_ONCE = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [at + 1, 1]))

describe('a large file whose upload is broken off', () => {
  let doclift: TestInstallation
  let source: TestStore
  let destination: S3Client
  let unused: string[]
  const workers = new Set<ChildProcess>()

  beforeAll(async () => {
    source = await startTestStore()
    const host = `${BUCKET}.s3.us-west-2.amazonaws.com`
    const settings = {
      SOURCES: 's3',
      SOURCE_S3_ENDPOINT: source.url,
      SOURCE_S3_REGION: REGION,
      SOURCE_S3_BUCKETS: BUCKET,
      SOURCE_S3_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      SOURCE_S3_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      SOURCE_S3_PATH_STYLE: 'true',
      VENDOR_DOCUMENT_HOSTS: host,
    }
    doclift = await openTestInstallation({ sandbox: { records: 60 }, settings, hasWorker: false })
    destination = openSdk({ ...doclift.sandbox.info.store, endpoint: doclift.sandbox.info.store.url })
    await inventory()
    const rows = await runSql<{ record_id: string }>(
      doclift.ownerUrl,
      `select record_id from file_records where out_of_scope_reason = 'foreign-host' order by record_id limit ${DOCUMENTS}`,
    )
    unused = rows.map(({ record_id }) => record_id)
    for (const recordId of unused) {
      await doclift.sandbox.control.editRecord(recordId, { Document__c: `https://${host}/${recordId}` })
      await putAtSource(recordId, BYTES)
    }
    await inventory()
  })
  afterEach(() => doclift.sandbox.store.clearFaults())
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL')
    destination.destroy()
    await doclift.dispose()
    await source.dispose()
  })

  test('invariant 8: after a kill no part that was noted is sent again, and the file is whole', async () => {
    const begun = await begin()
    await holdUpAfter(begun, 5)
    const worker = startWorker()
    const noted = await notedParts(begun.recordId, 5)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    await doclift.sandbox.store.clearFaults()
    const second = startWorker()
    await doclift.follow(begun.runId)
    second.kill('SIGTERM')
    await once(second, 'exit')
    await expectWhole(begun.recordId, BYTES)
    const sent = await partsOf(begun.recordId)
    expect(noted.map((number) => sent[number])).toEqual(noted.map(() => 1))
  })

  test('goes on in the same way after a worker was told to stop', async () => {
    const begun = await begin()
    await breakOff(begun, 5)
    await goOn(begun)
    await expectWhole(begun.recordId, BYTES)
    expect(await partsOf(begun.recordId)).toEqual(ALL_PARTS_ONCE)
    expect(await attestationOf(begun.recordId)).toBe('read-back')
  })

  test('is begun anew when its document changed meanwhile, and parts of the two never meet', async () => {
    const begun = await begin()
    await breakOff(begun, 5)
    await putAtSource(begun.recordId, OTHER_BYTES)
    await goOn(begun)
    await expectWhole(begun.recordId, OTHER_BYTES)
    expect(await partsOf(begun.recordId)).toEqual(ALL_PARTS_ONCE)
  })

  test('is begun anew when the store does not know the upload any more', async () => {
    const begun = await begin()
    await breakOff(begun, 5)
    await destination.send(new AbortMultipartUploadCommand(await uploadOf(begun.recordId)))
    await goOn(begun)
    await expectWhole(begun.recordId, BYTES)
    expect(await attestationOf(begun.recordId)).toBe('parts-sha256')
  })

  test('is begun anew when the ledger never heard of its upload, which is ended', async () => {
    const begun = await begin()
    await breakOff(begun, 1)
    await forgetUpload(begun.recordId)
    await goOn(begun)
    await expectWhole(begun.recordId, BYTES)
    expect(await partsOf(begun.recordId)).toMatchObject({ 1: 2 })
  })

  test('leaves no other upload at its key when it is found to be whole', async () => {
    const begun = await begin()
    await breakOff(begun, 1)
    const { Bucket, Key } = await uploadOf(begun.recordId)
    await forgetUpload(begun.recordId)
    await destination.send(new PutObjectCommand({ Bucket, Key, Body: BYTES }))
    await goOn(begun)
    await expectWhole(begun.recordId, BYTES)
  })

  test('is given the parts again that the store has lost or has other bytes in', async () => {
    const begun = await begin()
    await breakOff(begun, 5)
    const upload = await uploadOf(begun.recordId)
    const Body = Buffer.alloc(5 * MIB)
    const sha256 = createHash('sha256').update(Body).digest('base64')
    const other = { ...upload, PartNumber: 2, Body, ChecksumSHA256: sha256 }
    await destination.send(new UploadPartCommand(other))
    const lost = `insert into upload_parts select run_id, record_id, 8, etag, digest from upload_parts where record_id = ? and number = 1`
    await runSql(doclift.ownerUrl, lost, [begun.recordId])
    await goOn(begun)
    await expectWhole(begun.recordId, BYTES)
    expect(await partsOf(begun.recordId)).toEqual({ ...ALL_PARTS_ONCE, 2: 3 })
  })

  test('is found to be whole when only the answer to its completion was lost, and its source is not read again', async () => {
    const begun = await begin()
    await doclift.sandbox.store.fail('complete-upload', {
      with: 'connection-reset-after-write',
      matching: begun.recordId,
    })
    await goOn(begun)
    await expectWhole(begun.recordId, BYTES)
    expect(await partsOf(begun.recordId)).toEqual(ALL_PARTS_ONCE)
    expect(await attestationOf(begun.recordId)).toBe('read-back')
  })

  test('is left alone by a worker that wakes after another one has taken it over', async () => {
    const begun = await begin()
    const matching = begun.recordId
    await doclift.sandbox.store.fail('upload-part', { with: 'slow-answer', delayMs: 1_500, matching, nth: 6, times: 4 })
    const zombie = workBatch(doclift.context, begun.batchId, NEVER_STOPPED).catch((thrown: unknown) => thrown)
    await notedParts(begun.recordId, 5)
    await doclift.sandbox.store.clearFaults()
    await goOn(begun)
    expect(await zombie).toMatchObject({ code: 'batch.fence-lost' })
    await expectWhole(begun.recordId, BYTES)
  })

  test('is ended once its run is over and nobody has worked on it for a while, and not before', async () => {
    const begun = await begin()
    await breakOff(begun, 5)
    await makeIdle(begun.recordId)
    expect(await abortIdleUploads(doclift.context)).toBe(0)
    await haltRun(doclift.context, begun.runId, doclift.actor, { code: 'run.halted', sentence: 'Stopped.' })
    await runSql(doclift.ownerUrl, 'update uploads set worked_at = now() where record_id = ?', [begun.recordId])
    expect(await abortIdleUploads(doclift.context)).toBe(0)
    await makeIdle(begun.recordId)
    expect(await abortIdleUploads(doclift.context)).toBe(1)
    expect(await openUploads()).toEqual([])
    expect(await runSql(doclift.ownerUrl, 'select from uploads')).toEqual([])
  })

  async function perform(runId: string): Promise<void> {
    await advanceRun(doclift.context, runId, NEVER_STOPPED)
  }

  async function inventory(): Promise<void> {
    const request = { operation: 'inventory', scope: { kind: 'everything' }, isDryRun: false, limits: {} } as const
    const { run } = await doclift.services.planRun(request, doclift.actor)
    await perform(run.id)
    await perform(run.id)
  }

  /** A back-up of one record whose batch nobody works on yet. */
  async function begin() {
    const recordId = unused.shift() ?? ''
    const scope = { kind: 'records' as const, recordIds: [recordId] }
    const { run } = await doclift.services.planRun(
      { operation: 'back_up', scope, isDryRun: false, limits: {} },
      doclift.actor,
    )
    await perform(run.id)
    const [batch] = await doclift.context.ports.tracking.batchesOf(run.id)
    return { recordId, runId: run.id, batchId: batch?.batchId ?? '' }
  }

  type Begun = Awaited<ReturnType<typeof begin>>

  /** Parts after so many get no answer, so what was noted by then stays what was noted. */
  const holdUpAfter = ({ recordId: matching }: Begun, parts: number) =>
    doclift.sandbox.store.fail('upload-part', {
      with: 'slow-answer',
      delayMs: 3_600_000,
      matching,
      nth: parts + 1,
      times: 100,
    })

  async function breakOff(begun: Begun, parts: number): Promise<void> {
    await doclift.sandbox.store.fail('upload-part', {
      with: 'connection-reset-before-write',
      matching: begun.recordId,
      nth: parts + 1,
      times: 100,
    })
    const stopping = new AbortController()
    const working = workBatch(doclift.context, begun.batchId, stopping.signal).catch((thrown: unknown) => thrown)
    await notedParts(begun.recordId, parts)
    stopping.abort(new Error('the worker stops'))
    expect(await working).toBe(stopping.signal.reason)
    await doclift.sandbox.store.clearFaults()
  }

  async function goOn({ runId, batchId }: Begun): Promise<void> {
    await workBatch(doclift.context, batchId, NEVER_STOPPED)
    await perform(runId)
  }

  async function notedParts(recordId: string, least: number): Promise<number[]> {
    const read = async () => {
      const sql = 'select number from upload_parts where record_id = ? order by number'
      return (await runSql<{ number: number }>(doclift.ownerUrl, sql, [recordId])).map(({ number }) => number)
    }
    await expect.poll(async () => (await read()).length, { timeout: 120_000 }).toBeGreaterThanOrEqual(least)
    return await read()
  }

  async function expectWhole(recordId: string, bytes: Buffer): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const found = await doclift.services.tracking.getRecord(recordId)
    expect(found).toMatchObject({ state: 'verified', checksum: { algorithm: 'sha256', value: sha256 } })
    const read = createHash('sha256')
    for await (const chunk of chunksOf((await doclift.context.ports.store.get(await keyOf(recordId))).body)) {
      read.update(chunk)
    }
    expect(read.digest('hex')).toBe(sha256)
    expect(await openUploads()).toEqual([])
    expect(await runSql(doclift.ownerUrl, 'select from uploads')).toEqual([])
  }

  async function uploadOf(recordId: string) {
    const sql = 'select object_key, upload_id from uploads where record_id = ?'
    const [row] = await runSql<{ object_key: string; upload_id: string }>(doclift.ownerUrl, sql, [recordId])
    return { Bucket: doclift.sandbox.info.store.bucket, Key: row?.object_key ?? '', UploadId: row?.upload_id ?? '' }
  }

  /** As if the process had died between the store's answer and the ledger. */
  async function forgetUpload(recordId: string): Promise<void> {
    await runSql(doclift.ownerUrl, 'delete from upload_parts where record_id = ?', [recordId])
    await runSql(doclift.ownerUrl, 'delete from uploads where record_id = ?', [recordId])
  }

  async function makeIdle(recordId: string): Promise<void> {
    const sql = `update uploads set worked_at = now() - interval '11 minutes' where record_id = ?`
    await runSql(doclift.ownerUrl, sql, [recordId])
  }

  async function keyOf(recordId: string): Promise<string> {
    const sql = 'select object_key from file_records where record_id = ?'
    return (await runSql<{ object_key: string }>(doclift.ownerUrl, sql, [recordId]))[0]?.object_key ?? ''
  }

  async function attestationOf(recordId: string) {
    const sql = 'select attestation from file_records where record_id = ?'
    return (await runSql<{ attestation: string }>(doclift.ownerUrl, sql, [recordId]))[0]?.attestation
  }

  async function partsOf(recordId: string) {
    return await doclift.sandbox.store.partsOf(await keyOf(recordId))
  }

  async function openUploads() {
    const command = new ListMultipartUploadsCommand({ Bucket: doclift.sandbox.info.store.bucket })
    return (await destination.send(command)).Uploads ?? []
  }

  async function putAtSource(recordId: string, bytes: Buffer): Promise<void> {
    await source.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: recordId, Body: bytes }))
  }

  function startWorker(): ChildProcess {
    const env = { ...process.env, ...doclift.settings, LOG_LEVEL: 'error' }
    const worker = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    workers.add(worker)
    return worker
  }
})
