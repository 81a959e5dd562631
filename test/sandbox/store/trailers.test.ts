import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChunkSigner } from './chunk-signatures.ts'
import {
  BUCKET,
  CREDENTIALS,
  codeOf,
  REGION,
  refusal,
  sendByHand,
  sha256Hex,
  signByHand,
  startTestStore,
  type TestStore,
} from './test-store.ts'

const UNSIGNED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
const SIGNED_WITH_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
const CHUNK_BYTES = 64 * 1024

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const read = async (Key: string) => {
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}
const statusOf = (Key: string) => refusal(store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key })))

describe('the SDK with its default settings', () => {
  test.each([0, 1, CHUNK_BYTES, 3_000_001])('stores a stream of %d bytes as it is', async (sizeBytes) => {
    const bytes = randomBytes(sizeBytes)
    const Key = `sdk/${sizeBytes}`
    const Body = Readable.from(inPieces(bytes, CHUNK_BYTES))
    const put = { Bucket: BUCKET, Key, Body, ContentLength: sizeBytes, ContentEncoding: 'gzip' }
    const written = await store.defaultClient.send(new PutObjectCommand(put))
    expect(bytes.equals(await read(Key))).toBe(true)
    const head = await store.defaultClient.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }))
    expect(head).toMatchObject({ ContentLength: sizeBytes, ContentEncoding: 'gzip', ChecksumType: 'FULL_OBJECT' })
    expect([written.ChecksumCRC32, head.ChecksumCRC32]).toEqual([head.ChecksumCRC32, expect.stringMatching(/^.{6}==$/)])
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('sends a %s behind a stream', async (kind) => {
    const bytes = randomBytes(200_000)
    const Body = Readable.from(inPieces(bytes, CHUNK_BYTES))
    const put = { Bucket: BUCKET, Key: kind, Body, ContentLength: bytes.length, ChecksumAlgorithm: kind }
    const written = await store.defaultClient.send(new PutObjectCommand(put))
    expect(written[`Checksum${kind}`]).toBeTruthy()
    expect(bytes.equals(await read(kind))).toBe(true)
  })

  test('stores a part that is a stream as it is', async () => {
    const at = { Bucket: BUCKET, Key: 'part' }
    const { UploadId } = await store.defaultClient.send(new CreateMultipartUploadCommand(at))
    const bytes = randomBytes(100_000)
    const Body = Readable.from(inPieces(bytes, CHUNK_BYTES))
    const part = await store.defaultClient.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body, ContentLength: bytes.length }),
    )
    expect(part.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`)
  })

  test('is refused when its stream comes in chunks below 8 KiB', async () => {
    const Body = Readable.from(inPieces(randomBytes(10_000), 1_000))
    const put = new PutObjectCommand({ Bucket: BUCKET, Key: 'small', Body, ContentLength: 10_000 })
    expect(await refusal(store.defaultClient.send(put))).toBe('403 InvalidChunkSizeError')
    expect(await statusOf('small')).toBe('404 NotFound')
  })
})

describe('chunks signed one by one', () => {
  test('have the signatures of the examples that Amazon publishes', () => {
    const secret = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
    const at = { amzDate: '20130524T000000Z', region: 'us-east-1' }
    const hashes = [65_536, 1_024, 0].map((sizeBytes) => sha256Hex('a'.repeat(sizeBytes)))
    const plain = createChunkSigner(secret, {
      ...at,
      signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    })
    expect(hashes.map(plain.signChunk)).toEqual([
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ])
    const trailing = createChunkSigner(secret, {
      ...at,
      signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    })
    expect(hashes.map(trailing.signChunk)).toEqual([
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ])
    expect(trailing.signTrailers(sha256Hex('x-amz-checksum-crc32c:sOO8/Q==\n'))).toBe(
      'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
    )
  })

  test.each([SIGNED, SIGNED_WITH_TRAILER])('are taken out of a body sent as %s', async (payloadHash) => {
    const bytes = randomBytes(20_000)
    const response = await putChunks({ key: payloadHash, bytes, payloadHash })
    expect(response.status).toBe(200)
    expect(bytes.equals(await read(payloadHash))).toBe(true)
  })

  test.each<[string, string, (body: Buffer) => Buffer]>([
    ['a chunk was altered', 'SignatureDoesNotMatch', (body) => flip(body, 200)],
    ['the last chunk was left out', 'IncompleteBody', (body) => body.subarray(0, body.lastIndexOf('0;chunk-'))],
    ['the trailer was altered', 'SignatureDoesNotMatch', (body) => replace(body, 'crc32:', 'crc32:A')],
    ['the trailer is not signed', 'SignatureDoesNotMatch', (body) => replace(body, /x-amz-trailer-sig.*\r\n/, '')],
    ['a chunk is not signed', 'SignatureDoesNotMatch', (body) => replace(body, /;chunk-signature=\w+/, '')],
  ])('are refused when %s', async (_, code, alter) => {
    const chunked = { key: 'flawed', bytes: randomBytes(20_000), payloadHash: SIGNED_WITH_TRAILER, alter }
    expect(codeOf((await putChunks(chunked)).text)).toBe(code)
    expect(await statusOf('flawed')).toBe('404 NotFound')
  })
})

describe('a body with a trailer', () => {
  const crc = 'x-amz-checksum-crc32'
  const good = `5\r\nhello\r\n0\r\n${crc}:NhCmhg==\r\n\r\n`
  const put = (body: string, headers: Record<string, string> = {}, payloadHash = UNSIGNED) => {
    const usual = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': crc, 'content-encoding': 'aws-chunked' }
    const path = `/${BUCKET}/trailer`
    return sendByHand(store.url, { method: 'PUT', path, body, payloadHash, headers: { ...usual, ...headers } })
  }

  test.each<[string, string, Record<string, string>, number, string]>([
    ['a wrong checksum', good.replace('Nh', 'Mh'), {}, 400, 'BadDigest'],
    ['a checksum of another length', good.replace('NhCmhg==', 'NhCm'), {}, 400, 'InvalidRequest'],
    ['no trailer although one is announced', '5\r\nhello\r\n0\r\n\r\n', {}, 400, 'MalformedTrailerError'],
    [
      'another trailer than the announced one',
      good,
      { 'x-amz-trailer': 'x-amz-checksum-sha1' },
      400,
      'MalformedTrailerError',
    ],
    ['a trailer too many', good.replace(crc, `x-amz-a:b\r\n${crc}`), {}, 400, 'MalformedTrailerError'],
    ['something behind its end', `${good}more`, {}, 400, 'MalformedTrailerError'],
    ['a trailer that is no checksum', good, { 'x-amz-trailer': 'x-amz-meta-a' }, 400, 'InvalidRequest'],
    ['a checksum in the headers too', good, { [crc]: 'NhCmhg==' }, 400, 'InvalidRequest'],
    ['another algorithm than it names', good, { 'x-amz-sdk-checksum-algorithm': 'SHA1' }, 400, 'InvalidRequest'],
    ['a chunk shorter than it says', good.replace('5\r\n', '6\r\n'), {}, 400, 'IncompleteBody'],
    ['a size that is no number', good.replace('5\r\n', 'x\r\n'), {}, 400, 'IncompleteBody'],
    ['lines that end in another way', good.replaceAll('\r\n', '\n'), {}, 400, 'IncompleteBody'],
    ['no last chunk', '5\r\nhello\r\n', {}, 400, 'IncompleteBody'],
    ['more bytes than announced', good, { 'x-amz-decoded-content-length': '4' }, 400, 'IncompleteBody'],
    ['fewer bytes than announced', good, { 'x-amz-decoded-content-length': '6' }, 400, 'IncompleteBody'],
    ['a length that is no number', good, { 'x-amz-decoded-content-length': 'x' }, 411, 'MissingContentLength'],
    ['more than 5 GiB', good, { 'x-amz-decoded-content-length': '5368709121' }, 400, 'EntityTooLarge'],
  ])('and %s is refused and stores nothing', async (_, body, headers, status, code) => {
    const response = await put(body, headers)
    expect([response.status, codeOf(response.text)]).toEqual([status, code])
    expect(await statusOf('trailer')).toBe('404 NotFound')
  })

  test('and without any flaw is stored without a trace of the chunks', async () => {
    const response = await put(good, { 'content-encoding': 'aws-chunked,br' })
    expect([response.status, response.headers.get(crc)]).toEqual([200, 'NhCmhg=='])
    expect((await read('trailer')).toString()).toBe('hello')
    const head = await sendByHand(store.url, { method: 'HEAD', path: `/${BUCKET}/trailer` })
    expect(head.headers.get('content-encoding')).toBe('br')
  })

  test('is refused when the payload hash announces no chunks', async () => {
    const response = await put(good, {}, 'UNSIGNED-PAYLOAD')
    expect([response.status, codeOf(response.text)]).toEqual([501, 'NotImplemented'])
  })
})

interface Chunked {
  key: string
  bytes: Buffer
  payloadHash: string
  /** Changes the body after it was signed. */
  alter?(body: Buffer): Buffer
}

/** Puts bytes in signed chunks of 8 KiB, with a CRC-32 behind them where the payload hash says so. */
async function putChunks({ key, bytes, payloadHash, alter = (body) => body }: Chunked) {
  const hasTrailer = payloadHash.endsWith('-TRAILER')
  const headers = {
    'x-amz-decoded-content-length': String(bytes.length),
    'content-encoding': 'aws-chunked',
    ...(hasTrailer ? { 'x-amz-trailer': 'x-amz-checksum-crc32' } : {}),
  }
  const signed = signByHand(store.url, { method: 'PUT', path: `/${BUCKET}/${key}`, payloadHash, headers })
  const { authorization = '', 'x-amz-date': amzDate = '' } = signed.headers
  const signature = authorization.slice(authorization.lastIndexOf('=') + 1)
  const signer = createChunkSigner(CREDENTIALS, { signature, amzDate, region: REGION })
  const chunks = [...inPieces(bytes, 8_192), Buffer.alloc(0)].flatMap((chunk) => {
    const head = `${chunk.length.toString(16)};chunk-signature=${signer.signChunk(sha256Hex(chunk))}\r\n`
    return chunk.length === 0 ? [Buffer.from(head)] : [Buffer.from(head), chunk, Buffer.from('\r\n')]
  })
  const trailer = `x-amz-checksum-crc32:${crc32Of(bytes)}`
  const end = hasTrailer
    ? `${trailer}\r\nx-amz-trailer-signature:${signer.signTrailers(sha256Hex(`${trailer}\n`))}\r\n`
    : ''
  const body = alter(Buffer.concat([...chunks, Buffer.from(`${end}\r\n`)]))
  const response = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body })
  return { status: response.status, text: await response.text() }
}

function crc32Of(bytes: Buffer): string {
  const value = Buffer.alloc(4)
  value.writeUInt32BE(crc32(bytes))
  return value.toString('base64')
}

function flip(body: Buffer, at: number): Buffer {
  const altered = Buffer.from(body)
  altered[at] = (altered[at] ?? 0) ^ 1
  return altered
}

/** Bytes pass through latin1 unchanged. */
function replace(body: Buffer, pattern: string | RegExp, text: string): Buffer {
  return Buffer.from(body.toString('latin1').replace(pattern, text), 'latin1')
}

function inPieces(bytes: Buffer, sizeBytes: number): Buffer[] {
  const count = Math.ceil(bytes.length / sizeBytes)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * sizeBytes, (at + 1) * sizeBytes))
}
