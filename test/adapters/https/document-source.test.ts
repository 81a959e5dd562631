import type { IncomingMessage, RequestListener } from 'node:http'
import type { LookupFunction } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { type HttpsSourceOptions, openHttpsSource } from '../../../server/adapters/https/document-source.ts'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import type { DocumentRef } from '../../../server/ports/document-source.ts'
import { listen } from '../../sandbox/listening.ts'

const SIGNATURE = 'sig=5ec2e7f00dcafe5ec2e7f00dcafe'
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function serve(handler: RequestListener) {
  const seen: IncomingMessage[] = []
  const server = await listen((message, response) => {
    seen.push(message)
    handler(message, response)
  }, 0)
  stops.push(server.stop)
  return { ...server, host: new URL(server.url).host, seen }
}

function openSource(hosts: string[], options: Partial<HttpsSourceOptions> = {}) {
  const source = openHttpsSource({ hosts, maxFileSizeBytes: 1_000, ...options })
  stops.unshift(() => source.close())
  return source
}

const ref = (documentUrl: string | null): DocumentRef => ({
  recordId: 'a1c000000000001AAA',
  identifier: 'id-1',
  documentUrl,
  fileName: 'a.pdf',
})
const sendBytes: RequestListener = (_message, response) =>
  response.writeHead(200, { 'content-length': '5', etag: '"e"' }).end('bytes')

test('the document is what the URL gives, a signature in it included, and no credential goes along', async () => {
  const server = await serve(sendBytes)
  const source = openSource([server.host])
  const answer = await source.open(ref(`${server.url}/a/b%20c.pdf?${SIGNATURE}`))
  if (answer.kind !== 'found') return expect.fail(JSON.stringify(answer))
  expect((await buffer(chunksOf(answer.document.body))).toString()).toBe('bytes')
  expect(answer.document.fingerprint).toEqual({ source: 'https', etag: 'e', versionId: null, sizeBytes: 5 })
  expect(server.seen[0]?.url).toBe(`/a/b%20c.pdf?${SIGNATURE}`)
  expect(Object.keys(server.seen[0]?.headers ?? {}).filter((name) => /auth|cookie|token/.test(name))).toEqual([])
})

test('a server without ETags is confirmed by the time of the last change', async () => {
  const modified = { 'content-length': '5', 'last-modified': 'Sun, 01 Mar 2026 08:00:00 GMT' }
  const server = await serve((_message, response) => response.writeHead(200, modified).end('bytes'))
  const answer = await openSource([server.host]).confirm(ref(`${server.url}/a`))
  expect(answer).toMatchObject({ fingerprint: { etag: 'modified:2026-03-01T08:00:00.000Z' } })
})

test.each([
  null,
  '',
  'not a url',
  'https://elsewhere.example/a',
  'https://user:pw@files.example/a',
  'ftp://files.example/a',
])('for the URL %j nothing is asked', async (url) => {
  const source = openSource(['files.example'])
  expect(await source.open(ref(url))).toEqual({ kind: 'not-this-sources' })
})

test('a redirect is followed to a host of the list, and to no other', async () => {
  const target = await serve(sendBytes)
  const first = await serve((_message, response) => response.writeHead(302, { location: `${target.url}/b` }).end())
  expect(await openSource([first.host, target.host]).confirm(ref(`${first.url}/a`))).toMatchObject({ kind: 'found' })
  expect(await openSource([first.host]).confirm(ref(`${first.url}/a`))).toMatchObject({
    kind: 'refused',
    code: 'source.host-not-allowed',
  })
  expect(target.seen).toHaveLength(1)
})

test('a redirect without end is given up', async () => {
  const server = await serve((_message, response) => response.writeHead(302, { location: '/again' }).end())
  expect(await openSource([server.host]).open(ref(`${server.url}/a`))).toMatchObject({ code: 'source.bad-answer' })
  expect(server.seen).toHaveLength(4)
})

test('a name that leads into a network is refused, unless the settings allow it', async () => {
  const lookup: LookupFunction = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const url = 'https://files.example:9443/a'
  const closed = openSource(['files.example:9443'], { lookup })
  expect(await closed.open(ref(url))).toMatchObject({ kind: 'refused', code: 'source.address-not-allowed' })
  const inner = openSource(['files.example:9443'], { lookup, innerHosts: ['files.example'] })
  // Nothing listens there.
  await expect(inner.open(ref(url))).rejects.toMatchObject({ code: 'source.connection', behaviour: 'transient' })
})

test.each([
  [404, { kind: 'missing', code: 'source.missing' }],
  [410, { kind: 'missing', code: 'source.missing' }],
  [401, { kind: 'refused', code: 'source.denied' }],
  [403, { kind: 'refused', code: 'source.denied' }],
  [418, { kind: 'refused', code: 'source.bad-answer' }],
  ['html', { kind: 'refused', code: 'source.html-instead-of-file' }],
  ['large', { kind: 'too-large', sizeBytes: 1_001 }],
  ['no length', { kind: 'refused', code: 'source.no-length' }],
  [503, { code: 'source.throttled', behaviour: 'transient' }],
  [500, { code: 'source.unavailable', behaviour: 'transient' }],
  ['reset', { code: 'source.connection', behaviour: 'transient' }],
] as const)('%s is understood, and the query of the URL is in nothing that is said', async (trouble, expected) => {
  const server = await serve((message, response) => {
    if (trouble === 'reset') message.socket.resetAndDestroy()
    else if (trouble === 'html') response.setHeader('content-type', 'text/html').end(`<html>${message.url}</html>`)
    else if (trouble === 'large') response.writeHead(200, { 'content-length': '1001' }).write('x')
    else if (trouble === 'no length') response.write('x', () => response.end())
    else response.writeHead(trouble).end(message.url)
  })
  const said = await openSource([server.host])
    .open(ref(`${server.url}/a?${SIGNATURE}`))
    .catch((thrown: Error) => ({ ...thrown, text: String(thrown), stack: thrown.stack }))
  expect(said).toMatchObject(expected)
  expect(JSON.stringify(said)).not.toContain('5ec2e7')
})
