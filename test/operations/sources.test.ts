import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { chunksOf } from '../../server/domain/object/byte-body.ts'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { openInstallation } from '../../server/wiring.ts'
import { type Listening, listen } from '../sandbox/listening.ts'
import { followRun, openTestInstallation, silentLog, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const BUCKET = 'vendor-archive'
const BYTES = Buffer.from('%PDF-1.7 what the bucket still has')
/** More than one part, so that a store that has it already copies it by itself. */
const LARGE = Buffer.concat([BYTES, Buffer.alloc(5 * 1024 * 1024, 'large')])
const SIGNATURE = 'X-Amz-Signature=0123456789abcdef0123456789abcdef'

/** Documents of a vendor that has lost some: one is in a bucket, one at a web host, one nowhere. */
describe('sources that are asked in order', () => {
  let doclift: TestInstallation
  let web: Listening
  const seenAtWeb: IncomingMessage[] = []
  let ids: { vendor: string; s3: string; large: string; https: string; nowhere: string }
  let settings: Record<string, string>

  beforeAll(async () => {
    web = await listen((message, response) => {
      seenAtWeb.push(message)
      response.writeHead(200, { 'content-length': String(BYTES.length), etag: '"w"' }).end(BYTES)
    }, 0)
    doclift = await openTestInstallation({ sandbox: { records: 80 }, hasWorker: false })
    const { store } = doclift.sandbox.info
    await fillBucket(store)
    settings = {
      ...doclift.settings,
      SOURCES: 'vendor,s3,https',
      SOURCE_S3_ENDPOINT: store.url,
      SOURCE_S3_REGION: store.region,
      SOURCE_S3_BUCKETS: BUCKET,
      SOURCE_S3_ACCESS_KEY_ID: store.accessKeyId,
      SOURCE_S3_SECRET_ACCESS_KEY: store.secretAccessKey,
      SOURCE_S3_PATH_STYLE: 'true',
      SOURCE_HTTPS_HOSTS: new URL(web.url).host,
      VENDOR_DOCUMENT_HOSTS: [
        doclift.settings.VENDOR_DOCUMENT_HOSTS,
        `${BUCKET}.s3.us-west-2.amazonaws.com`,
        new URL(web.url).host,
      ].join(','),
    }
    await perform('inventory')
    ids = await plant()
    await perform('inventory')
    await perform('back_up')
  })
  afterAll(async () => {
    await doclift.dispose()
    await web.stop()
  })

  async function fillBucket({
    url,
    region,
    accessKeyId,
    secretAccessKey,
  }: TestInstallation['sandbox']['info']['store']) {
    const credentials = { accessKeyId, secretAccessKey }
    const client = new S3Client({ endpoint: url, region, credentials, forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'kept/a.pdf', Body: BYTES }))
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'kept/large.pdf', Body: LARGE }))
    client.destroy()
  }

  async function plant() {
    const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'discovered' })
    const facts = await Promise.all(items.map(({ recordId }) => doclift.sandbox.control.expectedDocument(recordId)))
    const [vendor = '', s3 = '', https = '', nowhere = '', large = ''] = items
      .filter((_, index) => facts[index]?.answer === 'bytes')
      .map(({ recordId }) => recordId)
    const unknown = '00000000-0000-4000-8000-000000000000'
    const inBucket = `https://${BUCKET}.s3.us-west-2.amazonaws.com/kept`
    const edit = doclift.sandbox.control.editRecord
    await edit(s3, { Identifier__c: unknown, Document__c: `${inBucket}/a.pdf` })
    await edit(large, { Identifier__c: unknown, Document__c: `${inBucket}/large.pdf` })
    await edit(https, { Identifier__c: null, Document__c: `${web.url}/b.pdf?${SIGNATURE}` })
    await edit(nowhere, { Identifier__c: unknown, Document__c: `${inBucket}/gone.pdf` })
    return { vendor, s3, large, https, nowhere }
  }

  /** One run in an installation with other settings, from its start to its end. */
  async function perform(operation: Operation, change: Record<string, string> = {}): Promise<Run> {
    const other = await openInstallation(readConfig({ ...settings, ...change }), silentLog)
    const worker = await startWorker(other.context)
    const request = { operation, scope: { kind: 'everything' }, isDryRun: false, limits: {} } as const
    const { run } = await other.services.planRun(request, doclift.actor)
    const end = await followRun(other, run.id)
    await worker.stop(5_000)
    await other.close()
    return end.run
  }

  const record = (recordId: string) => doclift.services.tracking.getRecord(recordId)
  const fingerprintOf = async (recordId: string) => {
    const sql = `select source_fingerprint as fingerprint from file_records where record_id = '${recordId}'`
    return (await runSql<{ fingerprint: string }>(doclift.ownerUrl, sql))[0]?.fingerprint
  }

  test('each give what those before them have not, and the copy remembers which it was', async () => {
    const checksum = { algorithm: 'sha256', value: createHash('sha256').update(BYTES).digest('hex') }
    expect(await record(ids.s3)).toMatchObject({ state: 'verified', checksum })
    expect(await record(ids.https)).toMatchObject({ state: 'verified', checksum })
    expect(await record(ids.vendor)).toMatchObject({ state: 'verified' })
    const fingerprints = await Promise.all([ids.vendor, ids.s3, ids.https].map(fingerprintOf))
    expect(fingerprints).toEqual([
      expect.stringMatching(/ \d+$/),
      expect.stringMatching(/ s3$/),
      `w  ${BYTES.length} https`,
    ])
  })

  test('and are the destination by their store and key have it copy what is large, and nobody claims a SHA-256', async () => {
    expect(await record(ids.large)).toMatchObject({ state: 'verified', checksum: null, sizeBytes: LARGE.length })
    const receipt = await doclift.services.reports.issueReceipt(ids.large)
    expect(receipt.object).toMatchObject({ checksum: null, attestation: 'copied-etag', sizeBytes: LARGE.length })
    const { body } = await doclift.context.ports.store.get(receipt.object.key)
    expect((await buffer(chunksOf(body))).equals(LARGE)).toBe(true)
  })

  test('that all have nothing say so, each by its name', async () => {
    expect(await record(ids.nowhere)).toMatchObject({
      state: 'missing',
      failureCode: 'source.missing',
      failureSentence: expect.stringMatching(/^vendor at .*: Expected .* buckets vendor-archive: Expected /),
    })
  })

  test('send a web host neither a token nor a key, and keep its signature out of everything but the URL', async () => {
    expect(seenAtWeb.length).toBeGreaterThan(0)
    const sent = JSON.stringify(seenAtWeb.map(({ headers }) => headers))
    expect(sent).not.toMatch(/authorization|cookie/i)
    for (const secret of ['VENDOR_TOKEN', 'SOURCE_S3_SECRET_ACCESS_KEY'] as const) {
      expect(sent).not.toContain(settings[secret])
    }
    expect(JSON.stringify(await record(ids.https)).split(SIGNATURE)).toHaveLength(2)
  })

  test('are asked again for the fingerprint of what each gave', async () => {
    const run = await perform('verify')
    expect(run.state).toBe('succeeded')
  })

  test('that lose one confirm what the others gave, and say that nothing is known of the rest', async () => {
    await perform('verify', { SOURCES: 's3,https' })
    expect(await Promise.all([ids.s3, ids.https].map(async (id) => (await record(id))?.state))).toEqual([
      'verified',
      'verified',
    ])
    expect(await record(ids.vendor)).toMatchObject({ state: 'verified' })
    const { items } = await doclift.services.tracking.listRuns({ limit: 1, operation: 'verify' })
    const failed = await doclift.services.tracking.listRunItems(items[0]?.id ?? '', { limit: 200, outcome: 'failed' })
    expect(failed.items.map(({ recordId }) => recordId)).toContain(ids.vendor)
  })
})
