import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  BUCKET,
  CREDENTIALS,
  codeOf,
  type HandMade,
  sendByHand,
  sha256Hex,
  signByHand,
  startTestStore,
  type TestStore,
} from './test-store.ts'

let store: TestStore
beforeEach(async () => {
  store = await startTestStore()
})
afterEach(() => store.dispose())

const PATH = `/${BUCKET}/target`
const md5 = (bytes: string) => createHash('md5').update(bytes).digest('base64')
const MD5_OF_OTHER = md5('other')
const SHA_OF_OTHER = createHash('sha256').update('other').digest('base64')
const put = (more: Partial<HandMade>): HandMade => ({ method: 'PUT', path: PATH, body: 'body', ...more })
const MINUTE_MS = 60_000

const objectStatus = async () => (await sendByHand(store.url, { method: 'GET', path: PATH })).status

test('a request without any flaw is accepted', async () => {
  expect((await sendByHand(store.url, put({}))).status).toBe(200)
  expect((await sendByHand(store.url, put({ payloadHash: 'UNSIGNED-PAYLOAD' }))).status).toBe(200)
})

test.each<[string, Partial<HandMade>, number, string]>([
  ['a wrong secret', { credentials: { ...CREDENTIALS, secretAccessKey: 'x' } }, 403, 'SignatureDoesNotMatch'],
  ['an unknown key id', { credentials: { ...CREDENTIALS, accessKeyId: 'OTHER' } }, 403, 'InvalidAccessKeyId'],
  ['another region', { region: 'us-east-1' }, 400, 'AuthorizationHeaderMalformed'],
  ['a clock 16 minutes behind', { atMs: Date.now() - 16 * MINUTE_MS }, 403, 'RequestTimeTooSkewed'],
  ['a clock 16 minutes ahead', { atMs: Date.now() + 16 * MINUTE_MS }, 403, 'RequestTimeTooSkewed'],
  ['a header that is not signed', { unsignedHeaders: { 'x-amz-meta-a': 'b' } }, 403, 'AccessDenied'],
  ['a payload that is not the signed one', { payloadHash: sha256Hex('other') }, 400, 'XAmzContentSHA256Mismatch'],
  ['a payload hash of another form', { payloadHash: 'nonsense' }, 400, 'InvalidArgument'],
  ['a wrong Content-MD5', { headers: { 'content-md5': MD5_OF_OTHER } }, 400, 'BadDigest'],
  ['a malformed Content-MD5', { headers: { 'content-md5': 'abc' } }, 400, 'InvalidDigest'],
  ['a wrong SHA-256', { headers: { 'x-amz-checksum-sha256': SHA_OF_OTHER } }, 400, 'BadDigest'],
  ['a wrong CRC-32', { headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } }, 400, 'BadDigest'],
  ['a malformed checksum', { headers: { 'x-amz-checksum-crc32': 'AAAA' } }, 400, 'InvalidRequest'],
  [
    'two checksums',
    { headers: { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha256': SHA_OF_OTHER } },
    400,
    'InvalidRequest',
  ],
  [
    'a checksum of a kind it cannot compute',
    { headers: { 'x-amz-checksum-xxhash64': 'AAAAAA==' } },
    501,
    'NotImplemented',
  ],
  ['a copy of nothing', { headers: { 'x-amz-copy-source': '/archive/other' } }, 404, 'NoSuchKey'],
  ['an access control list', { headers: { 'x-amz-acl': 'public-read' } }, 501, 'NotImplemented'],
  ['a subresource that is not built', { query: [['acl', '']] }, 501, 'NotImplemented'],
  ['a bucket that does not exist', { path: '/nowhere/key' }, 404, 'NoSuchBucket'],
  ['a key of 1,025 bytes', { path: `/${BUCKET}/${'k'.repeat(1025)}` }, 400, 'KeyTooLongError'],
  ['3 KB of metadata', { headers: { 'x-amz-meta-a': 'b'.repeat(3000) } }, 400, 'MetadataTooLarge'],
])('a put with %s is refused and stores nothing', async (_, flaw, status, code) => {
  const response = await sendByHand(store.url, put(flaw))
  expect([response.status, codeOf(response.text)]).toEqual([status, code])
  expect(await objectStatus()).toBe(404)
  expect(store.control.puts.totals().puts).toBe(0)
})

test('a signature for one object does not open another', async () => {
  await sendByHand(store.url, put({}))
  const { url, headers } = signByHand(store.url, { method: 'DELETE', path: `/${BUCKET}/other` })
  const response = await fetch(url.replace('other', 'target'), { method: 'DELETE', headers })
  expect([response.status, codeOf(await response.text())]).toEqual([403, 'SignatureDoesNotMatch'])
  expect(await objectStatus()).toBe(200)
})

test('a body without a stated length is refused', async () => {
  const { url, headers } = signByHand(store.url, put({ payloadHash: 'UNSIGNED-PAYLOAD' }))
  const request = httpRequest(url, { method: 'PUT', headers: { ...headers, 'transfer-encoding': 'chunked' } })
  request.end('body')
  const [response] = await once(request, 'response')
  expect(response.statusCode).toBe(411)
  response.resume()
})

test('a body cut short is never stored', async () => {
  const { headers } = signByHand(store.url, put({ payloadHash: 'UNSIGNED-PAYLOAD' }))
  const socket = connect(store.port, '127.0.0.1')
  const lines = Object.entries({ ...headers, 'content-length': '1000' }).map(([name, value]) => `${name}: ${value}`)
  socket.end(`PUT ${PATH} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nonly a part`)
  socket.resume()
  await once(socket, 'close')
  await expect.poll(() => readdir(join(store.home, 'store', 'tmp'))).toEqual([])
  expect(await objectStatus()).toBe(404)
})

test.each(['/%', '/archive/%ff', '/archive/%c3%28'])('the address %s is refused', async (path) => {
  const response = await fetch(store.url + path)
  expect([response.status, codeOf(await response.text())]).toEqual([400, 'InvalidURI'])
})

test('an error document names the resource and the request', async () => {
  const { text } = await sendByHand(store.url, { method: 'GET', path: PATH })
  expect(text).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist\.<\/Message><Key>target<\/Key><Resource>\/archive\/target<\/Resource><RequestId>[0-9A-F]{16}<\/RequestId><HostId>[\w+/=]{76}<\/HostId><\/Error>$/,
  )
})

