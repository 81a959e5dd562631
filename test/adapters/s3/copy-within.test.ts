import { buffer } from 'node:stream/consumers'
import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type ObjectStoreOptions,
  type OpenObjectStore,
  openObjectStore,
} from '../../../server/adapters/s3/object-store.ts'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import type { CopySource, PutObject } from '../../../server/ports/object-store.ts'
import { STRICT } from '../../contract/capabilities.ts'
import { objectOf, randomLike, sha256 } from '../../contract/object-store.suite.ts'
import { BUCKET, CREDENTIALS, REGION, startTestStore, type TestStore } from '../../sandbox/store/test-store.ts'
import type { WatchedBody } from '../../support/watched-body.ts'

const SOURCE = 'vendor-archive'
const PART_BYTES = 5 * 1024 * 1024
const BYTES = randomLike(PART_BYTES + 1_000)

describe('a large object that the store holds already', () => {
  let sandbox: TestStore
  let store: OpenObjectStore
  const opened: OpenObjectStore[] = []

  beforeAll(async () => {
    sandbox = await startTestStore()
    await sandbox.client.send(new CreateBucketCommand({ Bucket: SOURCE }))
  })
  afterEach(async () => {
    sandbox.control.clearFaults()
    sandbox.control.setPersonalities([])
    for (const one of opened.splice(0)) await one.close()
  })
  afterAll(() => sandbox.dispose())

  function openStore(options: Partial<ObjectStoreOptions> = {}): OpenObjectStore {
    const where = { endpoint: sandbox.url, region: REGION, bucket: BUCKET, isPathStyle: true, copyBuckets: [SOURCE] }
    store = openObjectStore({ ...where, ...CREDENTIALS, capabilities: STRICT, ...options })
    opened.push(store)
    return store
  }

  /** An object at the source as it was stored by one request. */
  async function atSource(key: string, bytes: Buffer): Promise<CopySource> {
    const { ETag = '', VersionId = null } = await sandbox.client.send(
      new PutObjectCommand({
        Bucket: SOURCE,
        Key: key,
        Body: bytes,
        Metadata: { theirs: 'yes' },
        Tagging: 'their=tag',
      }),
    )
    return { bucket: SOURCE, key, versionId: VersionId, etag: ETag.replaceAll('"', '') }
  }

  const copyOf = (key: string, copySource: CopySource, bytes = BYTES): PutObject & { body: WatchedBody } => ({
    ...objectOf(key, bytes),
    contentDisposition: 'inline; filename="a.pdf"',
    metadata: { 'record-id': 'a1c000000000001AAA' },
    isCreateOnly: true,
    copySource,
  })

  const read = async (key: string) => buffer(chunksOf((await store.get(key)).body))

  test('is copied there without a byte passing here, and no SHA-256 is claimed', async () => {
    const source = await atSource('whole #1 ä%.pdf', BYTES)
    const receipt = await openStore().put(copyOf('copied/whole', source))
    expect(receipt).toMatchObject({ checksum: null, attestation: 'copied-etag', etag: source.etag })
    expect(receipt.sizeBytes).toBe(BYTES.length)
    expect((await read('copied/whole')).equals(BYTES)).toBe(true)
  })

  test('and was stored in parts is copied in the same parts, so that both have the same ETag', async () => {
    const bytes = randomLike(2 * PART_BYTES + 77)
    const { etag } = await openStore({ bucket: SOURCE }).put(objectOf('parts.pdf', bytes))
    const source = { bucket: SOURCE, key: 'parts.pdf', versionId: null, etag }
    const receipt = await openStore().put(copyOf('copied/parts', source, bytes))
    expect(receipt).toMatchObject({ checksum: null, attestation: 'copied-etag', etag: expect.stringMatching(/-3$/) })
    expect((await read('copied/parts')).equals(bytes)).toBe(true)
  })

  test('is described as if it had been sent: type, name, metadata, encryption and tags are ours alone', async () => {
    const storage = {
      encryption: { kind: 'sse-s3' },
      storageClass: 'STANDARD_IA',
      tags: { project: 'doclift' },
    } as const
    const source = await atSource('described.pdf', BYTES)
    const { copySource: _, ...streamed } = copyOf('described/streamed', source)
    expect(await openStore({ storage }).put(streamed)).toMatchObject({ attestation: 'parts-sha256' })
    expect(await store.put(copyOf('described/copied', source))).toMatchObject({ attestation: 'copied-etag' })
    const [one, other] = await Promise.all(['described/streamed', 'described/copied'].map(descriptionOf))
    expect(other).toEqual(one)
    expect(one).toMatchObject({ tags: [{ Key: 'project', Value: 'doclift' }], StorageClass: 'STANDARD_IA' })
  })

  test('is read once in a process, to see that ETags mean here what they mean elsewhere', async () => {
    const sources = [await atSource('first.pdf', BYTES), await atSource('second.pdf', BYTES)]
    openStore()
    const requests: number[] = []
    for (const [at, source] of sources.entries()) {
      const before = sandbox.control.requests()
      await store.put(copyOf(`proven/${at}`, source))
      requests.push(sandbox.control.requests() - before)
    }
    expect(requests).toEqual([4, 3])
  })

  test.each([
    ['minds', []],
    ['overlooks', ['no-copy-conditions']],
  ] as const)(
    'and changed since it was opened is sent as it was opened, by a store that %s the condition',
    async (words, personalities) => {
      const source = await atSource(`changed-${words}.pdf`, BYTES)
      await atSource(`changed-${words}.pdf`, randomLike(BYTES.length + 1).subarray(1))
      sandbox.control.setPersonalities(personalities)
      const receipt = await openStore().put(copyOf(`changed/${words}`, { ...source, versionId: null }))
      expect(receipt.checksum?.value).toBe(sha256(BYTES))
      expect((await read(`changed/${words}`)).equals(BYTES)).toBe(true)
    },
  )

  test('but may not be copied is sent, and not tried to be copied again', async () => {
    const source = { bucket: 'not-there', key: 'a.pdf', versionId: null, etag: '0'.repeat(32) }
    openStore({ copyBuckets: ['not-there'] })
    const requests: number[] = []
    for (const at of [1, 2]) {
      const before = sandbox.control.requests()
      expect(await store.put(copyOf(`refused/${at}`, source))).toMatchObject({ attestation: 'parts-sha256' })
      requests.push(sandbox.control.requests() - before)
    }
    // Looked up, and asked to be copied.
    expect((requests[0] ?? 0) - (requests[1] ?? 0)).toBe(2)
  })

  test.each([
    ['is small', { bytes: randomLike(1_000) }],
    ['is larger than one copy may be', { options: { largestCopyBytes: PART_BYTES } }],
    ['is in another bucket', { options: { copyBuckets: ['other'] } }],
    ['has an ETag that is no MD5', { etag: 'opaque' }],
    ['was stored in parts that nobody tells the size of', { etag: `${'a'.repeat(32)}-7` }],
  ])('but %s is sent', async (words, { bytes = BYTES, options = {}, etag }: Case) => {
    const source = await atSource(`${words}.pdf`, bytes)
    const put = openStore(options).put(copyOf(`sent/${words}`, { ...source, etag: etag ?? source.etag }, bytes))
    expect((await put).checksum?.value).toBe(sha256(bytes))
  })

  test('is left to a later try when the store is busy, and no part of it stays', async () => {
    const bytes = randomLike(2 * PART_BYTES + 78)
    const { etag } = await openStore({ bucket: SOURCE }).put(objectOf('busy.pdf', bytes))
    const source = { bucket: SOURCE, key: 'busy.pdf', versionId: null, etag }
    sandbox.control.fail('upload-part-copy', { with: 'slow-down' })
    await expect(openStore().put(copyOf('busy', source, bytes))).rejects.toMatchObject({ code: 's3.slow-down' })
    const { Uploads = [] } = await sandbox.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
    expect(Uploads).toEqual([])
    expect(await store.put(copyOf('busy', source, bytes))).toMatchObject({ attestation: 'copied-etag' })
  })

  test('does not take the place of other bytes', async () => {
    const source = await atSource('taken.pdf', BYTES)
    await openStore().put(objectOf('taken', Buffer.from('ours')))
    await expect(store.put(copyOf('taken', source))).rejects.toMatchObject({ code: 's3.already-exists' })
  })

  async function descriptionOf(Key: string) {
    const found = await sandbox.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }))
    const { TagSet: tags } = await sandbox.client.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key }))
    const { ContentType, ContentDisposition, Metadata, ServerSideEncryption, StorageClass } = found
    return { ContentType, ContentDisposition, Metadata, ServerSideEncryption, StorageClass, tags }
  }
})

interface Case {
  bytes?: Buffer
  options?: Partial<ObjectStoreOptions>
  etag?: string
}
