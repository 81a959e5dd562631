import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ObjectAttributes,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUCKET, codeOf, refusal, sendByHand, startTestStore, type TestStore } from './test-store.ts'

const KEY_ID = 'arn:aws:kms:eu-central-1:000000000000:key/1234'
const at = { Bucket: BUCKET, Key: 'k' }
const MD5_OF_BODY = `"${createHash('md5').update('body').digest('hex')}"`

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const put = (more: Partial<PutObjectCommandInput> = {}) =>
  store.client.send(new PutObjectCommand({ ...at, Body: 'body', ...more }))
const head = (VersionId?: string) => store.client.send(new HeadObjectCommand({ ...at, VersionId }))
/** An object in two parts. */
const putParts = async (more = {}, part = {}) => {
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ ...at, ...more }))
  const bodies = [Buffer.alloc(5 * 1024 ** 2), Buffer.from('end')]
  const Parts = await Promise.all(
    bodies.map(async (Body, index) => {
      const named = { ...at, UploadId, PartNumber: index + 1, Body, ...part }
      return { PartNumber: index + 1, ...(await store.client.send(new UploadPartCommand(named))) }
    }),
  )
  return store.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
}

describe('tags of an object', () => {
  const tagsOf = async (VersionId?: string) => {
    const { TagSet = [] } = await store.client.send(new GetObjectTaggingCommand({ ...at, VersionId }))
    return TagSet.map(({ Key, Value }) => `${Key}=${Value}`)
  }
  const tag = (TagSet: { Key: string; Value: string }[], VersionId?: string) =>
    store.client.send(new PutObjectTaggingCommand({ ...at, VersionId, Tagging: { TagSet } }))

  test('come with the object or later, are counted, and are deleted', async () => {
    const { VersionId } = await put({ Tagging: 'case=A%2B1&name=%C3%BC+b' })
    expect(await tagsOf()).toEqual(['case=A+1', 'name=ü b'])
    expect((await head()).TagCount).toBe(2)
    await tag([{ Key: 'only', Value: ' left & right ' }].map((one) => ({ ...one, Value: one.Value.replace('&', '@') })))
    expect([await tagsOf(), (await head()).VersionId]).toEqual([['only= left @ right '], VersionId])
    await store.client.send(new DeleteObjectTaggingCommand(at))
    expect([await tagsOf(), (await head()).TagCount]).toEqual([[], undefined])
  })

  test('belong to one version', async () => {
    const first = await put({ Tagging: 'a=1' })
    const second = await put({ Tagging: 'a=2' })
    await tag([{ Key: 'a', Value: '3' }], first.VersionId)
    expect([await tagsOf(first.VersionId), await tagsOf(second.VersionId)]).toEqual([['a=3'], ['a=2']])
  })

  test('come with an object in parts too', async () => {
    await putParts({ Tagging: 'a=1' })
    expect(await tagsOf()).toEqual(['a=1'])
  })

  const many = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
  test.each<[string, { Key: string; Value: string }[], string]>([
    ['more than ten', many, '400 BadRequest'],
    ['two of the same key', [many[0], many[0]] as never, '400 InvalidTag'],
    ['a key of 129 characters', [{ Key: 'k'.repeat(129), Value: '' }], '400 InvalidTag'],
    ['a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }], '400 InvalidTag'],
    ['a mark that is not allowed', [{ Key: 'k<', Value: '' }], '400 InvalidTag'],
    ['a key of Amazon itself', [{ Key: 'aws:k', Value: '' }], '400 InvalidTag'],
    ['no key at all', [{ Key: '', Value: 'v' }], '400 InvalidTag'],
  ])('are refused when they are %s, in a call and in a header', async (_, tags, expected) => {
    await put({ Tagging: 'a=1' })
    expect(await refusal(tag(tags))).toBe(expected)
    const Tagging = tags.map(({ Key, Value }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`).join('&')
    expect(await refusal(put({ Tagging }))).toBe(expected)
    expect(await tagsOf()).toEqual(['a=1'])
  })

  test('of nothing cannot be asked for or set', async () => {
    const nothing = { Bucket: BUCKET, Key: 'nothing' }
    expect(await refusal(store.client.send(new GetObjectTaggingCommand(nothing)))).toBe('404 NoSuchKey')
    expect(await refusal(put({ Tagging: 'a=%' }))).toBe('400 InvalidArgument')
  })
})

describe('encryption and storage class', () => {
  test('are AES256 and standard when nothing is asked for', async () => {
    const written = await put()
    const { ServerSideEncryption, StorageClass, SSEKMSKeyId } = await head()
    expect([written.ServerSideEncryption, ServerSideEncryption]).toEqual(['AES256', 'AES256'])
    expect([StorageClass, SSEKMSKeyId, written.ETag]).toEqual([undefined, undefined, MD5_OF_BODY])
  })

  test('with a KMS key are told with the key, and the ETag is no MD5', async () => {
    const kms = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ID, BucketKeyEnabled: true } as const
    const written = await put(kms)
    expect([written, await head()]).toMatchObject([kms, kms])
    expect(written.ETag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(written.ETag).not.toBe(MD5_OF_BODY)
    const parts = await putParts(kms)
    expect([parts, await head()]).toMatchObject([kms, kms])
  })

  test('of a class are kept, told and listed', async () => {
    await put({ StorageClass: 'STANDARD_IA' })
    expect((await head()).StorageClass).toBe('STANDARD_IA')
    const { Contents } = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'k' }))
    expect(Contents?.[0]?.StorageClass).toBe('STANDARD_IA')
  })

  test('an object in an archive is told of but not read', async () => {
    await put({ StorageClass: 'GLACIER' })
    expect((await head()).StorageClass).toBe('GLACIER')
    expect(await refusal(store.client.send(new GetObjectCommand(at)))).toBe('403 InvalidObjectState')
  })

  test.each<[string, Partial<PutObjectCommandInput>, string]>([
    ['an encryption', { ServerSideEncryption: 'rot13' as never }, '400 InvalidArgument'],
    ['a key without KMS', { ServerSideEncryption: 'AES256', SSEKMSKeyId: KEY_ID }, '400 InvalidArgument'],
    ['a storage class', { StorageClass: 'ATTIC' as never }, '400 InvalidStorageClass'],
    ['an access control list', { ACL: 'public-read' }, '501 NotImplemented'],
    ['a lock', { ObjectLockLegalHoldStatus: 'ON' }, '501 NotImplemented'],
  ])('with %s that S3 does not have here are refused', async (_, flaw, expected) => {
    expect(await refusal(put(flaw))).toBe(expected)
  })

  test('with a key of the client are not built, and are never ignored', async () => {
    const headers = { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }
    const answer = await sendByHand(store.url, { method: 'PUT', path: `/${BUCKET}/k`, body: 'x', headers })
    expect([answer.status, codeOf(answer.text)]).toEqual([501, 'NotImplemented'])
  })
})

describe('attributes of an object', () => {
  const ALL: ObjectAttributes[] = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']
  const attributes = (ObjectAttributes: ObjectAttributes[], more = {}) =>
    store.client.send(new GetObjectAttributesCommand({ ...at, ObjectAttributes, ...more }))

  test('are told as far as they are asked for', async () => {
    const { VersionId } = await put({ ChecksumAlgorithm: 'SHA256' })
    expect(await attributes(ALL)).toMatchObject({
      ETag: MD5_OF_BODY.replaceAll('"', ''),
      Checksum: { ChecksumSHA256: createHash('sha256').update('body').digest('base64'), ChecksumType: 'FULL_OBJECT' },
      StorageClass: 'STANDARD',
      ObjectSize: 4,
      VersionId,
    })
    const some = await attributes(['ObjectSize'])
    expect([some.ObjectSize, some.ETag, some.Checksum]).toEqual([4, undefined, undefined])
    expect(await refusal(attributes(['Colour' as never]))).toBe('400 InvalidArgument')
  })

  test('tell of its parts, page by page', async () => {
    await putParts({ ChecksumAlgorithm: 'SHA256' }, { ChecksumAlgorithm: 'SHA256' })
    const first = await attributes(['ObjectParts', 'Checksum'], { MaxParts: 1 })
    expect(first.Checksum?.ChecksumType).toBe('COMPOSITE')
    expect(first.ObjectParts).toMatchObject({ TotalPartsCount: 2, IsTruncated: true, NextPartNumberMarker: '1' })
    const second = await attributes(['ObjectParts'], { PartNumberMarker: '1' })
    const ChecksumSHA256 = createHash('sha256').update('end').digest('base64')
    expect(second.ObjectParts).toMatchObject({
      IsTruncated: false,
      Parts: [{ PartNumber: 2, Size: 3, ChecksumSHA256 }],
    })
  })
})
