import { createHash, randomBytes } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChecksumAlgorithm, createDigester } from './checksums.ts'
import { BUCKET, codeOf, refusal, sendByHand, startTestStore, type TestStore } from './test-store.ts'

const KINDS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const
const FIVE_MIB = 5 * 1024 ** 2
const at = { Bucket: BUCKET, Key: 'sum' }

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const digest = (kind: ChecksumAlgorithm, ...chunks: Buffer[]) => {
  const digester = createDigester(kind)
  for (const chunk of chunks) digester.update(chunk)
  return digester.digest()
}
const base64 = (kind: ChecksumAlgorithm, ...chunks: Buffer[]) => digest(kind, ...chunks).toString('base64')
const head = (more = {}) => store.client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED', ...more }))

describe('the checks computed here', () => {
  // The check value of each polynomial in the catalogue of CRC algorithms, RFC 3720 B.4, and AWS's own examples.
  test.each<[ChecksumAlgorithm, Buffer, string]>([
    ['CRC32', Buffer.from('123456789'), 'cbf43926'],
    ['CRC32C', Buffer.from('123456789'), 'e3069283'],
    ['CRC32C', Buffer.alloc(32), '8a9136aa'],
    ['CRC32C', Buffer.alloc(32, 0xff), '62a8ab43'],
    ['CRC32C', Buffer.from(Array.from({ length: 32 }, (_, byte) => byte)), '46dd794e'],
    ['CRC64NVME', Buffer.from('123456789'), 'ae8b14860a799888'],
    ['CRC64NVME', Buffer.from('hello world'), '8d29d5c3f6ea8ebe'],
    ['CRC64NVME', Buffer.alloc(0), '0000000000000000'],
  ])('of kind %s have the published values (%#)', (kind, bytes, expected) => {
    expect(digest(kind, bytes).toString('hex')).toBe(expected)
  })

  test.each(KINDS)('of kind %s do not depend on how the bytes are cut', (kind) => {
    const bytes = randomBytes(1_000)
    const pieces = [0, 1, 9, 10, 500, 1_000].map((start, index, all) => bytes.subarray(start, all[index + 1]))
    expect(digest(kind, ...pieces)).toEqual(digest(kind, bytes))
  })
})

