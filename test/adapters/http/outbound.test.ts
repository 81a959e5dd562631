import type { RequestListener } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import { get, hostOf, openTestOutbound, serve } from './serving.ts'

const SECRET = 'X-Amz-Signature=0123456789abcdef'
const outboundTo = (...allowedHosts: string[]) => openTestOutbound({ allowedHosts })

describe('no request goes to a host outside the allow-list (invariant 10)', () => {
  test('invariant 10: a host or a port that is not listed is refused before anything is sent', async () => {
    const server = await serve((_message, response) => response.end())
    const outbound = outboundTo('127.0.0.1:1', 'files.example', `localhost:${server.port}`)
    await expect(outbound.request(get(server.url))).rejects.toMatchObject({
      code: 'http.host-not-allowed',
      behaviour: 'fatal',
    })
    expect(server.seen).toHaveLength(0)
  })

  test.each([
    ['https://files.example', true],
    ['https://files.example:443', true],
    ['https://FILES.example', true],
    ['https://files.example:8443', false],
    ['https://files.example.evil.example', false],
    ['https://evil.example#files.example', false],
    ['https://sub.files.example', false],
    ['https://files.example.', false],
    ['http://files.example', false],
    ['https://user@files.example', false],
    ['ftp://files.example', false],
    ['https://10.0.0.8:9000', true],
    ['http://10.0.0.8:9000', false],
    ['http://127.0.0.1:9000', true],
    ['http://127.0.0.1:9001', false],
    ['http://[::1]:9000', true],
    ['http://127.0.0.1.evil.example:9000', false],
  ])('%s is allowed: %s', (address, isAllowed) => {
    const { hosts } = outboundTo('Files.example', '10.0.0.8:9000', 'files.example:80', '127.0.0.1:9000', '[::1]:9000')
    expect(hosts.refusalOf(new URL(address)) === undefined).toBe(isAllowed)
  })

  test('a redirect is checked like a request of its own', async () => {
    const elsewhere = await serve((_message, response) => response.end('secret'))
    const server = await serve((_message, response) => response.writeHead(302, { location: elsewhere.url }).end())
    const outbound = outboundTo(hostOf(server))
    await expect(outbound.request(get(server.url, '/', { maxRedirects: 3 }))).rejects.toMatchObject({
      code: 'http.host-not-allowed',
    })
    expect(elsewhere.seen).toHaveLength(0)
  })
})

describe('a name that may only lead to some addresses', () => {
  /** A way out to names that lead where the test says, at each lookup to the next. */
  function outboundBy(addresses: string[], port: number, host = 'localhost') {
    const lookedUp: string[] = []
    const lookup: LookupFunction = (name, _options, done) => {
      lookedUp.push(name)
      const address = addresses[lookedUp.length - 1] ?? ''
      done(null, [{ address, family: isIP(address) }])
    }
    const allowedHosts = [`${host}:${port}`]
    const outbound = openTestOutbound({ allowedHosts, innerHosts: [], lookup })
    return { outbound, lookedUp, origin: `http://${host}:${port}` }
  }

  test('is looked up once for a connection, which goes to the very address that was judged', async () => {
    const server = await serve((_message, response) => response.setHeader('connection', 'close').end())
    const { outbound, lookedUp, origin } = outboundBy(['127.0.0.1', '10.0.0.7'], server.port)
    expect((await outbound.request(get(origin))).status).toBe(200)
    expect(server.seen).toHaveLength(1)
    expect(lookedUp).toEqual(['localhost'])
    await expect(outbound.request(get(origin))).rejects.toMatchObject({ code: 'here.address-not-allowed' })
    expect(lookedUp).toHaveLength(2)
  })

  test.each(['::ffff:127.0.0.1', '::ffff:169.254.169.254', 'fd00:ec2::254', 'fe80::1', '10.0.0.7', '127.0.0.1'])(
    'is not connected to at %s',
    async (address) => {
      const { outbound } = outboundBy([address], 443, 'files.example')
      const asked = outbound.request(get('https://files.example'))
      await expect(asked).rejects.toMatchObject({ code: 'here.address-not-allowed', behaviour: 'fatal' })
    },
  )
})

describe('redirects', () => {
  test('are not followed unless asked', async () => {
    const server = await serve((_message, response) => response.writeHead(302, { location: '/other' }).end())
    const answer = await outboundTo(hostOf(server)).request(get(server.url))
    expect(answer.status).toBe(302)
    expect(server.seen).toHaveLength(1)
  })

  test('are followed as often as asked and no more', async () => {
    const server = await serve((_message, response) => response.writeHead(307, { location: 'again?x=1' }).end())
    const answer = await outboundTo(hostOf(server)).request(get(server.url, '/a/b', { maxRedirects: 2 }))
    expect(answer.status).toBe(307)
    expect(server.seen.map(({ url }) => url)).toEqual(['/a/b', '/a/again?x=1', '/a/again?x=1'])
  })
})

