import type { IncomingMessage, RequestListener } from 'node:http'
import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { openWebhookSender, type WebhookSenderOptions } from '../../../server/adapters/webhook/webhook-sender.ts'
import { listen } from '../../sandbox/listening.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

function openSender(options: WebhookSenderOptions) {
  const sender = openWebhookSender(options)
  stops.unshift(() => sender.close())
  return sender
}

/** A receiver on this machine, and a sender that may reach it. */
async function openReceiver(handler: RequestListener, options: Partial<WebhookSenderOptions> = {}) {
  const seen: IncomingMessage[] = []
  const { url, stop } = await listen((message, response) => {
    seen.push(message)
    handler(message, response)
  }, 0)
  stops.push(stop)
  const { host, port } = new URL(url)
  const sender = openSender({ allowedHosts: [host], ...options })
  return { sender, seen, url: `${url}/hook?key=1`, host, port }
}

function post(sender: ReturnType<typeof openSender>, url: string, signal = new AbortController().signal) {
  return sender.send({ url, headers: { 'webhook-id': 'd1' }, body: '{"a":1}', signal })
}

async function answerOf(handler: RequestListener, options: Partial<WebhookSenderOptions> = {}) {
  const { sender, url } = await openReceiver(handler, options)
  return await post(sender, url)
}

test('a delivery is one POST with its headers and its body', async () => {
  const bodies: string[] = []
  const { sender, seen, url } = await openReceiver(async (message, response) => {
    bodies.push(Buffer.concat(await message.toArray()).toString())
    response.end('ok')
  })
  expect(await post(sender, url)).toMatchObject({ status: 200, code: null, durationMs: expect.any(Number) })
  expect([seen[0]?.method, seen[0]?.url, seen[0]?.headers['webhook-id']]).toEqual(['POST', '/hook?key=1', 'd1'])
  expect(bodies).toEqual(['{"a":1}'])
})

test.each([201, 204, 299])('the status %d means that it was delivered', async (status) => {
  expect(await answerOf((_message, response) => response.writeHead(status).end())).toMatchObject({ status, code: null })
})

test.each([400, 404, 410, 500, 503])('the status %d means that it was refused', async (status) => {
  const answer = await answerOf((_message, response) => response.writeHead(status).end())
  expect(answer).toMatchObject({ status, code: 'webhook.refused' })
})

test('a redirect is not followed, not even to an allowed host', async () => {
  const { sender, seen, url } = await openReceiver((_message, response) =>
    response.writeHead(307, { location: '/elsewhere' }).end(),
  )
  expect(await post(sender, url)).toMatchObject({ status: 307, code: 'webhook.refused' })
  expect(seen).toHaveLength(1)
})

test('a wait that the receiver asks for is told', async () => {
  const answer = await answerOf((_message, response) => response.writeHead(503, { 'retry-after': '120' }).end())
  expect(answer.retryAfterMs).toBe(120_000)
})

test('of an endless answer no more than its beginning is read', async () => {
  let sent = 0
  const { sender, url } = await openReceiver((_message, response) => {
    const pour = () => {
      for (let goesOn = true; goesOn && !response.destroyed; sent += 1) goesOn = response.write('x'.repeat(1_024))
    }
    response.on('drain', pour)
    pour()
  })
  expect(await post(sender, url)).toMatchObject({ status: 200, code: null })
  expect(sent).toBeLessThan(50_000)
})

test('a receiver that does not answer in time is a timeout', async () => {
  expect(await answerOf(() => undefined, { timeoutMs: 50 })).toMatchObject({ status: null, code: 'webhook.timeout' })
})

test('a connection that breaks is told as such', async () => {
  const answer = await answerOf((message) => message.socket.resetAndDestroy())
  expect(answer).toMatchObject({ status: null, code: 'webhook.connection' })
})

test('an attempt that the caller aborts throws the reason', async () => {
  const { sender, url } = await openReceiver(() => undefined)
  const reason = new Error('The worker stops.')
  await expect(post(sender, url, AbortSignal.abort(reason))).rejects.toBe(reason)
})

describe('an address may not be sent to', () => {
  const sender = () =>
    openSender({ allowedHosts: ['n8n.example', 'n8n.example:8443', '169.254.169.254', '127.0.0.1:80', '[::1]:80'] })

  test.each([
    'nonsense',
    '/relative',
    'ftp://n8n.example/',
    'http://n8n.example/',
    'https://other.example/',
    'https://n8n.example.evil.example/',
    'https://n8n.example:444/',
    'https://user:pass@n8n.example/',
    'https://n8n.example/#fragment',
    'https://169.254.169.254/latest/meta-data',
    'http://169.254.169.254/latest/meta-data',
  ])('when it is %s', async (url) => {
    expect(sender().refusalOf(url)).toEqual(expect.any(String))
    expect(await post(sender(), url)).toMatchObject({ status: null, code: 'webhook.host-not-allowed' })
  })

  test.each(['https://n8n.example/a?b=c', 'https://N8N.example:8443/', 'http://127.0.0.1/', 'http://[::1]/'])(
    'unless it is like %s',
    (url) => {
      expect(sender().refusalOf(url)).toBeUndefined()
    },
  )

  test('when its name leads into a network, and then nothing is sent', async () => {
    const asked: string[] = []
    const lookup: LookupFunction = (host, _options, done) => {
      asked.push(host)
      done(null, [{ address: '127.0.0.1', family: 4 }])
    }
    const { seen, port } = await openReceiver((_message, response) => response.end())
    const named = openSender({ allowedHosts: [`n8n.example:${port}`], lookup })
    const answer = await post(named, `https://n8n.example:${port}/hook`)
    expect(answer).toMatchObject({ status: null, code: 'webhook.address-not-allowed' })
    expect(asked).toEqual(['n8n.example'])
    expect(seen).toEqual([])
  })
})

test('localhost may be reached, since its name says where it leads', async () => {
  const { seen, port, sender: _ } = await openReceiver((_message, response) => response.end())
  const local = openSender({ allowedHosts: [`localhost:${port}`] })
  expect(await post(local, `http://localhost:${port}/hook`)).toMatchObject({ status: 200 })
  expect(seen).toHaveLength(1)
})
