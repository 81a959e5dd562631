import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Outbound, openOutbound } from '../../../../server/adapters/http/outbound.ts'
import { ConnectionPool, type PoolOptions } from '../../../../server/adapters/http/wire/connection-pool.ts'
import { chunksOf } from '../../../../server/domain/object/byte-body.ts'
import { makeCertificate } from '../../../support/certificate.ts'

/** The client against servers that decide about every byte and every packet. */

const certificate = makeCertificate()
const closing: (() => unknown)[] = []
const OK = 'HTTP/1.1 200 OK\r\n'

beforeAll(() => setDefaultCACertificates([...getCACertificates('default'), certificate.certificatePem]))
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Transport = 'plain' | 'TLS'
/** Called for each request, once its head and its body of the told length have come. */
type Answering = (socket: Socket, request: { head: string; body: Buffer; number: number }) => unknown

async function serve(answer: Answering, transport: Transport = 'plain') {
  const sockets: Socket[] = []
  let number = 0
  const onSocket = (socket: Socket) => {
    sockets.push(socket)
    let seen = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      for (let end = endOfRequest(seen); end !== undefined; end = endOfRequest(seen)) {
        const headEnd = seen.indexOf('\r\n\r\n')
        number += 1
        const request = { head: seen.toString('latin1', 0, headEnd), body: seen.subarray(headEnd + 4, end), number }
        seen = seen.subarray(end)
        answer(socket, request)
      }
    })
  }
  const server: Server =
    transport === 'TLS'
      ? createTlsServer({ cert: certificate.certificatePem, key: certificate.keyPem }, onSocket)
      : createServer(onSocket)
  server.on('tlsClientError', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `${transport === 'TLS' ? 'https' : 'http'}://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, sockets }
}

function endOfRequest(seen: Buffer): number | undefined {
  const headEnd = seen.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const length = Number(/\r\ncontent-length: (\d+)/.exec(seen.toString('latin1', 0, headEnd))?.[1] ?? 0)
  return seen.length >= headEnd + 4 + length ? headEnd + 4 + length : undefined
}

function client(host: string, options: Partial<Parameters<typeof openOutbound>[0]> = {}): Outbound {
  const outbound = openOutbound({ allowedHosts: [host], errorPrefix: 'here', ...options })
  closing.push(() => outbound.close())
  return outbound
}

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

function bytesOf(length: number, next: (below: number) => number): Buffer {
  return Buffer.from(Array.from({ length }, () => next(256)))
}

/** Writes in pieces of any size, each a packet of its own where the system plays along. */
async function writeInPieces(socket: Socket, bytes: Buffer, next: (below: number) => number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + next(next(3) === 0 ? 10 : 60_000)
    socket.write(bytes.subarray(at, at + size))
    at += size
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function inChunks(bytes: Buffer, next: (below: number) => number): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const chunk = bytes.subarray(at, at + 1 + next(20_000))
    pieces.push(Buffer.from(`${chunk.length.toString(16)};note=x\r\n`), chunk, Buffer.from('\r\n'))
    at += chunk.length
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\nx-trailer: y\r\n\r\n')])
}

describe.each(['plain', 'TLS'] as const)('over %s', (transport) => {
  test('bodies arrive byte for byte, however they are cut on their way and into whatever they are read', async () => {
    const sent: Buffer[] = []
    const server = await serve(async (socket, { number }) => {
      const next = numbers(number)
      const bytes = bytesOf(next(3) === 0 ? next(200) : next(300_000), next)
      sent[number] = bytes
      const isChunked = next(2) === 0
      const head = isChunked ? 'transfer-encoding: chunked' : `content-length: ${bytes.length}`
      const body = isChunked ? inChunks(bytes, next) : bytes
      await writeInPieces(socket, Buffer.concat([Buffer.from(`${OK}${head}\r\n\r\n`), body]), next)
    }, transport)
    const outbound = client(server.host)
    for (let number = 1; number <= 25; number += 1) {
      const next = numbers(number + 1_000)
      const answer = await outbound.request({ method: 'GET', origin: server.origin, path: '/' })
      const { first, body } = await answer.open(next(2) === 0 ? 0 : next(5_000))
      const pieces: Buffer[] = []
      for (;;) {
        const target = Buffer.alloc(1 + next(100_000))
        const bytes = await body.readInto(target)
        pieces.push(target.subarray(0, bytes))
        if (bytes < target.length) break
      }
      const read = Buffer.concat(pieces)
      expect(read.equals(sent[number] as Buffer)).toBe(true)
      expect(read.subarray(0, first.length).equals(first)).toBe(true)
    }
    expect(server.sockets).toHaveLength(1)
  })

  test('a body of many chunks is sent whole, with one length', async () => {
    const next = numbers(7)
    const body = Array.from({ length: 40 }, () => bytesOf(next(50_000), next))
    const server = await serve((socket, request) => {
      const isSame = request.body.equals(Buffer.concat(body))
      socket.write(`${OK}content-length: 4\r\n\r\n${isSame ? 'same' : 'not '}`)
    }, transport)
    const outbound = client(server.host)
    for (const _ of [1, 2]) {
      const answer = await outbound.request({ method: 'PUT', origin: server.origin, path: '/', body })
      expect(await answer.text(10)).toBe('same')
    }
    expect(server.sockets).toHaveLength(1)
  })

  test('what nobody reads holds up the other side', async () => {
    let written = 0
    const server = await serve((socket) => {
      socket.write(`${OK}content-length: 200000000\r\n\r\n`)
      const piece = Buffer.alloc(100_000)
      const fill = () => {
        while (socket.write(piece)) written += piece.length
        socket.once('drain', fill)
      }
      fill()
    }, transport)
    const answer = await client(server.host).request({ method: 'GET', origin: server.origin, path: '/' })
    const { body } = await answer.open(1_000)
    for (let before = -1; before !== written; ) {
      before = written
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(written).toBeLessThan(50_000_000)
    body.destroy()
  })
})

describe('a connection', () => {
  const small = `${OK}content-length: 2\r\n\r\nok`
  const get = (origin: string) => ({ method: 'GET', origin, path: '/' }) as const

  test.each([
    ['says that it is the last', (socket: Socket) => socket.write(small.replace('\r\n', '\r\nConnection: close\r\n'))],
    ['sends more than it said', (socket: Socket) => socket.write(`${small}more`)],
    ['ends after the answer', (socket: Socket) => socket.end(small)],
    ['speaks HTTP/1.0', (socket: Socket) => socket.write(small.replace('1.1', '1.0'))],
  ])('is not used again when the other side %s', async (_words, answer) => {
    const server = await serve(answer)
    const outbound = client(server.host)
    for (const _ of [1, 2, 3]) {
      expect(await (await outbound.request(get(server.origin))).text(10)).toBe('ok')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(server.sockets).toHaveLength(3)
  })

  test('is not used again when the rest of an answer was let go', async () => {
    const server = await serve((socket) => socket.write(`${OK}content-length: 1000000\r\n\r\n${'x'.repeat(1_000)}`))
    const outbound = client(server.host)
    for (const _ of [1, 2]) await (await outbound.request(get(server.origin))).discard()
    expect(server.sockets).toHaveLength(2)
  })

  test('serves one request at a time, and no more are opened than allowed', async () => {
    let [open, most] = [0, 0]
    const server = await serve((socket) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        socket.write(small)
      }, 5)
    })
    const outbound = client(server.host, { connectionsPerHost: 3 })
    const asking = Array.from({ length: 20 }, async () => (await outbound.request(get(server.origin))).text(10))
    expect(new Set(await Promise.all(asking))).toEqual(new Set(['ok']))
    expect([most, server.sockets.length]).toEqual([3, 3])
  })

  test('is waited for no longer than the signal says, and who waits behind is served', async () => {
    const waiting: Socket[] = []
    const server = await serve((socket) => waiting.push(socket))
    const outbound = client(server.host, { connectionsPerHost: 1 })
    const first = outbound.request(get(server.origin))
    const abort = new AbortController()
    const second = outbound.request({ ...get(server.origin), signal: abort.signal })
    const third = outbound.request(get(server.origin))
    const reason = new Error('stopping')
    abort.abort(reason)
    await expect(second).rejects.toBe(reason)
    await expect.poll(() => waiting.length).toBe(1)
    waiting[0]?.write(small)
    expect(await (await first).text(10)).toBe('ok')
    await expect.poll(() => waiting.length).toBe(2)
    waiting[1]?.write(small)
    expect(await (await third).text(10)).toBe('ok')
  })

  test('is had by two that wait when two end in the same moment', async () => {
    const { origin } = await serve(() => undefined)
    const lookup: PoolOptions['lookup'] = () => undefined
    const limits = { connectionsPerHost: 2, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000 }
    const pool = new ConnectionPool(origin, { ...limits, lookup })
    const leases = await Promise.all([pool.lease(undefined), pool.lease(undefined)])
    const waiting = [pool.lease(undefined), pool.lease(undefined)]
    for (const lease of leases) lease.release()
    expect(new Set((await Promise.all(waiting)).map(({ connection }) => connection)).size).toBe(2)
    pool.close()
  })

  test('is had by nobody once all are closed, neither by who waited for one nor by who comes later', async () => {
    const server = await serve(() => undefined)
    const outbound = client(server.host, { connectionsPerHost: 1 })
    const asking = [outbound.request(get(server.origin)), outbound.request(get(server.origin))]
    const outcomes = Promise.allSettled(asking)
    await expect.poll(() => server.sockets.length).toBe(1)
    await outbound.close()
    const closed = { code: 'here.connection', facts: { reason: 'CLOSED' } }
    expect(await outcomes).toMatchObject([{ reason: closed }, { reason: closed }])
    await expect(outbound.request(get(server.origin))).rejects.toMatchObject(closed)
    expect(server.sockets.length).toBe(1)
  })

  test('that fails frees its place', async () => {
    const server = await serve((socket, { number }) => (number < 3 ? socket.destroy() : socket.write(small)))
    const outbound = client(server.host, { connectionsPerHost: 1 })
    for (const _ of [1, 2])
      await expect(outbound.request(get(server.origin))).rejects.toMatchObject({ code: 'here.connection' })
    expect(await (await outbound.request(get(server.origin))).text(10)).toBe('ok')
  })

  test('that is silent for too long fails as timed out', async () => {
    const server = await serve((socket) => socket.write(`${OK}content-length: 5\r\n\r\nab`))
    const outbound = client(server.host, { idleTimeoutMs: 50 })
    const { body } = await (await outbound.request(get(server.origin))).open(0)
    const reading = body.readInto(Buffer.alloc(5))
    await expect(reading).rejects.toMatchObject({ code: 'here.connection', facts: { reason: 'TIMED_OUT' } })
  })

  test('to a server with a certificate nobody vouches for is refused, and nothing is sent', async () => {
    const heads: string[] = []
    const server = await serve((_socket, { head }) => heads.push(head), 'TLS')
    const named = {
      origin: server.origin.replace('127.0.0.1', 'other.example'),
      host: server.host.replace('127.0.0.1', 'other.example'),
    }
    const outbound = client(named.host, {
      lookup: (_host, { all }, done) =>
        all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    })
    await expect(outbound.request(get(named.origin))).rejects.toMatchObject({
      code: 'here.connection',
      facts: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    })
    expect(heads).toEqual([])
  })
})

describe('an answer', () => {
  const request = { method: 'PUT', path: '/' } as const

  test('in between is passed over', async () => {
    const server = await serve((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}content-length: 2\r\n\r\nok`),
    )
    const answer = await client(server.host).request({ ...request, origin: server.origin, body: 'x' })
    expect([answer.status, await answer.text(10)]).toEqual([200, 'ok'])
  })

  test('that comes before the request was sent whole counts, and the rest is kept back', async () => {
    const refusing = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.pause().write('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno'))
    })
    await once(refusing.listen(0, '127.0.0.1'), 'listening')
    closing.push(() => refusing.close())
    const origin = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`
    const body = Array.from({ length: 200 }, () => Buffer.alloc(256 * 1024))
    const answer = await client(new URL(origin).host).request({ ...request, origin, body })
    expect([answer.status, await answer.text(10)]).toEqual([403, 'no'])
  })

  test.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['has two lengths', `${OK}content-length: 2\r\nContent-Length: 3\r\n\r\nabc`],
    ['has a length and chunks', `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['has a head without an end', `${OK}${`x-long: ${'y'.repeat(1_000)}\r\n`.repeat(200)}`],
  ])('that %s fails as transient, and the connection with it', async (_words, text) => {
    const server = await serve((socket) => socket.write(text))
    const outbound = client(server.host)
    for (const _ of [1, 2]) {
      const asked = outbound.request({ ...request, origin: server.origin })
      await expect(asked).rejects.toMatchObject({ code: 'here.connection', behaviour: 'transient' })
    }
    expect(server.sockets).toHaveLength(2)
  })

  test.each(['5\r\nab', 'z\r\nabc\r\n', '2\r\nabXX0\r\n\r\n', '2\r\nab\r\n'])(
    'with the chunks %j fails while it is read',
    async (chunks) => {
      const server = await serve((socket) => socket.end(`${OK}transfer-encoding: chunked\r\n\r\n${chunks}`))
      const { body } = await (await client(server.host).request({ ...request, origin: server.origin })).open(0)
      await expect(Array.fromAsync(chunksOf(body))).rejects.toMatchObject({ code: 'here.connection' })
    },
  )
})
