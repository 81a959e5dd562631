import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RecordView } from '../../server/ports/tracking/reads.ts'
import { type Listening, listen } from '../sandbox/listening.ts'
import { makeCertificate } from '../support/certificate.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

/** One way in which a vendor can answer badly, and what must become of the record. */
interface BadAnswer {
  kind: string
  /** The word of the record, or its reason out of scope. */
  becomes: string
  /** Its failure code; null when it has none. */
  code: string | null
  /** What the API answers instead of the address of the file. */
  api?: (response: ServerResponse) => void
  /** What the host of the files answers; `tries` counts the requests for it. */
  file?: (message: IncomingMessage, response: ServerResponse, tries: number) => void
}

const BYTES = Buffer.from('%PDF-1.7 the whole document')
const SECOND = Buffer.from('%PDF-1.7 another document!!')
const FIVE_GIB = 5 * 1024 ** 3
const pointsTo = (url: string) => (response: ServerResponse) => void response.end(JSON.stringify({ data: { url } }))
const headers = (sizeBytes: number, etag = '"e"') => ({ 'content-length': String(sizeBytes), etag })
const whole = (response: ServerResponse) => response.writeHead(200, headers(BYTES.length)).end(BYTES)
const raw = (message: IncomingMessage, text: string) => message.socket.end(`HTTP/1.1 200 OK\r\n${text}`)

/** Sends these bytes of an announced length, then lets the connection go. */
function cut(response: ServerResponse, bytes: Buffer, etag?: string): void {
  response.writeHead(200, headers(BYTES.length, etag))
  response.write(bytes, () => response.socket?.resetAndDestroy())
}

const BAD_ANSWERS: readonly BadAnswer[] = [
  {
    kind: 'a body that is cut short',
    becomes: 'failed',
    code: 'source.connection',
    file: (_message, response) => cut(response, BYTES.subarray(0, 9)),
  },
  {
    kind: 'a body that is cut short once',
    becomes: 'verified',
    code: null,
    file: (_message, response, tries) => (tries === 1 ? cut(response, BYTES.subarray(0, 9)) : whole(response)),
  },
  {
    kind: 'a file that is replaced while it is read',
    becomes: 'verified',
    code: null,
    file: (_message, response, tries) =>
      tries === 1
        ? cut(response, BYTES.subarray(0, 9), '"a"')
        : response.writeHead(200, headers(27, '"b"')).end(SECOND),
  },
  {
    kind: 'more bytes than were announced',
    becomes: 'verified',
    code: null,
    file: (message) => raw(message, `etag: "e"\r\ncontent-length: ${BYTES.length}\r\n\r\n${BYTES}and more`),
  },
  {
    kind: 'a length that is no number',
    becomes: 'failed',
    code: 'source.connection',
    file: (message) => raw(message, 'content-length: many\r\n\r\nbytes'),
  },
  {
    kind: 'a body without a length',
    becomes: 'failed',
    code: 'source.no-length',
    file: (_message, response) => void response.write('some', () => response.end('bytes')),
  },
  {
    kind: 'a reset after the last byte',
    becomes: 'verified',
    code: null,
    file: (_message, response) => cut(response, BYTES),
  },
  {
    kind: 'an HTML page with status 200',
    becomes: 'failed',
    code: 'source.html-instead-of-file',
    file: (_message, response) => response.setHeader('content-type', 'text/html').end('<html>Service error</html>'),
  },
  {
    kind: 'a page to log in that says it is bytes',
    becomes: 'failed',
    code: 'source.html-instead-of-file',
    file: (_message, response) => {
      const page = '<!DOCTYPE html><html><form>Password</form></html>'
      response.writeHead(200, headers(page.length)).end(page)
    },
  },
  {
    kind: 'an address that has expired',
    becomes: 'verified',
    code: null,
    file: (_message, response, tries) =>
      tries === 1 ? response.writeHead(403).end('<Code>AccessDenied</Code>Request has expired') : whole(response),
  },
  {
    kind: '403 for one file, whatever is signed',
    becomes: 'failed',
    code: 'source.denied',
    file: (_message, response) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
  },
  {
    kind: '403 for one document at the API',
    becomes: 'failed',
    code: 'source.denied',
    api: (response) => void response.writeHead(403).end('{"error":"Forbidden"}'),
  },
  {
    kind: '503 that never ends',
    becomes: 'failed',
    code: 'source.throttled',
    file: (_message, response) => response.writeHead(503, { 'retry-after': '0' }).end('<Code>SlowDown</Code>'),
  },
  {
    kind: '503 that ends',
    becomes: 'verified',
    code: null,
    file: (_message, response, tries) =>
      tries <= 3 ? response.writeHead(503, { 'retry-after': '0' }).end() : whole(response),
  },
  {
    kind: 'a certificate that nobody has signed',
    becomes: 'failed',
    code: 'source.connection',
    api: (response) => pointsTo(`https://${untrustedHost()}/file`)(response),
  },
  {
    kind: 'a host that has no address',
    becomes: 'failed',
    code: 'source.connection',
    api: pointsTo('https://no-such-host.invalid/file'),
  },
  {
    kind: 'a host that is not listed',
    becomes: 'failed',
    code: 'source.host-not-allowed',
    api: pointsTo('https://elsewhere.example/file'),
  },
  {
    kind: 'a redirect to a host that is not listed',
    becomes: 'failed',
    code: 'source.host-not-allowed',
    file: (_message, response) => response.writeHead(302, { location: 'https://elsewhere.example/file' }).end(),
  },
  {
    kind: 'no bytes at all',
    becomes: 'verified',
    code: null,
    file: (_message, response) => response.writeHead(200, headers(0)).end(),
  },
  {
    kind: 'one byte more than 5 GiB announced',
    becomes: 'too-large',
    code: 'source.too-large',
    file: (_message, response) => void response.writeHead(200, headers(FIVE_GIB + 1)).flushHeaders(),
  },
  {
    kind: 'an answer of the API that is no JSON',
    becomes: 'failed',
    code: 'source.bad-answer',
    api: (response) => void response.end('<html>Sign in</html>'),
  },
  {
    kind: 'no such file',
    becomes: 'missing',
    code: 'source.missing',
    api: (response) => void response.writeHead(404).end('{"error":"No files found"}'),
  },
]

