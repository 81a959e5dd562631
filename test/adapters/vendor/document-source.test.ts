import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openVendorSource, type VendorSourceOptions } from '../../../server/adapters/vendor/document-source.ts'
import { fixedToken, tokenOfCommand, type VendorToken } from '../../../server/adapters/vendor/token.ts'
import { type ByteBody, chunksOf } from '../../../server/domain/object/byte-body.ts'
import type { DocumentRef, OpenAnswer, OpenDocumentSource } from '../../../server/ports/document-source.ts'
import { type CatalogueEntry, createCatalogue } from '../../sandbox/catalogue/catalogue.ts'
import { contentOf } from '../../sandbox/content/content.ts'
import { type Listening, listen } from '../../sandbox/listening.ts'
import { type RunningVendor, startVendor } from '../../sandbox/vendor/vendor.ts'

const TOKEN = 'token-of-the-vendor-4711'
const MAX_BYTES = 100 * 1024 * 1024
const catalogue = createCatalogue({ seed: 'sources', records: 2_000 })
const entries = Array.from({ length: catalogue.records }, (_, index) => catalogue.entry(index))

/** The first record of the catalogue for which this holds. */
function entryWhere(holds: (entry: CatalogueEntry) => boolean): CatalogueEntry {
  const entry = entries.find(holds)
  if (entry === undefined) throw new Error('The catalogue has no such record.')
  return entry
}

const ordinary = entryWhere(({ document }) => document?.answer === 'bytes' && document.sizeBytes > 10_000)
const empty = entryWhere(({ document }) => document?.sizeBytes === 0)
const archived = entryWhere(({ document }) => document?.answer === 'archived')
const page = entryWhere(({ document, name }) => document?.answer === 'html' && !/\.html?$/.test(name))
const isMissingAtApi = ({ document }: CatalogueEntry) => /[02468ace]$/.test(document?.identifier ?? '')
const missing = entries.filter(({ document }) => document?.answer === 'missing')

const refTo = ({ recordId, identifier, documentUrl, name }: CatalogueEntry): DocumentRef => ({
  recordId,
  identifier,
  documentUrl,
  fileName: name,
})

