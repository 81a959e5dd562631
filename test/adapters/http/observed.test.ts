import type { RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../server/adapters/http/answer.ts'
import type { OutboundRequest } from '../../../server/adapters/http/outbound.ts'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import type { RequestSeen } from '../../../server/domain/pace/concurrency.ts'
import { get, hostOf, openTestOutbound, serve } from './serving.ts'

describe('what a request shows of the other side', () => {
  async function ask(handler: RequestListener, request: Partial<OutboundRequest> = {}) {
    const server = await serve(handler)
    const seen: RequestSeen[] = []
    const observe = (one: RequestSeen) => void seen.push(one)
    const outbound = openTestOutbound({ allowedHosts: [hostOf(server)], observe })
    return { seen, asked: outbound.request(get(server.url, '/', request)) }
  }
  async function seenOf(handler: RequestListener, request: Partial<OutboundRequest> = {}) {
    const { seen, asked } = await ask(handler, request)
    await asked.catch(() => undefined)
    return seen
  }
  async function answerOf(handler: RequestListener, request: Partial<OutboundRequest> = {}) {
    const { seen, asked } = await ask(handler, request)
    return { seen, answer: await asked }
  }

  test.for([
    [200, false],
    [404, false],
    [429, true],
    [503, true],
  ] as const)('%d is told with whether it was refused: %s', async ([status, isRefused]) => {
    const [seen] = await seenOf((_message, response) => response.writeHead(status).end())
    expect(seen).toMatchObject({ isRefused, sentBytes: 0 })
    expect(seen?.endedAtMs).toBeGreaterThan(seen?.beganAtMs ?? 0)
  })

  test('a connection that fails is a refusal, and a server that is broken shows nothing', async () => {
    expect(await seenOf((message) => message.socket.destroy())).toMatchObject([{ isRefused: true }])
    expect(await seenOf((_message, response) => response.writeHead(500).end())).toEqual([])
  })

  test.for([
    ['while it is read', (answer: Answer) => answer.open(0).then(({ body }) => buffer(chunksOf(body)))],
    ['while its start is looked at', (answer: Answer) => answer.open(60_000)],
    ['as a text', (answer: Answer) => answer.text(60_000)],
  ] as const)('a body that breaks off %s is a refusal too', async ([_when, read]) => {
    const { seen, answer } = await answerOf((_message, response) => {
      response.writeHead(200, { 'content-length': '100000' })
      response.write(Buffer.alloc(50_000), () => response.socket?.resetAndDestroy())
    })
    await expect(read(answer)).rejects.toMatchObject({ code: 'here.connection' })
    expect(seen.map(({ isRefused }) => isRefused)).toEqual([false, true])
  })

  test('a body that the caller lets go or breaks off is none', async () => {
    const handler: RequestListener = (_message, response) => {
      response.writeHead(200, { 'content-length': '100000' })
      response.write(Buffer.alloc(50_000))
    }
    const letGo = await answerOf(handler)
    const { body } = await letGo.answer.open(10)
    const reading = body.readInto(Buffer.alloc(60_000))
    body.destroy()
    await expect(reading).rejects.toThrow()
    const stopping = new AbortController()
    const stopped = await answerOf(handler, { signal: stopping.signal })
    const other = (await stopped.answer.open(10)).body.readInto(Buffer.alloc(60_000))
    stopping.abort(new Error('enough'))
    await expect(other).rejects.toThrow()
    expect([...letGo.seen, ...stopped.seen].map(({ isRefused }) => isRefused)).toEqual([false, false])
  })

  test('the bytes of a body are counted, in one piece or in several', async () => {
    const handler: RequestListener = (message, response) => message.resume().on('end', () => response.end())
    const body = Buffer.alloc(1_000)
    expect(await seenOf(handler, { method: 'PUT', body })).toMatchObject([{ sentBytes: 1_000 }])
    expect(await seenOf(handler, { method: 'PUT', body: [body, body] })).toMatchObject([{ sentBytes: 2_000 }])
  })

  test('what was not sent, and what the caller broke off, shows nothing', async () => {
    const aborted = AbortSignal.abort(new Error('enough'))
    expect(await seenOf((_message, response) => response.end(), { signal: aborted })).toEqual([])
    expect(await seenOf((_message, response) => response.end(), { origin: 'https://other.example' })).toEqual([])
  })
})