test('an answer names its request in the headers as in the document', async () => {
  const { text, headers } = await sendByHand(store.url, { method: 'GET', path: PATH })
  expect(text).toContain(`<RequestId>${headers.get('x-amz-request-id')}</RequestId>`)
  expect(text).toContain(`<HostId>${headers.get('x-amz-id-2')}</HostId>`)
})

test.each<[string, HandMade, number, string]>([
  [
    'a range behind the end',
    { method: 'GET', path: PATH, headers: { range: 'bytes=99-' } },
    416,
    '<Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message><RangeRequested>bytes=99-</RangeRequested><ActualObjectSize>4</ActualObjectSize>',
  ],
  [
    'a condition that failed',
    { method: 'GET', path: PATH, headers: { 'if-match': '"x"' } },
    412,
    '<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message><Condition>If-Match</Condition>',
  ],
  [
    'a bucket that does not exist',
    { method: 'GET', path: '/nowhere/key' },
    404,
    '<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>nowhere</BucketName>',
  ],
  [
    'a key that is too long',
    { method: 'GET', path: `/${BUCKET}/${'ü'.repeat(513)}` },
    400,
    '<Code>KeyTooLongError</Code><Message>Your key is too long</Message><Size>1026</Size><MaxSizeAllowed>1024</MaxSizeAllowed>',
  ],
  [
    'a method that objects do not have',
    { method: 'PATCH', path: PATH },
    405,
    '<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this resource.</Message><Method>PATCH</Method><ResourceType>OBJECT</ResourceType>',
  ],
  [
    'an upload that does not exist',
    { method: 'GET', path: PATH, query: [['uploadId', 'x']] },
    404,
    '<Code>NoSuchUpload</Code><Message>The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.</Message><UploadId>x</UploadId>',
  ],
  [
    'a document that is none',
    { method: 'POST', path: `/${BUCKET}`, query: [['delete', '']], body: '<x', headers: { 'content-md5': md5('<x') } },
    400,
    '<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not validate against our published schema</Message>',
  ],
])('the document about %s has the elements of S3', async (_, request, status, elements) => {
  await sendByHand(store.url, put({}))
  const response = await sendByHand(store.url, request)
  expect([response.status, response.text]).toEqual([status, expect.stringContaining(`<Error>${elements}<Resource>`)])
})

test('a length above 5 GiB is refused before the body is sent', async () => {
  const { headers } = signByHand(store.url, put({ payloadHash: 'UNSIGNED-PAYLOAD' }))
  const request = httpRequest(store.url + PATH, {
    method: 'PUT',
    headers: { ...headers, 'content-length': '5368709121' },
  })
  request.flushHeaders()
  const [response] = await once(request, 'response')
  expect([response.statusCode, codeOf(await text(response))]).toEqual([400, 'EntityTooLarge'])
  request.destroy()
})

test.each<[string, HandMade]>([
  ['the deletion of a bucket', { method: 'DELETE', path: `/${BUCKET}` }],
  ['the first version of a list', { method: 'GET', path: `/${BUCKET}` }],
  ['the read of one part', { method: 'GET', path: PATH, query: [['partNumber', '1']] }],
  ['a policy', { method: 'GET', path: `/${BUCKET}`, query: [['policy', '']] }],
])('%s is not built and says so', async (_, request) => {
  const response = await sendByHand(store.url, request)
  expect([response.status, codeOf(response.text)]).toEqual([501, 'NotImplemented'])
})
