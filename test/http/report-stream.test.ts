import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { sendFile } from '../../server/http/report-stream.ts'
import { limitStreams } from '../../server/operations/reports/stream-limit.ts'

const PAGE = `${'x'.repeat(999)}\n`.repeat(100)

/** Only to end a test that hangs. */
const PATIENTLY = { timeout: 60_000 }

let app: FastifyInstance
afterEach(() => app.close())

/** A server with one file; tells how many pages were taken and whether the reading has ended. */
async function serve(read: () => AsyncGenerator<string>, idleMs?: number) {
  const seen = { pages: 0, hasEnded: false }
  async function* text() {
    try {
      for await (const page of read()) {
        seen.pages += 1
        yield page
      }
    } finally {
      seen.hasEnded = true
    }
  }
  app = Fastify()
  app.get('/', async (request, reply) =>
    sendFile(request, reply, { fileName: 'all.csv', format: 'csv', text: text() }, idleMs),
  )
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { seen, address, port: (app.server.address() as AddressInfo).port }
}

async function* endless() {
  for (;;) yield PAGE
}

async function* three() {
  yield* ['one\n', 'two\n', 'three\n']
}

/** Breaks once the reader has seen the beginning. */
async function* breaking(whenSeen: Promise<void>) {
  yield PAGE
  await whenSeen
  throw new Error('the database went away')
}

async function* failing(): AsyncGenerator<string> {
  yield ''
  throw new Error('the database is away')
}

/** A reader that asks and then takes nothing. */
async function stall(port: number, headers = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').pause()
  await once(socket, 'connect')
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)
  return socket
}

test('a file is sent whole, as an attachment of its type', async () => {
  const { address } = await serve(three)
  const answer = await fetch(address, { headers: { 'accept-encoding': 'identity' } })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="all.csv"')
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(await answer.text()).toBe('one\ntwo\nthree\n')
})

test.each([
  ['gzip', true],
  ['deflate, gzip;q=0.5, br', true],
  ['GZIP', true],
  ['gzip;q=0', false],
  ['gzip;q=0.0', false],
  ['br', false],
  ['', false],
])('with Accept-Encoding %j the answer is compressed: %s', async (encoding, isZipped) => {
  await serve(three)
  const answer = await app.inject({ url: '/', headers: { 'accept-encoding': encoding } })
  expect(answer.headers['content-encoding']).toBe(isZipped ? 'gzip' : undefined)
  const bytes = isZipped ? gunzipSync(answer.rawPayload) : answer.rawPayload
  expect(bytes.toString()).toBe('one\ntwo\nthree\n')
})

test.each(['identity', 'gzip'])('a fault in the middle breaks the connection (%s)', async (encoding) => {
  const seen = Promise.withResolvers<void>()
  const { address } = await serve(() => breaking(seen.promise))
  const answer = await fetch(address, { headers: { 'accept-encoding': encoding } })
  expect(answer.status).toBe(200)
  seen.resolve()
  await expect(answer.text()).rejects.toThrow()
})

test('a fault before anything was sent is answered as such, and not compressed', async () => {
  await serve(failing)
  const answer = await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip' } })
  expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([500, undefined])
  expect(answer.json()).toMatchObject({ message: 'the database is away' })
})

test('no more is read than the reader takes', async () => {
  const { seen, port } = await serve(endless)
  const socket = await stall(port)
  await untilUnchanged(() => seen.pages)
  const whenFull = seen.pages
  expect(whenFull).toBeGreaterThan(0)
  socket.resume()
  await expect.poll(() => seen.pages, PATIENTLY).toBeGreaterThan(whenFull)
  socket.destroy()
  await expect.poll(() => seen.hasEnded, PATIENTLY).toBe(true)
})

test.each(['', 'Accept-Encoding: gzip\r\n'])('a reader that goes away ends the reading (%j)', async (headers) => {
  const { seen, port } = await serve(endless)
  const socket = await stall(port, headers)
  await expect.poll(() => seen.pages, PATIENTLY).toBeGreaterThan(0)
  socket.destroy()
  await expect.poll(() => seen.hasEnded, PATIENTLY).toBe(true)
})

test('a reader that goes away before the answer began ends the reading', async () => {
  const [asked, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let hasEnded = false
  async function* text() {
    try {
      yield* endless()
    } finally {
      hasEnded = true
    }
  }
  app = Fastify()
  app.get('/', async (request, reply) => {
    const begun = await limitStreams(1)(text)
    request.raw.socket.once('close', () => gone.resolve())
    asked.resolve()
    await gone.promise
    return sendFile(request, reply, { fileName: 'all.csv', format: 'csv', text: begun })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = await stall((app.server.address() as AddressInfo).port)
  await asked.promise
  socket.destroy()
  await expect.poll(() => hasEnded, PATIENTLY).toBe(true)
})

test('a reader that takes nothing for too long is cut off', async () => {
  const { seen, port } = await serve(endless, 200)
  const socket = await stall(port)
  await expect.poll(() => seen.hasEnded, PATIENTLY).toBe(true)
  socket.resume()
  await once(socket, 'close')
})

/** Waits until a number stays the same for a while. */
async function untilUnchanged(read: () => number): Promise<void> {
  let before = -1
  await expect
    .poll(
      () => {
        const isUnchanged = read() === before && before > 0
        before = read()
        return isUnchanged
      },
      { ...PATIENTLY, interval: 200 },
    )
    .toBe(true)
}
