import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCatalogue } from '../catalogue/catalogue.ts'
import { contentOf } from '../content/content.ts'
import type { VendorFaultName } from './context.ts'
import { type RunningVendor, startVendor } from './vendor.ts'

const PATIENCE_MS = 2_000
const TOKEN = 'vendor token for tests'
const catalogue = createCatalogue({ seed: 'vendor', records: 400 })
const documents = Array.from({ length: 400 }, (_, index) => catalogue.entry(index).document).filter(
  (facts) => facts?.answer === 'bytes' && facts.sizeBytes > 20_000 && facts.sizeBytes < 200_000,
)
const [facts] = documents
if (!facts) throw new Error('The catalogue has no such document.')
const { identifier, sizeBytes } = facts
const BYTES = Buffer.concat([...contentOf(facts).read()])

let vendor: RunningVendor
let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'doclift-vendor-'))
  const credentials = { accessKeyId: 'VENDORKEY', secretAccessKey: 'vendor secret' }
  const ports = { apiPort: 0, bucketPort: 0 }
  vendor = await startVendor({ catalogue, home, ...ports, token: TOKEN, credentials, restoreAfterSeconds: 90 })
})
afterEach(async () => {
  await vendor.stop()
  await rm(home, { recursive: true, force: true })
})

function ask(of = identifier): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, connection: 'close' }
  return fetch(`${vendor.apiUrl}/api/generate/presigned-url/${of}`, { method: 'POST', headers, body: '{}' })
}

async function download(): Promise<Response> {
  const { data } = (await (await ask()).json()) as { data: { url: string } }
  return fetch(data.url, { headers: { connection: 'close' } })
}

/** What comes on the connection until it ends, is reset, or nothing but drops have come for a while. */
async function downloadByHand(): Promise<{ head: string; body: Buffer }> {
  const { data } = (await (await ask()).json()) as { data: { url: string } }
  const url = new URL(data.url)
  const socket = connect(Number(url.port), url.hostname)
  socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS)
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk)).on('error', () => undefined)
  await new Promise<void>((resolve) => void socket.once('close', () => resolve()))
  clearTimeout(timer)
  const answer = Buffer.concat(chunks)
  const end = answer.indexOf('\r\n\r\n') + 4
  return { head: answer.toString('latin1', 0, end), body: answer.subarray(end) }
}

test.each<[VendorFaultName, number]>([
  ['slow-down', 503],
  ['internal-error', 500],
  ['throttled', 429],
  ['forbidden', 403],
  ['missing', 404],
  ['login-page', 200],
])('the API under %s answers %d, and well the next time', async (fault, status) => {
  vendor.control.fail('presign', { with: fault })
  const answer = await ask()
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, fault === 'throttled' ? '1' : null])
  expect(await answer.text()).not.toContain('X-Amz-Signature')
  expect(await (await ask()).text()).toContain('X-Amz-Signature')
})

test('the API says of an archived document that its restore was asked for', async () => {
  vendor.control.fail('presign', { with: 'archived' })
  const answer = await ask()
  expect([answer.status, await answer.json()]).toMatchObject([202, { data: { status: 'restore-requested' } }])
})

test.each<[VendorFaultName, number, string]>([
  ['slow-down', 503, 'SlowDown'],
  ['internal-error', 500, 'InternalError'],
  ['throttled', 429, 'Too many requests'],
  ['forbidden', 403, '<Code>AccessDenied</Code>'],
  ['expired-link', 403, 'Request has expired'],
  ['missing', 404, 'NoSuchKey'],
  ['archived', 403, 'InvalidObjectState'],
  ['login-page', 200, '<title>Sign in</title>'],
])('the bucket under %s answers %d with %s', async (fault, status, text) => {
  vendor.control.fail('download', { with: fault })
  const answer = await download()
  expect(answer.status).toBe(status)
  expect(await answer.text()).toContain(text)
})

test.each<[VendorFaultName, number, number]>([
  ['cut-body', sizeBytes, Math.floor(sizeBytes / 2)],
  ['wrong-length', sizeBytes + 1_000, sizeBytes],
  ['extra-bytes', sizeBytes, sizeBytes + 1_000],
])('under %s %d bytes are announced, and %d come before the end', async (fault, announced, come) => {
  vendor.control.fail('download', { with: fault })
  const { head, body } = await downloadByHand()
  expect(head).toContain(`content-length: ${announced}\r\n`)
  expect(body).toEqual(Buffer.concat([BYTES, Buffer.alloc(1_000, 'x')]).subarray(0, come))
})

test.each<VendorFaultName>(['connection-reset-before-write', 'reset-in-body', 'slow-drip'])(
  'under %s not all bytes come',
  async (fault) => {
    vendor.control.fail('download', { with: fault })
    expect((await downloadByHand()).body.length).toBeLessThan(sizeBytes)
  },
)

test('a reset behind the last byte may come before the reader has it', async () => {
  vendor.control.fail('download', { with: 'reset-after-body' })
  const { head, body } = await downloadByHand()
  expect(head).toContain(`content-length: ${sizeBytes}\r\n`)
  expect(BYTES.subarray(0, body.length)).toEqual(body)
})

test('a body of no bytes is a whole one', async () => {
  vendor.control.fail('download', { with: 'no-bytes' })
  expect((await (await download()).arrayBuffer()).byteLength).toBe(0)
})

test.each<[VendorFaultName, RegExp | null]>([
  ['no-etag', null],
  ['weak-etag', /^W\/"/],
  ['wrong-etag', /^"[0-9a-f-]{36}"$/],
])('under %s the bytes are good and the ETag is %s', async (fault, etag) => {
  vendor.control.fail('download', { with: fault })
  const answer = await download()
  expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true)
  const found = answer.headers.get('etag')
  if (etag === null) expect(found).toBeNull()
  else expect(found).toMatch(etag)
})

test('a document that changes midway is cut, and is another one from then on', async () => {
  vendor.control.fail('download', { with: 'changed-midway' })
  await expect((await download()).arrayBuffer()).rejects.toThrow('terminated')
  expect((await (await download()).arrayBuffer()).byteLength).toBe(sizeBytes + 1)
})

test('a document can be given bytes of another size', async () => {
  await vendor.control.revisions.resize(identifier, 7_000_000)
  expect((await (await download()).arrayBuffer()).byteLength).toBe(7_000_000)
  await expect(vendor.control.revisions.resize('nobody', 1)).rejects.toThrow('There is no document nobody.')
})

test('a lasting fault strikes the same documents every time, a passing one depends on how often each was asked', async () => {
  const statuses = async () => {
    const found: number[] = []
    for (const document of documents.slice(0, 24)) found.push((await ask(document?.identifier)).status)
    return found
  }
  vendor.control.fail('presign', { with: 'forbidden', share: 0.3, seed: 'one', isLasting: true })
  const [first, second] = [await statuses(), await statuses()]
  expect(new Set(first)).toEqual(new Set([200, 403]))
  expect(second).toEqual(first)
  vendor.control.clearFaults()
  vendor.control.fail('presign', { with: 'forbidden', share: 0.3, seed: 'one' })
  expect(await statuses()).not.toEqual(await statuses())
})

test('the strikes tell which requests met which fault', async () => {
  vendor.control.fail('presign', { with: 'throttled', nth: 2 })
  await ask()
  await ask()
  expect(vendor.control.strikes()).toEqual([{ operation: 'presign', subject: identifier, with: 'throttled' }])
})