describe('a request', () => {
  test('sends path and query as they are, without resolving or encoding anything again', async () => {
    const server = await serve((_message, response) => response.end())
    const path = '/a%2Fb/%2e%2e/%C3%BC?sig=%2B%20&x'
    await outboundTo(hostOf(server)).request(get(server.url, path))
    expect(server.seen[0]?.url).toBe(path)
  })

  test('that meets no server fails as transient, with the reason and without the query', async () => {
    const server = await serve((_message, response) => response.end())
    await server.stop()
    const failed = outboundTo(hostOf(server)).request(get(server.url, `/file?${SECRET}`))
    const error = await failed.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'here.connection', behaviour: 'transient', facts: { reason: 'ECONNREFUSED' } })
    expect(everything(error)).not.toContain(SECRET)
  })

  test('whose answer is no HTTP fails without quoting what was sent', async () => {
    const server = await serve((message) => message.socket.end(`HTTP/9 what? ${SECRET}\r\n\r\n`))
    const error = await outboundTo(hostOf(server))
      .request(get(server.url))
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'here.connection' })
    expect(everything(error)).not.toContain(SECRET)
  })

  test('that is aborted fails with the reason given', async () => {
    const server = await serve(() => undefined)
    const abort = new AbortController()
    const reason = new Error('stopping')
    const request = outboundTo(hostOf(server)).request(get(server.url, '/', { signal: abort.signal }))
    abort.abort(reason)
    await expect(request).rejects.toBe(reason)
  })

  test('that is aborted before it begins sends nothing', async () => {
    const server = await serve((_message, response) => response.end())
    const reason = new Error('stopping')
    const signal = AbortSignal.abort(reason)
    await expect(outboundTo(hostOf(server)).request(get(server.url, '/', { signal }))).rejects.toBe(reason)
    expect(server.seen).toHaveLength(0)
  })
})

describe('an answer', () => {
  const cut: RequestListener = (_message, response) => {
    response.writeHead(200, { 'content-length': '100000' })
    response.write(Buffer.alloc(50_000), () => response.destroy())
  }

  test('whose body is cut fails as transient while it is read', async () => {
    const server = await serve(cut)
    const outbound = outboundTo(hostOf(server))
    const opened = await (await outbound.request(get(server.url))).open(10)
    await expect(buffer(chunksOf(opened.body))).rejects.toMatchObject({
      code: 'here.connection',
      behaviour: 'transient',
    })
    const looking = (await outbound.request(get(server.url))).open(60_000)
    await expect(looking).rejects.toMatchObject({ code: 'here.connection' })
  })

  test('can be looked at without losing a byte', async () => {
    const bytes = Buffer.from('0123456789'.repeat(20_000))
    const server = await serve((_message, response) => response.end(bytes))
    const { first, body } = await (await outboundTo(hostOf(server)).request(get(server.url))).open(100)
    expect(first.subarray(0, 100)).toEqual(bytes.subarray(0, 100))
    expect(await buffer(chunksOf(body))).toEqual(bytes)
  })

  test('of no bytes can be looked at too', async () => {
    const server = await serve((_message, response) => response.end())
    const { first, body } = await (await outboundTo(hostOf(server)).request(get(server.url))).open(100)
    expect([first.length, (await buffer(chunksOf(body))).length]).toEqual([0, 0])
  })

  test('that nobody wants is let go, and its connection ends', async () => {
    const server = await serve((_message, response) => {
      response.writeHead(200, { 'content-length': '100000000' })
      response.write(Buffer.alloc(100_000))
    })
    const { body } = await (await outboundTo(hostOf(server)).request(get(server.url))).open(0)
    const ended = new Promise((resolve) => server.seen[0]?.socket.once('close', resolve))
    body.destroy()
    await ended
  })

  test('is read as text only up to the limit', async () => {
    const server = await serve((_message, response) => response.end('x'.repeat(1_000_000)))
    const answer = await outboundTo(hostOf(server)).request(get(server.url))
    expect(await answer.text(1_000)).toBe('x'.repeat(1_000))
  })
})

/** All that a log could show of an error. */
function everything(error: unknown): string {
  const { message, stack, cause, ...rest } = error as Error & Record<string, unknown>
  return [message, stack, JSON.stringify(rest), cause === undefined ? '' : everything(cause)].join('\n')
}

describe('a body that comes drop by drop', () => {
  const leastSpeed = { leastBytes: 1_000, withinMs: 30 }

  /** Sends a byte every few milliseconds, for ever. */
  async function openDripping() {
    const server = await serve((_message, response) => {
      response.writeHead(200, { 'content-length': '5000' })
      const timer = setInterval(() => response.write('x'), 5)
      response.on('close', () => clearInterval(timer))
    })
    const outbound = openTestOutbound({ allowedHosts: [hostOf(server)], leastSpeed })
    return outbound.request(get(server.url))
  }
  const tooSlow = { code: 'here.connection', behaviour: 'transient', facts: { reason: 'TOO_SLOW' } }

  test('ends as a connection that broke, while it is read', async () => {
    const { body } = await (await openDripping()).open(1)
    await expect(buffer(chunksOf(body))).rejects.toMatchObject(tooSlow)
  })

  test('ends so while its start is looked at, and as a text', async () => {
    await expect((await openDripping()).open(2_000)).rejects.toMatchObject(tooSlow)
    await expect((await openDripping()).text(2_000)).rejects.toMatchObject(tooSlow)
  })

  test('is let go without waiting for it', async () => {
    await (await openDripping()).discard()
  })
})

test('a reader that takes its time is not taken for a slow body', async () => {
  const server = await serve((_message, response) => response.end(Buffer.alloc(3_000_000)))
  const leastSpeed = { leastBytes: 2_000_000, withinMs: 100 }
  const outbound = openTestOutbound({ allowedHosts: [hostOf(server)], leastSpeed })
  const { body } = await (await outbound.request(get(server.url))).open(1)
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(await buffer(chunksOf(body))).toHaveLength(3_000_000)
})