describe('an object', () => {
  test.each(KINDS)('keeps a %s that is right, and is not stored with a wrong one', async (kind) => {
    const name = `Checksum${kind}` as const
    const good = base64(kind, Buffer.from('content'))
    const put = (value: string) =>
      store.client.send(new PutObjectCommand({ ...at, Body: Buffer.from('content'), [name]: value }))
    const written = await put(good)
    expect([written[name], written.ChecksumType]).toEqual([good, 'FULL_OBJECT'])
    expect(await head()).toMatchObject({ [name]: good, ChecksumType: 'FULL_OBJECT' })
    expect((await head({ ChecksumMode: undefined }))[name]).toBeUndefined()
    const read = await store.client.send(new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
    expect(read[name]).toBe(good)
    await read.Body?.transformToString()
    expect(await refusal(put(base64(kind, Buffer.from('other'))))).toBe('400 BadDigest')
    expect(await refusal(put('AAAA'))).toBe('400 InvalidRequest')
    expect((await head()).VersionId).toBe(written.VersionId)
  })

  test('is read by an SDK that compares the checksum with the bytes', async () => {
    await store.defaultClient.send(new PutObjectCommand({ ...at, Body: 'content', ChecksumAlgorithm: 'CRC32C' }))
    const { Body } = await store.defaultClient.send(new GetObjectCommand(at))
    expect(await Body?.transformToString()).toBe('content')
  })

  test('that came without a checksum has a CRC-64 for those who ask', async () => {
    await store.client.send(new PutObjectCommand({ ...at, Body: 'hello world' }))
    expect(await head()).toMatchObject({ ChecksumCRC64NVME: 'jSnVw/bqjr4=', ChecksumType: 'FULL_OBJECT' })
    const ranged = await store.client.send(new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED', Range: 'bytes=0-1' }))
    expect([ranged.ChecksumCRC64NVME, await ranged.Body?.transformToString()]).toEqual([undefined, 'he'])
  })

  test('of which the SDK announced a checksum and sent none is refused', async () => {
    const headers = { 'x-amz-sdk-checksum-algorithm': 'CRC32' }
    const put = { method: 'PUT', path: `/${BUCKET}/announced`, body: 'x', headers }
    const { status, text } = await sendByHand(store.url, put)
    expect([status, codeOf(text)]).toEqual([400, 'InvalidRequest'])
  })
})

describe('an object in parts', () => {
  const bytes = [randomBytes(FIVE_MIB), randomBytes(1_000)] as const

  const create = async (more = {}) =>
    (await store.client.send(new CreateMultipartUploadCommand({ ...at, ...more }))).UploadId
  const upload = async (UploadId: string | undefined, more: (body: Buffer) => object = () => ({})) => {
    const parts = bytes.map(async (Body, index) => {
      const named = { PartNumber: index + 1, ...more(Body) }
      const { ETag } = await store.client.send(new UploadPartCommand({ ...at, UploadId, Body, ...named }))
      return { ETag, ...named }
    })
    return Promise.all(parts)
  }
  const complete = (UploadId: string | undefined, Parts: object[], more = {}) =>
    store.client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: Parts as never }, ...more }),
    )

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)('has a %s over those of its parts', async (kind) => {
    const name = `Checksum${kind}` as const
    const UploadId = await create({ ChecksumAlgorithm: kind })
    const parts = await upload(UploadId, (body) => ({ [name]: base64(kind, body) }))
    const listed = await store.client.send(new ListPartsCommand({ ...at, UploadId }))
    expect(listed).toMatchObject({ ChecksumAlgorithm: kind, ChecksumType: 'COMPOSITE', Parts: parts })
    const expected = `${base64(kind, ...bytes.map((part) => digest(kind, part)))}-2`
    expect(await refusal(complete(UploadId, parts, { [name]: `${expected.slice(0, -1)}3` }))).toBe('400 BadDigest')
    expect(await refusal(complete(UploadId, parts, { ChecksumType: 'FULL_OBJECT' }))).toBe('400 InvalidRequest')
    const swapped = parts.map((part) => ({ ...part, [name]: base64(kind, Buffer.from('other')) }))
    expect(await refusal(complete(UploadId, swapped))).toBe('400 InvalidPart')
    expect(
      await refusal(
        complete(
          UploadId,
          parts.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })),
        ),
      ),
    ).toBe('400 InvalidRequest')
    const completed = await complete(UploadId, parts, { [name]: expected, ChecksumType: 'COMPOSITE' })
    expect(completed).toMatchObject({ [name]: expected, ChecksumType: 'COMPOSITE' })
    expect(await head()).toMatchObject({ [name]: expected, ChecksumType: 'COMPOSITE' })
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('has a %s of all its bytes', async (kind) => {
    const name = `Checksum${kind}` as const
    const UploadId = await create({ ChecksumAlgorithm: kind, ChecksumType: 'FULL_OBJECT' })
    const parts = await upload(UploadId)
    const expected = base64(kind, ...bytes)
    expect(await refusal(complete(UploadId, parts, { [name]: base64(kind, bytes[0]) }))).toBe('400 BadDigest')
    expect(await refusal(complete(UploadId, parts, { MpuObjectSize: 1 }))).toBe('400 InvalidRequest')
    await complete(UploadId, parts, { [name]: expected, MpuObjectSize: FIVE_MIB + 1_000 })
    expect(await head()).toMatchObject({ [name]: expected, ChecksumType: 'FULL_OBJECT' })
  })

  test('takes no part with a wrong checksum or with one of another kind', async () => {
    const UploadId = await create({ ChecksumAlgorithm: 'CRC32' })
    const part = (more: object) =>
      refusal(store.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: bytes[1], ...more })))
    expect(await part({ ChecksumCRC32: 'AAAAAA==' })).toBe('400 BadDigest')
    expect(await part({ ChecksumSHA256: base64('SHA256', bytes[1]) })).toBe('400 InvalidRequest')
    expect(await part({})).toBe('400 InvalidRequest')
    expect((await store.client.send(new ListPartsCommand({ ...at, UploadId }))).Parts ?? []).toEqual([])
  })

  test('that asked for no checksum takes the parts of an SDK with its default settings', async () => {
    const UploadId = await create()
    const parts = bytes.map(async (Body, index) => {
      const PartNumber = index + 1
      const { ETag } = await store.defaultClient.send(new UploadPartCommand({ ...at, UploadId, Body, PartNumber }))
      return { ETag, PartNumber }
    })
    await complete(UploadId, await Promise.all(parts))
    expect(await head()).toMatchObject({ ChecksumCRC64NVME: base64('CRC64NVME', ...bytes) })
  })

  test.each([
    ['SHA256', 'FULL_OBJECT'],
    ['CRC64NVME', 'COMPOSITE'],
  ] as const)('is not begun with a %s of type %s', async (ChecksumAlgorithm, ChecksumType) => {
    expect(await refusal(create({ ChecksumAlgorithm, ChecksumType }))).toBe('400 InvalidRequest')
  })
})

test('a Content-MD5 that is wrong is refused with both digests', async () => {
  const other = createHash('md5').update('other').digest('base64')
  const put = { method: 'PUT', path: `/${BUCKET}/md5`, body: 'x', headers: { 'content-md5': other } }
  const { status, text } = await sendByHand(store.url, put)
  expect([status, codeOf(text)]).toEqual([400, 'BadDigest'])
  expect(text).toContain(`<ExpectedDigest>${other}</ExpectedDigest>`)
})
