import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BUCKET, startTestStore, type TestStore } from './test-store.ts'

let store: TestStore
beforeEach(async () => {
  store = await startTestStore()
})
afterEach(() => store.dispose())

const put = (Key: string, Body: string | Buffer, more = {}) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }))
const get = (Key: string, more = {}) => store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }))
const head = (Key: string, more = {}) => store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ...more }))
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error: { name: string; $metadata: { httpStatusCode: number } }) =>
      `${error.$metadata.httpStatusCode} ${error.name}`,
  )

test('an object comes back with its bytes, headers and metadata', async () => {
  const written = await put('a/b.pdf', 'hello', {
    ContentType: 'application/pdf',
    ContentDisposition: `attachment; filename="b.pdf"; filename*=UTF-8''%C3%BC.pdf`,
    Metadata: { 'record-id': 'a1c000000000001AAA' },
  })
  const read = await get('a/b.pdf')
  expect(await read.Body?.transformToString()).toBe('hello')
  expect(read.ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`)
  expect(read).toMatchObject({
    ETag: written.ETag,
    VersionId: written.VersionId,
    ContentType: 'application/pdf',
    ContentDisposition: `attachment; filename="b.pdf"; filename*=UTF-8''%C3%BC.pdf`,
    Metadata: { 'record-id': 'a1c000000000001AAA' },
    ContentLength: 5,
  })
})

test.each([
  'a b#c%20d+e&f?g="h".pdf',
  'naïve-ü-日本語-🧾.pdf',
  'מסמך/مستند.pdf',
  'a//b/../c/./d',
  '/leading',
  "it's (a) test!*~.txt",
  'line\nbreak\ttab',
  'trailing/',
])('the key %j is kept byte for byte', async (key) => {
  await put(key, key)
  expect(await (await get(key)).Body?.transformToString()).toBe(key)
})

test('keys never become file names', async () => {
  await put('../../escape', 'x')
  const names = await readdir(join(store.home, 'store'), { recursive: true })
  expect(names.filter((name) => name.includes('escape'))).toEqual([])
})

test('keys that Unicode calls equivalent are two objects', async () => {
  await put('\u00e9', 'composed')
  await put('e\u0301', 'decomposed')
  expect(await (await get('\u00e9')).Body?.transformToString()).toBe('composed')
})

test('an empty object is an object', async () => {
  await put('empty', '')
  expect((await head('empty')).ContentLength).toBe(0)
  expect(await (await get('empty')).Body?.transformToString()).toBe('')
})

test('a range is answered in part, and one beyond the end is refused', async () => {
  await put('digits', '0123456789')
  const part = await get('digits', { Range: 'bytes=2-4' })
  expect([part.$metadata.httpStatusCode, part.ContentRange]).toEqual([206, 'bytes 2-4/10'])
  expect(await part.Body?.transformToString()).toBe('234')
  expect(await (await get('digits', { Range: 'bytes=-3' })).Body?.transformToString()).toBe('789')
  expect(await (await get('digits', { Range: 'bytes=7-99' })).Body?.transformToString()).toBe('789')
  expect(await refusal(get('digits', { Range: 'bytes=10-' }))).toBe('416 InvalidRange')
})

test('conditions of a read are kept', async () => {
  const { ETag } = await put('k', 'v')
  expect((await get('k', { IfMatch: ETag })).ETag).toBe(ETag)
  expect(await refusal(get('k', { IfMatch: '"other"' }))).toBe('412 PreconditionFailed')
  expect(await refusal(head('k', { IfNoneMatch: ETag }))).toContain('304')
})

test('a conditional create never replaces, and of many at once one wins', async () => {
  const attempts = Array.from({ length: 16 }, (_, at) => refusal(put('once', `writer ${at}`, { IfNoneMatch: '*' })))
  const results = await Promise.all(attempts)
  expect(results.filter((result) => result === 'no refusal')).toHaveLength(1)
  expect(results.filter((result) => result === '412 PreconditionFailed')).toHaveLength(15)
  expect(store.control.puts.putsOf(BUCKET, 'once')).toBe(1)
})

test('every put makes a version, and an old one can still be read', async () => {
  const first = await put('v', 'one')
  const second = await put('v', 'two')
  expect(first.VersionId).not.toBe(second.VersionId)
  expect(await (await get('v')).Body?.transformToString()).toBe('two')
  expect(await (await get('v', { VersionId: first.VersionId })).Body?.transformToString()).toBe('one')
})

test('deleting leaves a marker; removing the marker brings the object back', async () => {
  await put('d', 'x')
  const deleted = await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'd' }))
  expect(deleted.DeleteMarker).toBe(true)
  expect(await refusal(get('d'))).toBe('404 NoSuchKey')
  expect(await refusal(head('d'))).toBe('404 NotFound')
  await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'd', VersionId: deleted.VersionId }))
  expect(await (await get('d')).Body?.transformToString()).toBe('x')
})

test.each(['SHA256', 'CRC32', 'SHA1'] as const)('a %s checksum is verified, stored and returned', async (kind) => {
  const written = await put('sum', 'content', { ChecksumAlgorithm: kind })
  const value = written[`Checksum${kind}`]
  expect(value).toBeTruthy()
  expect((await head('sum', { ChecksumMode: 'ENABLED' }))[`Checksum${kind}`]).toBe(value)
  expect((await head('sum'))[`Checksum${kind}`]).toBeUndefined()
  expect(await refusal(put('sum', 'altered', { [`Checksum${kind}`]: value }))).toBe('400 BadDigest')
  expect(await (await get('sum')).Body?.transformToString()).toBe('content')
})

test('a link signed for GET opens without keys, and not for HEAD', async () => {
  const other = 'private-bucket'
  await store.client.send(new CreateBucketCommand({ Bucket: other }))
  await store.client.send(new PutObjectCommand({ Bucket: other, Key: 'ü #1.pdf', Body: 'pdf' }))
  const command = new GetObjectCommand({
    Bucket: other,
    Key: 'ü #1.pdf',
    ResponseContentDisposition: 'inline',
    ResponseContentType: 'application/pdf',
  })
  const link = await getSignedUrl(store.client, command, { expiresIn: 60 })
  const response = await fetch(link)
  expect(await response.text()).toBe('pdf')
  expect(response.headers.get('content-type')).toBe('application/pdf')
  expect(response.headers.get('content-disposition')).toBe('inline')
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(403)
  expect((await fetch(`${store.url}/${other}/x`)).status).toBe(403)
})

test('anybody may read an object of the public bucket, and nothing else', async () => {
  await put('open/file name.pdf', 'pdf')
  const address = `${store.publicBaseUrl}/open/file%20name.pdf`
  expect(await (await fetch(address)).text()).toBe('pdf')
  expect((await fetch(address, { method: 'HEAD' })).headers.get('content-length')).toBe('3')
  expect((await fetch(`${address}?response-content-type=text/html`)).status).toBe(400)
  expect((await fetch(`${store.publicBaseUrl}?list-type=2`)).status).toBe(403)
  expect((await fetch(address, { method: 'DELETE' })).status).toBe(403)
  expect((await fetch(address, { method: 'PUT', body: 'x' })).status).toBe(403)
})

test('bucket operations answer as S3 does', async () => {
  expect((await store.client.send(new HeadBucketCommand({ Bucket: BUCKET }))).BucketRegion).toBe('eu-central-1')
  expect((await store.client.send(new GetBucketLocationCommand({ Bucket: BUCKET }))).LocationConstraint).toBe(
    'eu-central-1',
  )
  expect((await store.client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBe('Enabled')
  expect((await store.client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([BUCKET])
  expect(await refusal(store.client.send(new HeadBucketCommand({ Bucket: 'nowhere' })))).toBe('404 NotFound')
  expect(await refusal(store.client.send(new CreateBucketCommand({ Bucket: BUCKET })))).toContain('409')
})

test('objects and their counts survive a restart', async () => {
  await put('kept', 'one')
  await put('kept', 'two')
  await store.restart()
  expect(await (await get('kept')).Body?.transformToString()).toBe('two')
  await put('kept', 'three')
  expect(store.control.puts.putsOf(BUCKET, 'kept')).toBe(3)
  expect(store.control.puts.repeated(BUCKET)).toEqual(['kept'])
})
