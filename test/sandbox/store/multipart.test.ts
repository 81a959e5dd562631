import { createHash, randomBytes } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  paginateListParts,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BUCKET, startTestStore, type TestStore } from './test-store.ts'

const FIVE_MIB = 5 * 1024 ** 2
const BIG = randomBytes(FIVE_MIB)
const at = { Bucket: BUCKET, Key: 'big/ü.bin' }

let store: TestStore
beforeEach(async () => {
  store = await startTestStore()
})
afterEach(() => store.dispose())

const create = async (more = {}) =>
  (await store.client.send(new CreateMultipartUploadCommand({ ...at, ...more }))).UploadId
const upload = async (UploadId: string | undefined, PartNumber: number, Body: Buffer, more = {}) => {
  const part = await store.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body, ...more }))
  return { PartNumber, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }
}
const complete = (UploadId: string | undefined, Parts: { PartNumber: number; ETag?: string }[], more = {}) =>
  store.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...more }))
const codeOfRefusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error: Error) => error.name,
  )

test('parts become one object with the composite ETag', async () => {
  const UploadId = await create({ ContentType: 'application/pdf', Metadata: { a: 'b' } })
  const parts = [await upload(UploadId, 2, Buffer.from('end')), await upload(UploadId, 1, BIG)].toReversed()
  const { ETag } = await complete(UploadId, parts)
  const md5s = [BIG, Buffer.from('end')].map((bytes) => createHash('md5').update(bytes).digest())
  expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`)
  const read = await store.client.send(new GetObjectCommand(at))
  expect(read).toMatchObject({ ETag, ContentType: 'application/pdf', Metadata: { a: 'b' } })
  const bytes = Buffer.from((await read.Body?.transformToByteArray()) ?? [])
  expect(bytes.equals(Buffer.concat([BIG, Buffer.from('end')]))).toBe(true)
  expect(store.control.puts.putsOf(at.Bucket, at.Key)).toBe(1)
})

test('a completion that is asked for again answers the same and writes nothing', async () => {
  const UploadId = await create()
  const part = await upload(UploadId, 1, Buffer.from('only'))
  const [first, second] = await Promise.all([complete(UploadId, [part]), complete(UploadId, [part])])
  await store.restart()
  const third = await complete(UploadId, [part])
  expect([second.VersionId, third.VersionId, third.ETag]).toEqual([first.VersionId, first.VersionId, first.ETag])
  expect(store.control.puts.putsOf(at.Bucket, at.Key)).toBe(1)
  expect(await codeOfRefusal(complete(UploadId, [{ ...part, PartNumber: 2 }]))).toBe('NoSuchUpload')
  expect(await codeOfRefusal(upload(UploadId, 1, BIG))).toBe('NoSuchUpload')
})

test('checksums of the parts make the checksum of the object', async () => {
  const UploadId = await create({ ChecksumAlgorithm: 'SHA256' })
  const options = { ChecksumAlgorithm: 'SHA256' }
  const parts = [await upload(UploadId, 1, BIG, options), await upload(UploadId, 2, Buffer.from('end'), options)]
  await complete(UploadId, parts)
  const sums = parts.map(({ ChecksumSHA256 }) => Buffer.from(ChecksumSHA256 ?? '', 'base64'))
  const expected = `${createHash('sha256').update(Buffer.concat(sums)).digest('base64')}-2`
  const head = await store.client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
  expect([head.ChecksumSHA256, head.ChecksumType]).toEqual([expected, 'COMPOSITE'])
})

test('a part that is not what its MD5 says is refused', async () => {
  const UploadId = await create()
  const ContentMD5 = createHash('md5').update('other').digest('base64')
  expect(await codeOfRefusal(upload(UploadId, 1, BIG, { ContentMD5 }))).toBe('BadDigest')
  const listed = await store.client.send(new ListPartsCommand({ ...at, UploadId }))
  expect(listed.Parts ?? []).toEqual([])
})

test('a small part that is not the last, a wrong ETag and a wrong order are refused', async () => {
  const UploadId = await create()
  const small = await upload(UploadId, 1, Buffer.from('small'))
  const end = await upload(UploadId, 2, Buffer.from('end'))
  expect(await codeOfRefusal(complete(UploadId, [small, end]))).toBe('EntityTooSmall')
  expect(await codeOfRefusal(complete(UploadId, [{ ...small, ETag: end.ETag }]))).toBe('InvalidPart')
  expect(await codeOfRefusal(complete(UploadId, [{ ...small, PartNumber: 7 }]))).toBe('InvalidPart')
  expect(await codeOfRefusal(complete(UploadId, [end, small]))).toBe('InvalidPartOrder')
  await complete(UploadId, [small])
})

test('a conditional completion does not replace an object', async () => {
  const first = await create()
  await complete(first, [await upload(first, 1, Buffer.from('first'))], { IfNoneMatch: '*' })
  const second = await create()
  const part = await upload(second, 1, Buffer.from('second'))
  expect(await codeOfRefusal(complete(second, [part], { IfNoneMatch: '*' }))).toBe('PreconditionFailed')
})

test('uploads and parts are listed, over a restart too, until the upload is aborted', async () => {
  const UploadId = await create()
  const { ETag } = await upload(UploadId, 3, Buffer.from('part'))
  await store.restart()
  const uploads = async () => {
    const { Uploads = [] } = await store.client.send(
      new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'big/' }),
    )
    return Uploads.map((found) => [found.Key, found.UploadId])
  }
  expect(await uploads()).toEqual([[at.Key, UploadId]])
  const { Parts } = await store.client.send(new ListPartsCommand({ ...at, UploadId }))
  expect(Parts).toMatchObject([{ PartNumber: 3, ETag, Size: 4 }])
  await store.client.send(new AbortMultipartUploadCommand({ ...at, UploadId }))
  expect(await uploads()).toEqual([])
  expect(await codeOfRefusal(upload(UploadId, 1, BIG))).toBe('NoSuchUpload')
})

describe('lists of uploads and parts', () => {
  const begin = async (Key: string) =>
    (await store.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))).UploadId

  test('of parts come in pages', async () => {
    const UploadId = await create()
    for (const number of [9, 1, 4, 10_000, 2]) await upload(UploadId, number, Buffer.from(`part ${number}`))
    const found: (number | undefined)[] = []
    for await (const page of paginateListParts({ client: store.client, pageSize: 2 }, { ...at, UploadId })) {
      expect(page.Parts?.length).toBeLessThanOrEqual(2)
      found.push(...(page.Parts ?? []).map(({ PartNumber }) => PartNumber))
    }
    expect(found).toEqual([1, 2, 4, 9, 10_000])
  })

  test('of uploads come in pages, several of one key too', async () => {
    const keys = ['u/a', 'u/b', 'u/b', 'u/b', 'u/c d+\u0001', 'v']
    const ids: (string | undefined)[] = []
    for (const key of keys) ids.push(await begin(key))
    const found: (string | undefined)[] = []
    let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {}
    while (markers) {
      const page: ListMultipartUploadsCommandOutput = await store.client.send(
        new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'u/', MaxUploads: 2, ...markers }),
      )
      found.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId))
      markers = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : undefined
    }
    expect(found.toSorted()).toEqual(ids.slice(0, 5).toSorted())
    expect([found[0], found[4]]).toEqual([ids[0], ids[4]])
    const encoded = await store.client.send(
      new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'u/c', EncodingType: 'url' }),
    )
    expect(encoded.Uploads?.map(({ Key }) => Key)).toEqual(['u/c+d%2B%01'])
  })
})

test('a part is sent again over the earlier one of its number', async () => {
  const UploadId = await create()
  const old = await upload(UploadId, 1, Buffer.from('old'))
  const fresh = await upload(UploadId, 1, Buffer.from('fresh'))
  expect(await codeOfRefusal(complete(UploadId, [old]))).toBe('InvalidPart')
  await complete(UploadId, [fresh])
  const { Body } = await store.client.send(new GetObjectCommand(at))
  expect(await Body?.transformToString()).toBe('fresh')
})

test('an upload is aborted once, and only under its own key', async () => {
  const UploadId = await create()
  const abort = (Key: string) => store.client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId }))
  expect(await codeOfRefusal(abort('other'))).toBe('NoSuchUpload')
  await abort(at.Key)
  expect(await codeOfRefusal(abort(at.Key))).toBe('NoSuchUpload')
  expect(await codeOfRefusal(complete(UploadId, [{ PartNumber: 1, ETag: '"x"' }]))).toBe('NoSuchUpload')
})

test.each([0, 10_001, -1, 1.5])('the part number %d is refused', async (PartNumber) => {
  expect(await codeOfRefusal(upload(await create(), PartNumber, Buffer.from('x')))).toBe('InvalidArgument')
})