const slugOf = ({ kind }: BadAnswer) => kind.toLowerCase().replace(/[^a-z0-9]+/g, '-')
const bySlug = new Map(BAD_ANSWERS.map((bad) => [slugOf(bad), bad]))

let doclift: TestInstallation
let api: Listening
let files: Listening
let untrusted: Server
const tries = new Map<string, number>()
const records = new Map<string, RecordView>()

const untrustedHost = () => `127.0.0.1:${(untrusted.address() as AddressInfo).port}`

/** A back-up of one record for each kind, and of some that the vendor answers well. */
beforeAll(async () => {
  files = await listen(answerFile, 0)
  api = await listen(answerApi, 0)
  const { certificatePem: cert, keyPem: key } = makeCertificate()
  untrusted = createServer({ cert, key }, (_message, response) => whole(response))
  await new Promise<void>((resolve) => void untrusted.listen(0, '127.0.0.1', resolve))
  const hosts = [new URL(files.url).host, untrustedHost(), 'no-such-host.invalid']
  doclift = await openTestInstallation({
    sandbox: { records: 160 },
    settings: { VENDOR_API_URL: api.url, VENDOR_FILE_HOSTS: hosts.join(','), COPY_PARALLEL: '32' },
  })
  await doclift.perform('inventory')
  const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'discovered' })
  const planted = BAD_ANSWERS.map((bad, index) => [bad, items[index]?.recordId ?? ''] as const)
  for (const [bad, recordId] of planted) {
    await doclift.sandbox.control.editRecord(recordId, { Identifier__c: slugOf(bad), Name: 'document.pdf' })
  }
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  for (const [bad, recordId] of planted) {
    records.set(bad.kind, (await doclift.services.tracking.getRecord(recordId)) as RecordView)
  }
})
afterAll(async () => {
  await doclift?.dispose()
  await Promise.all([api.stop(), files.stop()])
  untrusted.closeAllConnections()
  untrusted.close()
})

function answerApi(message: IncomingMessage, response: ServerResponse): void {
  message.resume()
  const slug =
    decodeURIComponent(message.url ?? '')
      .split('/')
      .at(-1) ?? ''
  const answer = bySlug.get(slug)?.api ?? pointsTo(`${files.url}/${slug}?X-Amz-Signature=5ec2e7`)
  answer(response)
}

function answerFile(message: IncomingMessage, response: ServerResponse): void {
  const slug = new URL(message.url ?? '', files.url).pathname.slice(1)
  const count = (tries.get(slug) ?? 0) + 1
  tries.set(slug, count)
  const answer = bySlug.get(slug)?.file
  if (answer) answer(message, response, count)
  else whole(response)
}

test.each(BAD_ANSWERS)('of $kind the record becomes $becomes, with the code $code', ({ kind, becomes, code }) => {
  const found = records.get(kind)
  expect([found?.outOfScopeReason ?? found?.state, found?.failureCode]).toEqual([becomes, code])
  if (code !== null) expect(found?.failureSentence).toMatch(/^[A-Z].*\.$/)
  expect(JSON.stringify(found)).not.toContain('5ec2e7')
})

test.each([
  ['a body that is cut short once', BYTES],
  ['a file that is replaced while it is read', SECOND],
  ['more bytes than were announced', BYTES],
  ['a reset after the last byte', BYTES],
  ['an address that has expired', BYTES],
  ['no bytes at all', Buffer.alloc(0)],
])('of %s the copy holds one version of the file, whole', (kind, bytes) => {
  expect(records.get(kind)?.checksum?.value).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test('whatever one document is answered, the others are copied', async () => {
  const { byState } = await doclift.services.tracking.readOverview()
  const verified = BAD_ANSWERS.filter(({ becomes }) => becomes === 'verified').length
  expect(byState.verified).toBeGreaterThan(verified + 20)
})

test('the page about hostile input names every bad answer with what becomes of its record', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/hostile-input.md'), 'utf8')
  const rows = BAD_ANSWERS.map(({ kind, becomes, code }) => `| ${kind} | ${becomes} | ${code ?? ''} |`)
  expect(rows.filter((row) => !page.includes(row))).toEqual([])
})
