import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUCKET, refusal, startTestStore, type TestStore } from './test-store.ts'

const LONG_AGO = new Date('2001-01-01')
const LATER = new Date('2101-01-01')
const WRITERS = Array.from({ length: 16 }, (_, at) => at)

let store: TestStore
let etag: string
beforeAll(async () => {
  store = await startTestStore()
  etag = (await put('read', 'bytes')).ETag ?? ''
})
afterAll(() => store.dispose())

const put = (Key: string, Body: string, more = {}) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }))
const head = (Key: string) => store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }))
/** One upload with one part, ready to be completed. */
const begin = async (Key: string) => {
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))
  const part = { Bucket: BUCKET, Key, UploadId, PartNumber: 1, Body: `part ${UploadId}` }
  const { ETag } = await store.client.send(new UploadPartCommand(part))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  return (more: object) =>
    store.client.send(new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId, MultipartUpload, ...more }))
}

describe('a read', () => {
  test.each<[string, () => object, string]>([
    ['wants its ETag', () => ({ IfMatch: etag }), 'no refusal'],
    ['wants another ETag', () => ({ IfMatch: '"other"' }), '412 PreconditionFailed'],
    ['wants anything but its ETag', () => ({ IfNoneMatch: etag }), '304'],
    ['wants anything but another ETag', () => ({ IfNoneMatch: '"other"' }), 'no refusal'],
    ['wants it modified since a later date', () => ({ IfModifiedSince: LATER }), '304'],
    ['wants it modified since an earlier date', () => ({ IfModifiedSince: LONG_AGO }), 'no refusal'],
    ['wants it unmodified since a later date', () => ({ IfUnmodifiedSince: LATER }), 'no refusal'],
    ['wants it unmodified since an earlier date', () => ({ IfUnmodifiedSince: LONG_AGO }), '412 PreconditionFailed'],
    ['wants its ETag whatever the date', () => ({ IfMatch: etag, IfUnmodifiedSince: LONG_AGO }), 'no refusal'],
    ['wants another ETag whatever the date', () => ({ IfNoneMatch: etag, IfModifiedSince: LONG_AGO }), '304'],
  ])('that %s is answered accordingly, with and without the bytes', async (_, condition, expected) => {
    const at = { Bucket: BUCKET, Key: 'read', ...condition() }
    const got = store.client.send(new GetObjectCommand(at)).then(({ Body }) => Body?.transformToString())
    expect(await refusal(got)).toContain(expected)
    // An answer to HEAD has no document, so the SDK knows its status alone.
    expect(await refusal(store.client.send(new HeadObjectCommand(at)))).toContain(expected.slice(0, 3))
  })
})

describe('a write', () => {
  test('that wants nothing there is refused when something is, also for parts', async () => {
    await put('created', 'first', { IfNoneMatch: '*' })
    expect(await refusal(put('created', 'second', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed')
    const complete = await begin('created')
    expect(await refusal(complete({ IfNoneMatch: '*' }))).toBe('412 PreconditionFailed')
    await complete({})
  })

  test('that wants an ETag is refused when there is another one or none, also for parts', async () => {
    const { ETag: IfMatch } = await put('replaced', 'first')
    await put('replaced', 'second', { IfMatch })
    expect(await refusal(put('replaced', 'third', { IfMatch }))).toBe('412 PreconditionFailed')
    expect(await refusal((await begin('replaced'))({ IfMatch }))).toBe('412 PreconditionFailed')
    expect(await refusal(put('absent', 'first', { IfMatch }))).toBe('404 NoSuchKey')
    expect(await refusal((await begin('absent'))({ IfMatch }))).toBe('404 NoSuchKey')
  })

  test('that wants something else than nothing there is not offered', async () => {
    expect(await refusal(put('read', 'x', { IfNoneMatch: etag }))).toBe('501 NotImplemented')
  })

  test('that wants nothing there succeeds after a deletion', async () => {
    await put('deleted', 'first', { IfNoneMatch: '*' })
    await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deleted' }))
    await put('deleted', 'second', { IfNoneMatch: '*' })
  })

  test('a deletion that wants an ETag leaves another object alone', async () => {
    await put('guarded', 'first')
    const remove = new DeleteObjectCommand({ Bucket: BUCKET, Key: 'guarded', IfMatch: etag })
    expect(await refusal(store.client.send(remove))).toBe('412 PreconditionFailed')
    expect((await head('guarded')).ContentLength).toBe(5)
  })

  test('of many at once that want nothing there one wins, in one piece or in parts', async () => {
    const completions = await Promise.all(WRITERS.slice(0, 8).map(() => begin('raced')))
    const attempts = [
      ...completions.map((complete) => complete({ IfNoneMatch: '*' })),
      ...WRITERS.slice(8).map((writer) => put('raced', `writer ${writer}`, { IfNoneMatch: '*' })),
    ]
    const outcomes = await Promise.all(attempts.map(refusal))
    expect(outcomes.toSorted()).toEqual([...Array(15).fill('412 PreconditionFailed'), 'no refusal'])
    expect(store.control.puts.putsOf(BUCKET, 'raced')).toBe(1)
  })

  test('of many at once that want the same ETag one wins', async () => {
    const { ETag: IfMatch } = await put('swapped', 'first')
    const attempts = WRITERS.map((writer) => refusal(put('swapped', `writer ${writer}`, { IfMatch })))
    expect((await Promise.all(attempts)).filter((outcome) => outcome === 'no refusal')).toHaveLength(1)
  })
})
