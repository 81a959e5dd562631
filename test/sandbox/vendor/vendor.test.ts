import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Catalogue, createCatalogue, type DocumentFacts } from '../catalogue/catalogue.ts'
import { contentOf } from '../content/content.ts'
import { isMissingAtApi } from './context.ts'
import { type RunningVendor, startVendor } from './vendor.ts'

const TOKEN = 'vendor token for tests'
const catalogue = createCatalogue({ seed: 'vendor', records: 4_000 })
const zoo = createCatalogue({ seed: 'vendor', records: 200, zoo: true })
const documents = Array.from({ length: 4_000 }, (_, index) => catalogue.entry(index).document).filter(
  (facts) => facts !== null,
)
const find = (isWanted: (facts: DocumentFacts) => boolean) => documents.find(isWanted) as DocumentFacts
const ordinary = find(({ answer, sizeBytes }) => answer === 'bytes' && sizeBytes > 100_000 && sizeBytes < 200_000)
const archived = find(({ answer }) => answer === 'archived')

let vendor: RunningVendor
let home: string
let nowMs: number
const start = (world: Catalogue = catalogue) =>
  startVendor({
    catalogue: world,
    home,
    apiPort: 0,
    bucketPort: 0,
    token: TOKEN,
    credentials: { accessKeyId: 'VENDORKEY', secretAccessKey: 'vendor secret' },
    restoreAfterSeconds: 3_600,
    nowMs: () => nowMs,
  })
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 31)
  home = await mkdtemp(join(tmpdir(), 'doclift-vendor-'))
  vendor = await start()
})
afterEach(async () => {
  await vendor.stop()
  await rm(home, { recursive: true, force: true })
})

const ask = async (identifier: string, options: { token?: string; body?: string; method?: string } = {}) => {
  const { token = TOKEN, body = '{"version":"LATEST"}', method = 'POST' } = options
  const response = await fetch(`${vendor.apiUrl}/api/generate/presigned-url/${identifier}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: method === 'POST' ? body : null,
  })
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}
const linkTo = async (facts: DocumentFacts): Promise<string> => {
  const { json } = await ask(facts.identifier)
  return (json as { data: { url: string } }).data.url
}
/** Starts the vendor of a zoo instead, and gives its document with this answer. */
const openZooFor = async (answer: DocumentFacts['answer']): Promise<DocumentFacts> => {
  await vendor.stop()
  vendor = await start(zoo)
  const found = Array.from({ length: 200 }, (_, index) => zoo.entry(index).document)
  return found.find((facts) => facts?.answer === answer) as DocumentFacts
}
const outcome = async (response: Response) => {
  const code = /<Code>([^<]+)/.exec(await response.text())?.[1]
  return code ? `${response.status} ${code}` : String(response.status)
}

test('a link for a document opens its bytes', async () => {
  const link = await linkTo(ordinary)
  expect(new URL(link).host).toBe(vendor.fileHost)
  const response = await fetch(link)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(contentOf(ordinary).sha256())
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-length': String(ordinary.sizeBytes),
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: contentOf(ordinary).etag,
  })
  expect(Date.parse(response.headers.get('last-modified') ?? '')).not.toBeNaN()
})

test('a link serves ranges pinned by the ETag', async () => {
  const link = await linkTo(ordinary)
  const whole = Buffer.concat([...contentOf(ordinary).read()])
  const read = (headers: Record<string, string>) => fetch(link, { headers })
  const part = await read({ range: 'bytes=1000-1999', 'if-match': contentOf(ordinary).etag })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-1999/${ordinary.sizeBytes}`])
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(1000, 2000))).toBe(true)
  expect(await outcome(await read({ range: 'bytes=0-9', 'if-match': '"other"' }))).toBe('412 PreconditionFailed')
  expect(await outcome(await read({ range: `bytes=${ordinary.sizeBytes}-` }))).toBe('416 InvalidRange')
})

test('the bucket refuses everything but a valid link', async () => {
  const link = await linkTo(ordinary)
  const bare = link.replace(/\?.*/, '')
  expect(await outcome(await fetch(bare))).toBe('403 AccessDenied')
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(403)
  expect(await outcome(await fetch(`${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`))).toBe(
    '403 SignatureDoesNotMatch',
  )
  expect(await outcome(await fetch(link, { method: 'PUT', body: 'x' }))).toBe('403 SignatureDoesNotMatch')
  nowMs += 901_000
  expect(await outcome(await fetch(link))).toBe('403 AccessDenied')
})

