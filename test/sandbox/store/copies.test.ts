import { randomBytes } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUCKET, refusal, startTestStore, type TestStore } from './test-store.ts'

const FIVE_MIB = 5 * 1024 ** 2
const ODD_KEYS = ['plain', 'a b+c%20d&e?f.pdf', 'ü/日本語/🧾', "it's (a) test!*~", 'line\nbreak', 'versionId=x']

let store: TestStore
let original: string
beforeAll(async () => {
  store = await startTestStore()
  const described = { ContentType: 'text/x-source', Metadata: { from: 'source' }, Tagging: 'a=1&b=2' }
  original = (await put('source', 'original', described)).VersionId ?? ''
})
afterAll(() => store.dispose())

const put = (Key: string, Body: string | Buffer, more = {}) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }))
const sourceOf = (key: string) => `${BUCKET}/${key.split('/').map(encodeURIComponent).join('/')}`
const copy = (Key: string, more: Partial<CopyObjectCommandInput> = {}) =>
  store.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource: sourceOf('source'), ...more }))
const head = (Key: string) => store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }))
const text = async (Key: string) =>
  (await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString()
const tags = async (Key: string) =>
  (await store.client.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key }))).TagSet?.map(({ Value }) => Value)

test.each(ODD_KEYS)('an object is copied from and to the key %j', async (key) => {
  await put(`from/${key}`, key)
  const copied = await copy(`to/${key}`, { CopySource: sourceOf(`from/${key}`) })
  expect(await text(`to/${key}`)).toBe(key)
  expect(copied.CopyObjectResult?.ETag).toBe((await head(`from/${key}`)).ETag)
})

test('metadata and tags come from the source or from the request, as told', async () => {
  await copy('kept')
  expect(await head('kept')).toMatchObject({ ContentType: 'text/x-source', Metadata: { from: 'source' } })
  expect(await tags('kept')).toEqual(['1', '2'])
  const own = { ContentType: 'text/x-own', Metadata: { from: 'request' }, Tagging: 'c=3' }
  await copy('ignored', own)
  expect(await head('ignored')).toMatchObject({ ContentType: 'text/x-source' })
  await copy('replaced', { ...own, MetadataDirective: 'REPLACE', TaggingDirective: 'REPLACE' })
  expect(await head('replaced')).toMatchObject({ ContentType: 'text/x-own', Metadata: { from: 'request' } })
  expect(await tags('replaced')).toEqual(['3'])
})

test('a copy has the checksum of its source or the one asked for', async () => {
  await put('summed', 'content', { ChecksumAlgorithm: 'SHA1' })
  await copy('same', { CopySource: sourceOf('summed') })
  expect((await head('same')).ChecksumSHA1).toBe((await head('summed')).ChecksumSHA1)
  const other = await copy('other', { CopySource: sourceOf('summed'), ChecksumAlgorithm: 'CRC32C' })
  expect((await head('other')).ChecksumCRC32C).toBe(other.CopyObjectResult?.ChecksumCRC32C)
})

test('an object is copied onto itself only to change it', async () => {
  await put('self', 'bytes')
  const source = { CopySource: sourceOf('self') }
  expect(await refusal(copy('self', source))).toBe('400 InvalidRequest')
  await copy('self', { ...source, MetadataDirective: 'REPLACE', Metadata: { a: 'changed' } })
  expect(await head('self')).toMatchObject({ Metadata: { a: 'changed' }, ContentLength: 5 })
  await copy('self', { ...source, StorageClass: 'STANDARD_IA' })
  expect((await head('self')).StorageClass).toBe('STANDARD_IA')
})

test('an older version is copied by its id', async () => {
  const first = await put('versions', 'first')
  await put('versions', 'second')
  const copied = await copy('restored', { CopySource: `${sourceOf('versions')}?versionId=${first.VersionId}` })
  expect([await text('restored'), copied.CopySourceVersionId]).toEqual(['first', first.VersionId])
})

const LONG_AGO = new Date('2001-01-01')
const LATER = new Date('2101-01-01')

test.each<[string, Partial<CopyObjectCommandInput>, string]>([
  ['another ETag is wanted', { CopySourceIfMatch: '"other"' }, '412 PreconditionFailed'],
  ['its date is before the wanted one', { CopySourceIfModifiedSince: LATER }, '412 PreconditionFailed'],
  ['it was modified since', { CopySourceIfUnmodifiedSince: LONG_AGO }, '412 PreconditionFailed'],
  ['it does not exist', { CopySource: sourceOf('nothing') }, '404 NoSuchKey'],
  ['its bucket does not exist', { CopySource: 'nowhere/source' }, '404 NoSuchBucket'],
  ['its version does not exist', { CopySource: `${sourceOf('source')}?versionId=x` }, '404 NoSuchVersion'],
  ['it is not named in full', { CopySource: BUCKET }, '400 InvalidArgument'],
  ['a directive does not exist', { MetadataDirective: 'MIX' as never }, '400 InvalidArgument'],
])('a copy is refused when %s', async (_, flaw, expected) => {
  expect(await refusal(copy('refused', flaw))).toBe(expected)
  expect(await refusal(head('refused'))).toBe('404 NotFound')
})

test('a matching ETag decides before a date, as it does for reads', async () => {
  const { ETag } = await head('source')
  await copy('matched', { CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: LONG_AGO })
  expect(await text('matched')).toBe('original')
  const stale = copy('unmatched', { CopySourceIfNoneMatch: ETag, CopySourceIfModifiedSince: LONG_AGO })
  expect(await refusal(stale)).toBe('412 PreconditionFailed')
})

test('a copy that may only create does not replace', async () => {
  await copy('created', { IfNoneMatch: '*' })
  expect(await refusal(copy('created', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed')
})

test('parts are copied from ranges of other objects', async () => {
  const bytes = randomBytes(FIVE_MIB + 1_000)
  await put('large', bytes)
  const at = { Bucket: BUCKET, Key: 'joined' }
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand(at))
  const copyPart = (PartNumber: number, CopySourceRange?: string) =>
    store.client.send(
      new UploadPartCopyCommand({ ...at, UploadId, PartNumber, CopySource: sourceOf('large'), CopySourceRange }),
    )
  const first = await copyPart(1, `bytes=1000-${FIVE_MIB + 999}`)
  const second = await copyPart(2, 'bytes=0-999')
  const Parts = [first, second].map(({ CopyPartResult }, index) => ({
    PartNumber: index + 1,
    ETag: CopyPartResult?.ETag,
  }))
  await store.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
  const { Body } = await store.client.send(new GetObjectCommand(at))
  const joined = Buffer.from((await Body?.transformToByteArray()) ?? [])
  expect(joined.equals(Buffer.concat([bytes.subarray(1_000), bytes.subarray(0, 1_000)]))).toBe(true)
})

test.each(['bytes=0-8', 'bytes=5-2', 'bytes=0-', 'octets=0-1', 'bytes=99-100'])(
  'a part is not copied from the range %s of eight bytes',
  async (CopySourceRange) => {
    const at = { Bucket: BUCKET, Key: 'ranged' }
    const { UploadId } = await store.client.send(new CreateMultipartUploadCommand(at))
    const CopySource = `${sourceOf('source')}?versionId=${original}`
    const part = new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource, CopySourceRange })
    expect(await refusal(store.client.send(part))).toBe('400 InvalidArgument')
  },
)
