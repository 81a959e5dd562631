import type { IncomingMessage, RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { openLinkProber } from '../../../server/adapters/link-prober/link-prober.ts'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import { formatObjectUrl } from '../../../server/domain/object/location.ts'
import { STRICT } from '../../contract/capabilities.ts'
import { objectOf, randomLike } from '../../contract/object-store.suite.ts'
import { type Listening, listen } from '../../sandbox/listening.ts'
import { BUCKET, CREDENTIALS, REGION, startTestStore } from '../../sandbox/store/test-store.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

function proberTo(host: string, timeoutMs?: number) {
  const prober = openLinkProber({ allowedHosts: [host], ...(timeoutMs === undefined ? {} : { timeoutMs }) })
  stops.unshift(() => prober.close())
  return prober
}

async function serve(handler: RequestListener): Promise<Listening & { host: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const listening = await listen((message, response) => {
    seen.push(message)
    handler(message, response)
  }, 0)
  stops.push(listening.stop)
  return { ...listening, host: new URL(listening.url).host, seen }
}

/** What the prober says of a server that answers like this. */
async function answerOf(handler: RequestListener, path = '/a.pdf') {
  const server = await serve(handler)
  return proberTo(server.host).open(server.url + path)
}

test.each(['plain.pdf', 'with space #1 100% a+b.pdf', `"quoted" 'name'.pdf`, '😀/עברית.html', 'two/levels %2F.pdf'])(
  'an object at %j opens as a user would open it, with its size',
  async (key) => {
    const sandbox = await startTestStore()
    stops.push(() => sandbox.dispose())
    const where = { endpoint: sandbox.url, region: REGION, bucket: BUCKET, isPathStyle: true, ...CREDENTIALS }
    const store = openObjectStore({ ...where, capabilities: STRICT })
    for (const sizeBytes of [0, 1, 70_000]) {
      await store.put(objectOf(key, randomLike(sizeBytes)))
      const answer = await proberTo(new URL(sandbox.url).host).open(formatObjectUrl(sandbox.publicBaseUrl, key))
      expect(answer).toMatchObject({ isOpen: true, sizeBytes, problem: null })
      expect(answer.latencyMs).toBeGreaterThan(0)
    }
  },
)

test('a link is opened without any credential, and at most one byte of it is asked for', async () => {
  const server = await serve((_message, response) =>
    response.writeHead(206, { 'content-range': 'bytes 0-0/9', 'content-length': '1' }).end('x'),
  )
  await proberTo(server.host).open(`${server.url}/a.pdf`)
  const [message] = server.seen
  expect(message?.headers).toMatchObject({ range: 'bytes=0-0' })
  expect([message?.headers.authorization, message?.headers.cookie]).toEqual([undefined, undefined])
})

describe('a link is not open', () => {
  test.each([401, 403, 404, 410, 500, 503, 204, 302])('when the answer is %d', async (status) => {
    const answer = await answerOf((_message, response) => response.writeHead(status).end())
    expect(answer).toMatchObject({ isOpen: false, status })
    expect(answer.problem).toMatch(/^Expected the file; .+\.$/)
  })

  test.each([
    ['by its type', { 'content-type': 'text/html; charset=utf-8' }, '<p>hello'],
    ['by its first bytes', {}, '<!doctype html><title>Log in</title><form>'],
  ])('when an HTML page comes instead of the file, told %s', async (_words, headers, body) => {
    const answer = await answerOf((_message, response) => response.writeHead(200, headers).end(body))
    expect(answer).toMatchObject({ isOpen: false, status: 200, problem: expect.stringContaining('HTML page') })
  })

  test('when a redirect leads to a host that is not allowed', async () => {
    const answer = await answerOf((_message, response) =>
      response.writeHead(302, { location: 'https://login.example/' }).end(),
    )
    expect(answer).toMatchObject({ isOpen: false, status: null, problem: expect.stringContaining('login.example') })
  })

  test('when its host is not allowed, and then nothing is sent', async () => {
    const server = await serve((_message, response) => response.end('x'))
    const answer = await proberTo('files.example').open(`${server.url}/a.pdf?X-Amz-Signature=5ec2e7`)
    expect(answer).toMatchObject({ isOpen: false, status: null })
    expect(answer.problem).not.toContain('5ec2e7')
    expect(server.seen).toHaveLength(0)
  })

  test('when nobody answers in time', async () => {
    const server = await serve(() => undefined)
    const answer = await proberTo(server.host, 50).open(`${server.url}/a.pdf`)
    expect(answer).toMatchObject({ isOpen: false, status: null, problem: expect.stringContaining('50 ms') })
  })

  test('when the first byte never comes', async () => {
    const server = await serve((_message, response) =>
      response.writeHead(206, { 'content-range': 'bytes 0-0/9' }).flushHeaders(),
    )
    const answer = await proberTo(server.host, 100).open(`${server.url}/a.pdf`)
    expect(answer).toMatchObject({ isOpen: false, problem: expect.stringContaining('100 ms') })
  })

  test('when the connection fails', async () => {
    const answer = await answerOf((message) => message.socket.resetAndDestroy())
    expect(answer).toMatchObject({ isOpen: false, status: null })
    expect(answer.problem).toContain('the connection failed')
  })

  test.each([
    '',
    'no url',
    '/relative',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user:pass@files.example/a',
  ])('when the text is %j', async (text) => {
    expect(await proberTo('files.example').open(text)).toMatchObject({ isOpen: false, status: null })
  })
})

test('a redirect within the allowed hosts is followed', async () => {
  const answer = await answerOf((message, response) => {
    if (message.url === '/a.pdf') response.writeHead(302, { location: '/b.pdf' }).end()
    else response.writeHead(200, { 'content-length': '2' }).end('xy')
  })
  expect(answer).toMatchObject({ isOpen: true, status: 200, sizeBytes: 2 })
})

test('a file that is itself HTML opens without an extension that says so, when its size is told', async () => {
  const page = '<!doctype html><title>Letter</title>'
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': String(page.length) }).end(page)
  })
  const prober = proberTo(server.host)
  expect(await prober.open(`${server.url}/letter`, 'text/html')).toMatchObject({ isOpen: true, sizeBytes: page.length })
  expect(await prober.open(`${server.url}/letter`, 'application/pdf')).toMatchObject({ isOpen: false })
  expect(await prober.open(`${server.url}/letter`)).toMatchObject({ isOpen: false })
})