test('the API wants its own token and a JSON object', async () => {
  expect(await ask(ordinary.identifier, { token: 'other' })).toEqual({ status: 401, json: { error: 'Unauthorized' } })
  expect((await ask(ordinary.identifier, { body: '[]' })).status).toBe(400)
  expect((await ask(ordinary.identifier, { body: 'x' })).status).toBe(400)
  expect((await ask(ordinary.identifier, { body: '{"version":"SECOND"}' })).status).toBe(400)
  expect((await ask(ordinary.identifier, { body: '{"version":"FIRST"}' })).status).toBe(200)
  expect((await ask(ordinary.identifier, { method: 'GET' })).status).toBe(405)
  expect((await ask(ordinary.identifier, { body: JSON.stringify({ a: 'x'.repeat(70_000) }) })).status).toBe(413)
})

test.each(['00000000-0000-1000-8000-000000000000', '..%2f..%2fetc', '%ff', 'x'.repeat(2_000)])(
  'an identifier that does not exist (%s) has no files',
  async (identifier) => {
    expect((await ask(identifier)).status).toBe(404)
  },
)

test('a missing document shows at the API or only at the bucket', async () => {
  const atApi = find((facts) => isMissingAtApi(facts))
  const atBucket = find((facts) => facts.answer === 'missing' && !isMissingAtApi(facts))
  expect(await ask(atApi.identifier)).toEqual({ status: 404, json: { error: 'No files found for the identifier' } })
  expect(await outcome(await fetch(await linkTo(atBucket)))).toBe('404 NoSuchKey')
})

test('a login page comes with success and the wrong type', async () => {
  const response = await fetch(await linkTo(find(({ answer }) => answer === 'html')))
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
})

test('an archived document is restored some time after the first request, over a restart too', async () => {
  const wait = (seconds: number) => ({
    status: 202,
    json: { data: { status: 'restore-requested', retryAfterSeconds: seconds } },
  })
  expect(await ask(archived.identifier)).toEqual(wait(3_600))
  nowMs += 600_000
  await vendor.stop()
  vendor = await start()
  expect(await ask(archived.identifier)).toEqual(wait(3_000))
  nowMs += 3_000_000
  const response = await fetch(await linkTo(archived))
  expect((await response.arrayBuffer()).byteLength).toBe(archived.sizeBytes)
})

test('a new version is what LATEST gives, FIRST goes on giving the first bytes', async () => {
  const read = async (version: string) => {
    const { json } = await ask(ordinary.identifier, { body: JSON.stringify({ version }) })
    const response = await fetch((json as { data: { url: string } }).data.url)
    return createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex')
  }
  const first = contentOf(ordinary).sha256()
  expect([await read('FIRST'), await read('LATEST')]).toEqual([first, first])
  await vendor.control.revisions.revise(ordinary.identifier)
  const latest = contentOf(vendor.control.revisions.latest(ordinary)).sha256()
  expect(latest).not.toBe(first)
  expect([await read('FIRST'), await read('LATEST')]).toEqual([first, latest])
})

test('requests are counted by document, and faults strike by name', async () => {
  vendor.control.fail('presign', { with: 'slow-down' })
  vendor.control.fail('download', { with: 'cut-body', matching: ordinary.identifier })
  expect((await ask(ordinary.identifier)).status).toBe(503)
  const link = await linkTo(ordinary)
  await expect(fetch(link).then((response) => response.arrayBuffer())).rejects.toThrow()
  expect((await (await fetch(link)).arrayBuffer()).byteLength).toBe(ordinary.sizeBytes)
  expect(vendor.control.requests.of(ordinary.identifier)).toEqual({ presigned: 1, downloaded: 2 })
})

test('a short body ends before the length that was announced', async () => {
  const facts = await openZooFor('short')
  const response = await fetch(await linkTo(facts))
  expect(response.headers.get('content-length')).toBe(String(facts.sizeBytes))
  await expect(response.arrayBuffer()).rejects.toThrow()
})

test('a frozen document asks for patience for ever', async () => {
  const facts = await openZooFor('frozen')
  for (const afterSeconds of [0, 3_600, 100_000]) {
    nowMs += afterSeconds * 1_000
    const { status, json } = await ask(facts.identifier)
    expect(status).toBe(202)
    expect(json).toMatchObject({ data: { status: 'restore-requested', retryAfterSeconds: expect.any(Number) } })
  }
})