describe("the vendor's own way", () => {
  let home: string
  let vendor: RunningVendor
  let source: OpenDocumentSource

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'doclift-vendor-'))
    const credentials = { accessKeyId: 'VENDORKEY', secretAccessKey: 'vendor secret' }
    const ports = { apiPort: 0, bucketPort: 0 }
    vendor = await startVendor({ catalogue, home, ...ports, token: TOKEN, credentials, restoreAfterSeconds: 90 })
    source = openSource({})
  })
  afterEach(() => vendor.control.clearFaults())
  afterAll(async () => {
    await source.close()
    await vendor.stop()
    await rm(home, { recursive: true, force: true })
  })

  function openSource(options: Partial<VendorSourceOptions>) {
    const { apiUrl, fileHost } = vendor
    return openVendorSource({
      apiUrl,
      token: fixedToken(TOKEN),
      fileHosts: [fileHost],
      maxFileSizeBytes: MAX_BYTES,
      ...options,
    })
  }

  test.each([
    ['a document', ordinary],
    ['a document of no bytes', empty],
    ['a document of 64 MiB', entryWhere(({ document }) => document?.sizeBytes === 64 * 1024 * 1024)],
    [
      'an HTML document, which a page to log in must not be taken for',
      entryWhere(({ document }) => document?.kind === 'html' && document.answer === 'bytes'),
    ],
  ])('%s is opened with its bytes and its fingerprint, and confirmed with the same', async (_words, entry) => {
    const { document, fingerprint } = opened(await source.open(refTo(entry)))
    const facts = entry.document
    if (facts === null) throw new Error('The record has no document.')
    const { sha256, etag, sizeBytes } = contentOf(facts)
    expect(await digestOf(document.body)).toBe(sha256())
    expect(fingerprint).toEqual({ source: 'vendor', etag: etag.replaceAll('"', ''), versionId: null, sizeBytes })
    const confirmed = await source.confirm(refTo(entry))
    expect(confirmed).toEqual({ kind: 'found', fingerprint, latencyMs: expect.any(Number) })
  })

  test('a sample is the first 4 KB and the size of the whole, whatever the document would be refused for', async () => {
    const facts = ordinary.document
    if (facts === null) throw new Error('The record has no document.')
    const small = openSource({ maxFileSizeBytes: 1 })
    const answer = await small.sample(refTo(ordinary))
    await small.close()
    const start = await buffer(Readable.from(contentOf(facts).read(0, 4_096)))
    expect(answer).toEqual({
      kind: 'found',
      sample: { firstBytes: start, sizeBytes: facts.sizeBytes, contentType: 'application/octet-stream' },
    })
  })

  test('a sample of a document of no bytes is empty', async () => {
    const answer = await source.sample(refTo(empty))
    expect(answer).toMatchObject({ kind: 'found', sample: { sizeBytes: 0, firstBytes: Buffer.alloc(0) } })
  })

  test('a sample tells archived, missing and refused documents apart', async () => {
    expect(await source.sample(refTo(archived))).toMatchObject({ kind: 'archived' })
    for (const entry of missing) expect(await source.sample(refTo(entry))).toMatchObject({ kind: 'missing' })
    expect(await source.sample(refTo(page))).toMatchObject({ kind: 'refused', code: 'source.html-instead-of-file' })
  })

  test('a document that is archived is asked back, and can be opened once it is there', async () => {
    const answer = await source.open(refTo(archived))
    expect(answer).toEqual({ kind: 'archived', askAgainAfterMs: expect.any(Number) })
    // The vendor counts in whole seconds, and down from 90.
    const { askAgainAfterMs } = answer as Extract<OpenAnswer, { kind: 'archived' }>
    expect(askAgainAfterMs).toBeGreaterThan(30_000)
    expect(askAgainAfterMs).toBeLessThanOrEqual(90_000)
    expect(await source.confirm(refTo(archived))).toMatchObject({ kind: 'archived' })
  })

  test.each([true, false])('a document that is missing (at the API: %s) is an answer, not an error', async (atApi) => {
    const entry = missing.find((one) => isMissingAtApi(one) === atApi)
    if (entry === undefined) return expect.fail('The catalogue has none.')
    expect(await source.open(refTo(entry))).toMatchObject({ kind: 'missing', code: 'source.missing' })
    expect(await source.confirm(refTo(entry))).toMatchObject({ kind: 'missing', code: 'source.missing' })
  })

  test('a page to log in is not taken for the document', async () => {
    expect(await source.open(refTo(page))).toMatchObject({ kind: 'refused', code: 'source.html-instead-of-file' })
    expect(await source.confirm(refTo(page))).toMatchObject({ kind: 'refused', code: 'source.html-instead-of-file' })
  })

  test('a wrong token is fatal, and is not shown', async () => {
    const error = await openSource({ token: fixedToken('wrong-token-0815') })
      .open(refTo(ordinary))
      .catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'source.unauthorised', behaviour: 'fatal' })
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-token')
  })

  test.each([
    ['presign', 'slow-down', 'source.throttled'],
    ['presign', 'internal-error', 'source.unavailable'],
    ['presign', 'connection-reset-before-write', 'source.connection'],
    ['download', 'slow-down', 'source.throttled'],
    ['download', 'internal-error', 'source.unavailable'],
    ['download', 'connection-reset-before-write', 'source.connection'],
  ] as const)('%s met by %s is %s, to be tried again', async (operation, fault, code) => {
    vendor.control.fail(operation, { with: fault, times: 2 })
    await expect(source.open(refTo(ordinary))).rejects.toMatchObject({ code, behaviour: 'transient' })
    await expect(source.confirm(refTo(ordinary))).rejects.toMatchObject({ code, behaviour: 'transient' })
  })

  test('a body that breaks off is read on by an address of its own', async () => {
    const facts = ordinary.document
    if (facts === null) throw new Error('The record has no document.')
    const before = vendor.control.requests.of(facts.identifier)
    vendor.control.fail('download', { with: 'cut-body' })
    const { document } = opened(await source.open(refTo(ordinary)))
    expect(await digestOf(document.body)).toBe(contentOf(facts).sha256())
    expect(vendor.control.requests.of(facts.identifier)).toEqual({
      presigned: before.presigned + 2,
      downloaded: before.downloaded + 2,
    })
  })

  test('a body that breaks off again and again is transient', async () => {
    vendor.control.fail('download', { with: 'cut-body', times: 20 })
    const { document } = opened(await source.open(refTo(ordinary)))
    await expect(digestOf(document.body)).rejects.toMatchObject({
      code: 'source.connection',
      behaviour: 'transient',
    })
  })

  test('a body that comes drop by drop is transient, and its sentence says how slow it was', async () => {
    vendor.control.fail('download', { with: 'slow-drip' })
    const impatient = openSource({ leastSpeed: { leastBytes: 1_024, withinMs: 150 } })
    await expect(impatient.open(refTo(ordinary))).rejects.toMatchObject({
      code: 'source.connection',
      behaviour: 'transient',
      message: expect.stringMatching(
        /^Expected at least 1024 bytes in 0\.15 s from 127\.0\.0\.1:\d+; fewer came\. It is tried/,
      ),
    })
    await impatient.close()
  })

  test('a document that is too large is refused before its bytes are read', async () => {
    const answer = await openSource({ maxFileSizeBytes: 10_000 }).open(refTo(ordinary))
    expect(answer).toMatchObject({
      kind: 'too-large',
      code: 'source.too-large',
      sizeBytes: ordinary.document?.sizeBytes,
    })
  })

  test('an address at a host that is not listed is refused, and nothing is read there', async () => {
    const before = vendor.control.requests.totals().downloaded
    const answer = await openSource({ fileHosts: ['files.example'] }).open(refTo(ordinary))
    expect(answer).toMatchObject({ kind: 'refused', code: 'source.host-not-allowed' })
    expect(vendor.control.requests.totals().downloaded).toBe(before)
  })

  test.each(['../../admin', 'a/b', 'a?x=1', 'a#b', '', ' ', '..', 'a b', 'é', `a${'b'.repeat(200)}`, 'a\r\nb'])(
    'the identifier %j is not sent',
    async (identifier) => {
      const before = vendor.control.requests.totals().presigned
      const answer = await source.open({ recordId: 'a1c000000000001AAA', identifier, documentUrl: null })
      expect(answer).toMatchObject({ kind: 'refused', code: 'source.bad-identifier' })
      expect(vendor.control.requests.totals().presigned).toBe(before)
    },
  )

  test("a record without an identifier is not this source's", async () => {
    const ref = { recordId: 'a1c000000000001AAA', identifier: null, documentUrl: 'https://vendor.example/a' }
    expect(await source.open(ref)).toEqual({ kind: 'not-this-sources' })
  })

  test('an abort ends it with the reason', async () => {
    const reason = new Error('stopping')
    await expect(source.open(refTo(ordinary), AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})

describe('a vendor that answers oddly', () => {
  const REF: DocumentRef = { recordId: 'a1c000000000001AAA', identifier: 'id-1', documentUrl: null, fileName: 'a.pdf' }
  const SIGNATURE = 'X-Amz-Signature=5ec2e7'
  const stops: (() => Promise<void>)[] = []

  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  interface Odd {
    api?: (message: IncomingMessage, response: ServerResponse, fileUrl: string) => void
    file?: (message: IncomingMessage, response: ServerResponse) => void
    options?: Partial<VendorSourceOptions>
  }

  /** A vendor made for one test; what is left out behaves well. */
  async function vendorWith({ api, file, options }: Odd) {
    const seen: { message: IncomingMessage; body: string }[] = []
    const files = await serve((message, response) => (file ?? sendBytes)(message, response))
    const fileUrl = `${files.url}/bucket/object?${SIGNATURE}`
    const apis = await serve((message, response) => {
      void buffer(message).then((bytes) => {
        seen.push({ message, body: bytes.toString() })
        if (api) api(message, response, fileUrl)
        else response.end(JSON.stringify({ data: { url: fileUrl } }))
      })
    })
    const hosts = { apiUrl: `${apis.url}/base/`, fileHosts: [new URL(files.url).host] }
    const source = openVendorSource({ ...hosts, token: fixedToken(TOKEN), maxFileSizeBytes: MAX_BYTES, ...options })
    stops.unshift(() => source.close())
    return { source, seen, fileHost: new URL(files.url).host }
  }

  async function serve(handler: (message: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
    const listening = await listen(handler, 0)
    stops.push(listening.stop)
    return listening
  }

  function sendBytes(_message: IncomingMessage, response: ServerResponse) {
    response.writeHead(200, { 'content-length': '5', etag: '"e"' }).end('bytes')
  }

  test('is asked by the identifier, with the token and the body of the settings, filled safely', async () => {
    const options = { bodyTemplate: { who: 'x {recordId}', deep: [{ v: '{version}' }], n: 1 }, version: '"},{"v":"1' }
    const { source, seen } = await vendorWith({ options })
    opened(await source.open(REF)).document.body.destroy()
    expect(seen[0]?.message.url).toBe('/base/api/generate/presigned-url/id-1')
    expect(seen[0]?.message.headers.authorization).toBe(`Bearer ${TOKEN}`)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ who: `x ${REF.recordId}`, deep: [{ v: '"},{"v":"1' }], n: 1 })
  })

  test('sees the headers of the settings beside our own, and its answer is read where the settings say', async () => {
    const files = await serve(sendBytes)
    const { source, seen } = await vendorWith({
      api: (_message, response) => response.end(JSON.stringify({ result: { links: { get: `${files.url}/x` } } })),
      options: {
        headers: { origin: 'https://acme.lightning.force.com', 'x-api-key': 'key-of-the-vendor' },
        responsePath: ['result', 'links', 'get'],
        fileHosts: [new URL(files.url).host],
      },
    })
    expect(await source.confirm(REF)).toMatchObject({ kind: 'found' })
    expect(seen[0]?.message.headers).toMatchObject({
      origin: 'https://acme.lightning.force.com',
      'x-api-key': 'key-of-the-vendor',
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
    })
  })

  test('is asked for the first version where that is wanted, and for that of the settings otherwise', async () => {
    const { source, seen } = await vendorWith({})
    await source.confirmFirst?.(REF)
    await source.confirm(REF)
    expect(seen.map(({ body }) => JSON.parse(body).version)).toEqual(['FIRST', 'LATEST'])
  })

  describe('and refuses a token', () => {
    /** A vendor that takes these tokens alone. */
    function vendorThatTakes(good: readonly string[], token: VendorToken) {
      return vendorWith({
        api: (message, response, fileUrl) => {
          const isGood = good.some((one) => message.headers.authorization === `Bearer ${one}`)
          if (isGood) response.end(JSON.stringify({ data: { url: fileUrl } }))
          else response.writeHead(401).end()
        },
        options: { token },
      })
    }
    const renewing = (renewed: string | undefined) => {
      const renewals: string[] = []
      const renew = async (refused: string) => {
        renewals.push(refused)
        return renewed
      }
      return { renewals, token: { current: async () => 'old-token', renew } }
    }

    test('gets another one, once', async () => {
      const { token, renewals } = renewing('new-token')
      const { source, seen } = await vendorThatTakes(['new-token'], token)
      expect(await source.confirm(REF)).toMatchObject({ kind: 'found' })
      expect(renewals).toEqual(['old-token'])
      expect(seen.map(({ message }) => message.headers.authorization)).toEqual(['Bearer old-token', 'Bearer new-token'])
    })

    test.each([
      ['no other one is there', undefined, 1],
      ['the other one is refused too', 'new-token', 2],
    ])('and the run stops when %s', async (_what, renewed, requests) => {
      const { source, seen } = await vendorThatTakes([], renewing(renewed).token)
      const error = await source.open(REF).catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'source.unauthorised', behaviour: 'fatal' })
      expect(String(error)).not.toMatch(/old-token|new-token/)
      expect(seen).toHaveLength(requests)
    })

    test('and parallel requests share one renewal by a program', async () => {
      const file = join(await mkdtemp(join(tmpdir(), 'doclift-renewal-')), 'runs')
      // The command is a program of the customer's, whose output is the token.
      const script = `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(file)}, 'x'); console.log('token-' + fs.readFileSync(${JSON.stringify(file)}).length)`
      const command = [process.execPath, '-e', script]
      const limits = { lifeMs: 60_000, timeoutMs: 20_000 }
      const token = tokenOfCommand({ command, environment: process.env, ...limits }, { now: () => new Date() })
      const { source } = await vendorThatTakes(['token-2'], token)
      const answers = await Promise.all(Array.from({ length: 8 }, () => source.confirm(REF)))
      expect(answers.map(({ kind }) => kind)).toEqual(Array(8).fill('found'))
      expect((await readFile(file, 'utf8')).length).toBe(2)
      await rm(dirname(file), { recursive: true })
    })
  })

  test('never sees the token or a header of the settings at the host of the files', async () => {
    const seen: IncomingMessage[] = []
    const { source } = await vendorWith({
      file: (message, response) => {
        seen.push(message)
        sendBytes(message, response)
      },
      options: { headers: { 'x-api-key': 'key-of-the-vendor' } },
    })
    opened(await source.open(REF)).document.body.destroy()
    const sent = JSON.stringify(seen.map(({ headers, url }) => [headers, url]))
    expect(sent).not.toContain(TOKEN)
    expect(sent).not.toContain('key-of-the-vendor')
  })

  test('and denies an address once is asked for another', async () => {
    let denials = 1
    const { source, seen } = await vendorWith({
      file: (message, response) => (denials-- > 0 ? response.writeHead(403).end() : sendBytes(message, response)),
    })
    opened(await source.open(REF)).document.body.destroy()
    expect(seen).toHaveLength(2)
  })

  test('and denies two addresses has refused', async () => {
    const { source, seen } = await vendorWith({ file: (_message, response) => response.writeHead(403).end() })
    expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.denied' })
    expect(seen).toHaveLength(2)
  })

  test('and says at the bucket that the object is archived is asked again later', async () => {
    const { source, seen } = await vendorWith({
      file: (_message, response) => response.writeHead(403).end('<Error><Code>InvalidObjectState</Code></Error>'),
    })
    expect(await source.open(REF)).toEqual({ kind: 'archived', askAgainAfterMs: 3_600_000 })
    expect(seen).toHaveLength(1)
  })

  test.each([
    ['an error that says there are no files', 400, { error: 'No files found for this id' }, { kind: 'missing' }],
    ['404', 404, 'nothing', { kind: 'missing' }],
    ['403', 403, { error: 'Forbidden' }, { kind: 'refused', code: 'source.denied' }],
    ['another error', 400, { error: 'Bad version' }, { kind: 'refused', code: 'source.bad-answer' }],
    ['success without an address', 200, { data: {} }, { kind: 'refused', code: 'source.bad-answer' }],
    ['an address that is none', 200, { data: { url: 'no address' } }, { kind: 'refused', code: 'source.bad-answer' }],
    ['a page instead of JSON', 200, '<html>Sign in</html>', { kind: 'refused', code: 'source.bad-answer' }],
    [
      'a restore without a time',
      202,
      { data: { status: 'restore-requested' } },
      { kind: 'archived', askAgainAfterMs: 3_600_000 },
    ],
    [
      'a restore with an odd time',
      202,
      { data: { status: 'restore-requested', retryAfterSeconds: -5 } },
      { kind: 'archived', askAgainAfterMs: 3_600_000 },
    ],
    [
      'a script as the address',
      200,
      { data: { url: 'javascript:alert(1)' } },
      { kind: 'refused', code: 'source.host-not-allowed' },
    ],
    [
      'a file of this machine',
      200,
      { data: { url: 'file:///etc/passwd' } },
      { kind: 'refused', code: 'source.host-not-allowed' },
    ],
    [
      'an address without TLS',
      200,
      { data: { url: 'http://files.example/x' } },
      { kind: 'refused', code: 'source.host-not-allowed' },
    ],
  ])('with %s at the API is understood', async (_words, status, body, expected) => {
    const { source } = await vendorWith({
      api: (_message, response) =>
        response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)),
    })
    expect(await source.open(REF)).toMatchObject(expected)
  })

  test('and redirects the API call is not followed with the token', async () => {
    const elsewhere: IncomingMessage[] = []
    const other = await serve((message, response) => {
      elsewhere.push(message)
      response.end()
    })
    const { source } = await vendorWith({
      api: (_message, response) => response.writeHead(307, { location: other.url }).end(),
    })
    expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.bad-answer' })
    expect(elsewhere).toHaveLength(0)
  })

  test('and redirects the file to a host that is not listed is refused', async () => {
    const { source } = await vendorWith({
      file: (_message, response) => response.writeHead(302, { location: 'https://evil.example/x' }).end(),
    })
    expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.host-not-allowed' })
  })

  describe('by a name', () => {
    /** A vendor whose API gives addresses at a name, with what was looked up. */
    async function vendorAtName(addresses: string[], options: Partial<VendorSourceOptions> = {}) {
      const lookedUp: string[] = []
      const lookup: LookupFunction = (host, _options, done) => {
        lookedUp.push(host)
        done(null, [{ address: addresses[lookedUp.length - 1] ?? '', family: 4 }])
      }
      const vendor = await vendorWith({
        api: (_message, response) => response.end(JSON.stringify({ data: { url: `https://${NAME}/bucket/x` } })),
        options: { fileHosts: [NAME], lookup, ...options },
      })
      return { ...vendor, lookedUp }
    }
    const NAME = 'files.vendor.example:9443'

    test.each(['127.0.0.1', '10.0.0.7', '169.254.169.254', '192.168.0.1'])(
      'that leads to %s is refused for the document, and nothing is read',
      async (address) => {
        const { source, lookedUp } = await vendorAtName([address])
        expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.address-not-allowed' })
        expect(lookedUp).toEqual(['files.vendor.example'])
      },
    )

    test('that the settings allow inside is connected to', async () => {
      const { source } = await vendorAtName(['127.0.0.1'], { innerHosts: ['files.vendor.example'] })
      // Nothing listens there.
      await expect(source.open(REF)).rejects.toMatchObject({ code: 'source.connection', behaviour: 'transient' })
    })

    test('of the API that leads inside stops the run, and the token goes nowhere', async () => {
      const apiUrl = 'https://api.vendor.example'
      const { source, seen } = await vendorAtName(['127.0.0.1'], { apiUrl })
      await expect(source.open(REF)).rejects.toMatchObject({ code: 'source.address-not-allowed', behaviour: 'fatal' })
      expect(seen).toEqual([])
    })

    test('that is reached by a redirect is judged again', async () => {
      const lookup: LookupFunction = (_host, _options, done) => done(null, [{ address: '10.0.0.7', family: 4 }])
      const { source, fileHost } = await vendorWith({
        file: (_message, response) => response.writeHead(302, { location: `https://${NAME}/elsewhere` }).end(),
      })
      const apiUrl = source.name.replace('vendor at ', 'http://')
      const twoHosts = openVendorSource({
        apiUrl: `${apiUrl}/base/`,
        token: fixedToken(TOKEN),
        fileHosts: [fileHost, NAME],
        maxFileSizeBytes: MAX_BYTES,
        lookup,
      })
      stops.unshift(() => twoHosts.close())
      expect(await twoHosts.open(REF)).toMatchObject({ kind: 'refused', code: 'source.address-not-allowed' })
    })
  })

  test('and names an address inside the network itself is refused, though it is listed', async () => {
    const { source } = await vendorWith({
      api: (_message, response) => response.end(JSON.stringify({ data: { url: 'https://169.254.169.254/latest' } })),
      options: { fileHosts: ['169.254.169.254'] },
    })
    expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.host-not-allowed' })
  })

  test('and sends a page to log in as if it were bytes is found out by its first bytes', async () => {
    const html = '\n<!-- gateway --><!DOCTYPE html><html><body><form>Password</form></body></html>'
    const { source } = await vendorWith({
      file: (_message, response) => response.writeHead(200, { 'content-length': String(html.length) }).end(html),
    })
    expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.html-instead-of-file' })
  })

  test.each([
    ['an ETag', { etag: '"e"' }, 'found'],
    ['the time of its last change', { 'last-modified': 'Sat, 31 Jan 2026 12:00:00 GMT' }, 'found'],
    ['without a version', {}, 'refused'],
  ])('and answers for a file that is HTML with a page to log in, %s (%j), has it %s', async (_words, version, kind) => {
    const html = '<!DOCTYPE html><html><body><form>Password</form></body></html>'
    const { source } = await vendorWith({
      file: (_message, response) =>
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': html.length, ...version }).end(html),
    })
    const answer = await source.open({ ...REF, fileName: 'letter.html' })
    expect(answer.kind).toBe(kind)
    if (answer.kind === 'found') answer.document.body.destroy()
  })

  test('and does not say how large the document is has refused', async () => {
    const { source } = await vendorWith({
      file: (_message, response) => {
        response.write('some')
        response.end('bytes')
      },
    })
    expect(await source.open(REF)).toMatchObject({ kind: 'refused', code: 'source.no-length' })
    expect(await source.confirm(REF)).toMatchObject({ kind: 'refused', code: 'source.no-length' })
  })

  test('and ignores the range is confirmed all the same, without reading everything', async () => {
    let sentBytes = 0
    const { source } = await vendorWith({
      file: (_message, response) => {
        response.writeHead(200, { 'content-length': '50000000', etag: '"e"' })
        const body = Readable.from(zeros(50_000_000)).on('data', (chunk: Buffer) => {
          sentBytes += chunk.length
        })
        void pipeline(body, response).catch(() => undefined)
      },
    })
    expect(await source.confirm(REF)).toMatchObject({ fingerprint: { etag: 'e', sizeBytes: 50_000_000 } })
    expect(sentBytes).toBeLessThan(50_000_000)
  })

  test('and is throttled says how long to wait', async () => {
    const { source } = await vendorWith({
      file: (_message, response) => response.writeHead(429, { 'retry-after': '12' }).end(),
    })
    await expect(source.open(REF)).rejects.toMatchObject({ code: 'source.throttled', retryAfterMs: 12_000 })
  })

  test.each([403, 404, 418, 500, 503, 'reset', 'elsewhere', 'html'] as const)(
    'never sees a pre-signed address or a token in what is said about %s',
    async (trouble) => {
      const { source } = await vendorWith({
        file: (message, response) => {
          if (trouble === 'reset') message.socket.resetAndDestroy()
          else if (trouble === 'html') response.setHeader('content-type', 'text/html').end(`<html>${message.url}`)
          else if (trouble === 'elsewhere')
            response.writeHead(302, { location: `https://evil.example/?${SIGNATURE}` }).end()
          else response.writeHead(trouble).end(`<Error><Code>X</Code><Resource>${message.url}</Resource></Error>`)
        },
      })
      const said = await source
        .open(REF)
        .catch((thrown: Error) => ({ ...thrown, text: String(thrown), stack: thrown.stack }))
      expect(JSON.stringify(said)).not.toMatch(/Signature|5ec2e7|token-of/)
    },
  )
})

function opened(answer: OpenAnswer) {
  if (answer.kind !== 'found') throw new Error(`The document was not found: ${JSON.stringify(answer)}`)
  return { document: answer.document, fingerprint: answer.document.fingerprint }
}

async function digestOf(body: ByteBody): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunksOf(body)) hash.update(chunk)
  return hash.digest('hex')
}

function* zeros(sizeBytes: number): Generator<Buffer> {
  for (let left = sizeBytes; left > 0; left -= 50_000) yield Buffer.alloc(50_000)
}
