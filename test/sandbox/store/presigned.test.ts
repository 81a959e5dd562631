import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { presignGet } from './signature.ts'
import { BUCKET, CREDENTIALS, codeOf, REGION, sendByHand, startTestStore, type TestStore } from './test-store.ts'

let store: TestStore
let nowMs = Date.UTC(2026, 0, 31, 12)
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 31, 12)
  store = await startTestStore({ nowMs: () => nowMs })
  await sendByHand(store.url, { method: 'PUT', path: `/${BUCKET}/a b`, body: 'bytes', atMs: nowMs })
})
afterEach(() => store.dispose())

const link = (expiresSeconds = 60) =>
  presignGet({
    origin: store.url,
    path: `/${BUCKET}/a b`,
    credentials: CREDENTIALS,
    region: REGION,
    nowMs,
    expiresSeconds,
  })
const outcome = async (url: string) => {
  const response = await fetch(url)
  const text = await response.text()
  return `${response.status} ${codeOf(text) ?? text}`
}

test('a link works until it expires', async () => {
  const url = link()
  nowMs += 59_000
  expect(await outcome(url)).toBe('200 bytes')
  nowMs += 1_000
  expect(await outcome(url)).toBe('403 AccessDenied')
})

test('a link from the future does not work yet', async () => {
  const url = link()
  nowMs -= 16 * 60_000
  expect(await outcome(url)).toBe('403 AccessDenied')
})

test('a link that was altered does not work', async () => {
  expect(await outcome(link().replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).toBe('403 SignatureDoesNotMatch')
  expect(await outcome(link().replace('a%20b', 'a%20c'))).toBe('403 SignatureDoesNotMatch')
  expect(await outcome(`${link()}&versionId=x`)).toBe('403 SignatureDoesNotMatch')
})

test('a link for more than a week, or with a part missing, is malformed', async () => {
  expect(await outcome(link(604_801))).toBe('400 AuthorizationQueryParametersError')
  expect(await outcome(link().replace(/&X-Amz-Date=[^&]+/, ''))).toBe('400 AuthorizationQueryParametersError')
})

test('an expired link says until when it was good, in the words of S3', async () => {
  const url = link()
  nowMs += 61_000
  const response = await fetch(url)
  const requestId = response.headers.get('x-amz-request-id')
  const hostId = response.headers.get('x-amz-id-2')
  expect([response.status, response.headers.get('content-type')]).toEqual([403, 'application/xml'])
  expect(await response.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message>' +
      '<X-Amz-Expires>60</X-Amz-Expires><Expires>2026-01-31T12:01:00Z</Expires><ServerTime>2026-01-31T12:01:01Z</ServerTime>' +
      `<Resource>/${BUCKET}/a%20b</Resource><RequestId>${requestId}</RequestId><HostId>${hostId}</HostId></Error>`,
  )
})

test('a signature that does not match is answered with what was signed here', async () => {
  const text = await (await fetch(link().replace(/Signature=[0-9a-f]{4}/, 'Signature=0000'))).text()
  expect(text).toContain('<StringToSign>AWS4-HMAC-SHA256\n20260131T120000Z\n20260131/')
  expect(text).toContain(`<CanonicalRequest>GET\n/${BUCKET}/a%20b\nX-Amz-Algorithm=AWS4-HMAC-SHA256&amp;`)
  expect(text).not.toContain(CREDENTIALS.secretAccessKey)
})

const put = (expiresIn: number, more = {}) => {
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'signed put', ContentType: 'application/pdf', ...more })
  const signingDate = new Date(nowMs)
  return getSignedUrl(store.client, command, { expiresIn, signingDate, signableHeaders: new Set(['content-type']) })
}
const send = async (url: string, headers: Record<string, string>, method = 'PUT') => {
  const response = await fetch(url, { method, headers, ...(method === 'PUT' ? { body: 'pdf' } : {}) })
  return `${response.status} ${codeOf(await response.text()) ?? 'stored'}`
}
const PDF = { 'content-type': 'application/pdf' }

test('an object is stored through a link with exactly the headers that it signs', async () => {
  const url = await put(60)
  expect(await send(url, { 'content-type': 'text/html' })).toBe('403 SignatureDoesNotMatch')
  expect(await send(url, {})).toBe('403 SignatureDoesNotMatch')
  expect(await send(url, { ...PDF, 'x-amz-meta-more': 'x' })).toBe('403 AccessDenied')
  expect(await send(url, PDF)).toBe('200 stored')
  const read = await getSignedUrl(store.client, new GetObjectCommand({ Bucket: BUCKET, Key: 'signed put' }), {
    signingDate: new Date(nowMs),
  })
  expect((await fetch(read)).headers.get('content-type')).toBe('application/pdf')
})

test('a link is good for one method, and not behind its end', async () => {
  const url = await put(60)
  for (const method of ['GET', 'HEAD', 'DELETE', 'POST']) {
    expect(await send(url, PDF, method)).toContain('403')
  }
  nowMs += 60_000
  expect(await send(url, PDF)).toBe('403 AccessDenied')
})

test('what a link carries in its query counts like a header', async () => {
  const wrong = await put(60, { ChecksumSHA256: Buffer.alloc(32).toString('base64') })
  expect(new URL(wrong).searchParams.has('x-amz-checksum-sha256')).toBe(true)
  expect(await send(wrong, PDF)).toBe('400 BadDigest')
  expect(await send(await put(60, { Metadata: { note: 'told' } }), PDF)).toBe('200 stored')
  const read = { method: 'HEAD', path: `/${BUCKET}/signed put`, atMs: nowMs }
  expect((await sendByHand(store.url, read)).headers.get('x-amz-meta-note')).toBe('told')
})

test('a link made by an SDK with its default settings carries the checksum of no bytes', async () => {
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'empty' })
  const url = await getSignedUrl(store.defaultClient, command, { signingDate: new Date(nowMs) })
  expect(new URL(url).searchParams.get('x-amz-checksum-crc32')).toBe('AAAAAA==')
  expect(await send(url, {})).toBe('400 BadDigest')
})

test('a header signature of a wrong clock is told both times', async () => {
  const request = { method: 'GET', path: `/${BUCKET}/a b`, atMs: nowMs - 16 * 60_000 }
  const { status, text } = await sendByHand(store.url, request)
  expect([status, codeOf(text)]).toEqual([403, 'RequestTimeTooSkewed'])
  expect(text).toContain('<RequestTime>20260131T114400Z</RequestTime><ServerTime>2026-01-31T12:00:00Z</ServerTime>')
  expect(text).toContain('<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>')
})

test('a token that belongs to no temporary keys is refused', async () => {
  const headers = { 'x-amz-security-token': 'token' }
  const request = { method: 'GET', path: `/${BUCKET}/a b`, atMs: nowMs, headers }
  expect(codeOf((await sendByHand(store.url, request)).text)).toBe('InvalidToken')
})