test('an HTML page without a size is not taken for a file that is itself HTML', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).write('<!doctype html>')
    response.end('<title>Sign in</title>')
  })
  expect(await proberTo(server.host).open(`${server.url}/letter`, 'text/html')).toMatchObject({ isOpen: false })
})

describe('where a link leads', () => {
  const page = 'https://acme.lightning.force.com/lightning/cmp/c__docliftOpen?c__recordId=a01000000000001AAA'

  async function directionOf(handler: RequestListener) {
    const server = await serve(handler)
    const direction = await proberTo(server.host).follow(`${server.url}/d/token`)
    return { direction, seen: server.seen }
  }

  test('is told and not gone to, and is asked for without any credential', async () => {
    const { direction, seen } = await directionOf((_message, response) =>
      response.writeHead(302, { location: page }).end(),
    )
    expect(direction).toMatchObject({ url: page, problem: null })
    expect(direction.latencyMs).toBeGreaterThan(0)
    expect(seen.map(({ method, url }) => [method, url])).toEqual([['GET', '/d/token']])
    expect([seen[0]?.headers.authorization, seen[0]?.headers.cookie]).toEqual([undefined, undefined])
  })

  test.each([200, 301, 404, 429, 503])('is nowhere when the answer is %i', async (status) => {
    const { direction } = await directionOf((_message, response) => response.writeHead(status).end())
    expect(direction.url).toBeNull()
    expect(direction.problem).toContain(`the answer was ${status}. Check that URL_BASE is where Doclift answers links`)
  })

  test('is nowhere when it may not be asked, or nobody answers', async () => {
    const prober = proberTo('127.0.0.1:9')
    for (const url of ['no address', 'https://elsewhere.example/d/token', 'http://127.0.0.1:9/d/token']) {
      const direction = await prober.follow(url)
      expect([direction.url, typeof direction.problem]).toEqual([null, 'string'])
    }
  })
})
