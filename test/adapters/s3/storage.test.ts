import { GetObjectTaggingCommand, HeadObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import { AS_THE_STORE_DOES, type ObjectStorage } from '../../../server/domain/object/storage.ts'
import { STRICT } from '../../contract/capabilities.ts'
import { objectOf, randomLike } from '../../contract/object-store.suite.ts'
import { listen } from '../../sandbox/listening.ts'
import { BUCKET, CREDENTIALS, REGION, startTestStore, type TestStore } from '../../sandbox/store/test-store.ts'

const PART_BYTES = 5 * 1024 * 1024
const KEY_ID = 'arn:aws:kms:eu-central-1:000000000000:key/1234'
const EVERYTHING: ObjectStorage = {
  encryption: { kind: 'sse-kms', keyId: KEY_ID },
  storageClass: 'STANDARD_IA',
  tags: { project: 'doclift', größe: 'groß +-=._:/@' },
}

let sandbox: TestStore
beforeAll(async () => {
  sandbox = await startTestStore()
})
afterEach(() => sandbox.control.setPersonalities([]))
afterAll(() => sandbox.dispose())

function openStore(storage: ObjectStorage, endpoint = sandbox.url) {
  const where = { endpoint, region: REGION, bucket: BUCKET, isPathStyle: true, partSizeBytes: PART_BYTES }
  return openObjectStore({ ...where, ...CREDENTIALS, capabilities: STRICT, storage })
}

async function keptAt(Key: string) {
  const where = { Bucket: BUCKET, Key }
  const { ServerSideEncryption, SSEKMSKeyId, StorageClass } = await sandbox.client.send(new HeadObjectCommand(where))
  const { TagSet = [] } = await sandbox.client.send(new GetObjectTaggingCommand(where))
  const tags = Object.fromEntries(TagSet.map(({ Key: key, Value }) => [key, Value]))
  return { ServerSideEncryption, SSEKMSKeyId, StorageClass, tags }
}

const KEPT = {
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: KEY_ID,
  StorageClass: 'STANDARD_IA',
  tags: EVERYTHING.tags,
}

describe('encryption, storage class and tags', () => {
  test.each([
    ['whole', 1_000, 'sha256'],
    ['in parts', PART_BYTES + 7, 'parts-sha256'],
  ])('go with an object sent %s, which is proven all the same', async (kind, sizeBytes, attestation) => {
    const key = `kept-${kind}`
    const receipt = await openStore(EVERYTHING).put({ ...objectOf(key, randomLike(sizeBytes)), isCreateOnly: true })
    expect(receipt.attestation).toBe(attestation)
    expect(await keptAt(key)).toEqual(KEPT)
    expect(await openStore(EVERYTHING).head(key)).toMatchObject({ etag: receipt.etag, sizeBytes })
  })

  test('are confirmed by the store before anything is copied, and the probe leaves nothing', async () => {
    for (const keyId of [KEY_ID, '1234', 'alias/archive']) {
      const storage = { ...EVERYTHING, encryption: { kind: 'sse-kms' as const, keyId } }
      await expect(openStore(storage).probeCapabilities('probe')).resolves.toEqual(STRICT)
    }
    const left = await sandbox.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'probe' }))
    expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []])
  })

  test.each([
    ['no-encryption', { encryption: { kind: 'sse-s3' } }, 'Encryption (DESTINATION_ENCRYPTION)'],
    ['no-tagging', { tags: { project: 'doclift' } }, 'Tags (DESTINATION_TAGS)'],
  ] as const)(
    'that a store of the kind %s refuses are told before anything is copied',
    async (personality, asked, name) => {
      sandbox.control.setPersonalities([personality])
      await expect(openStore({ ...AS_THE_STORE_DOES, ...asked }).probeCapabilities('probe')).rejects.toMatchObject({
        code: 's3.storage-not-kept',
        behaviour: 'fatal',
        message: expect.stringContaining(`${name} was asked for of bucket archive at 127.0.0.1`),
      })
      await expect(openStore(AS_THE_STORE_DOES).probeCapabilities('probe')).resolves.toEqual(STRICT)
    },
  )

  test.each([
    ['encryption', { encryption: { kind: 'sse-s3' } }],
    ['a key', { encryption: { kind: 'sse-kms', keyId: KEY_ID } }],
    ['a storage class', { storageClass: 'GLACIER_IR' }],
    ['tags', { tags: { project: 'doclift' } }],
  ] as const)('%s: a store that overlooks it is told from one that keeps it', async (_what, asked) => {
    const overlooking = await listen((message, response) => {
      message.resume()
      response.setHeader('content-type', 'application/xml').end('<Tagging><TagSet></TagSet></Tagging>')
    }, 0)
    try {
      const probing = openStore({ ...AS_THE_STORE_DOES, ...asked }, overlooking.url).probeCapabilities('probe')
      await expect(probing).rejects.toMatchObject({
        code: 's3.storage-not-kept',
        message: expect.stringContaining('does not confirm it'),
      })
    } finally {
      await overlooking.stop()
    }
  })
})
