import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { Link, LinkName, Moment, Watch } from './link.ts'
import { type Valve, valveOf } from './valve.ts'

interface HttpLinkOptions {
  name: LinkName
  /** Host and port of the system itself. */
  upstream: string
  watch: Watch
  /** What the system says of where it is, and where it is for the worker instead: in answers of JSON. */
  renamed?: Readonly<Record<string, string>>
  /** Whether the system is told its own name instead of this link's: what a third party has signed names it. */
  saysUpstreamHost?: boolean
}

/** An exchange on its way through a link. */
interface Exchange extends HttpLinkOptions {
  incoming: IncomingMessage
  answer: ServerResponse
  agent: Agent
  valve: Valve
}

/** Opens a link to a system that speaks HTTP. */
export async function openHttpLink(options: HttpLinkOptions): Promise<Link> {
  const agent = new Agent({ keepAlive: true })
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 })
  const valve = valveOf(server)
  server.on('request', (incoming, answer) => {
    pass({ ...options, incoming, answer, agent, valve }).catch(() => answer.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    name: options.name,
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    interrupt: valve.interrupt,
    heal: valve.heal,
    async close() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}

async function pass(exchange: Exchange): Promise<void> {
  const { incoming, answer, valve } = exchange
  await valve.pass()
  if (!(await goesOn(exchange, 'before'))) return void answer.destroy()
  const outgoing = request(addressOf(exchange))
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  answered.catch(() => {})
  answer.once('close', () => !answer.writableFinished && outgoing.destroy())
  if (!(await sendBody(exchange, (chunk) => outgoing.write(chunk)))) return lose(outgoing, answer)
  outgoing.end()
  const [received] = await answered
  await valve.pass()
  if (!(await goesOn(exchange, 'after'))) return lose(received, answer)
  await sendAnswer(exchange, received)
  incoming.resume()
}

function lose(there: { destroy(): void }, here: { destroy(): void }): void {
  there.destroy()
  here.destroy()
}

function goesOn({ name, incoming, watch }: Exchange, moment: Moment): Promise<boolean> {
  return watch({ link: name, what: `${incoming.method} ${incoming.url}`, moment })
}

function addressOf({ upstream, incoming, agent, saysUpstreamHost }: Exchange) {
  const [host = '', port] = upstream.split(':')
  const { method, url: path } = incoming
  const headers = saysUpstreamHost ? { ...incoming.headers, host: upstream } : incoming.headers
  return { host, port, method, path, agent, headers }
}

/** @returns false when the exchange was lost half-way */
async function sendBody(exchange: Exchange, write: (chunk: Buffer) => void): Promise<boolean> {
  const { incoming, valve } = exchange
  const wholeBytes = Number(incoming.headers['content-length'] ?? 0)
  let sentBytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    await valve.pass()
    const isHalf = sentBytes < wholeBytes / 2 && sentBytes + chunk.length >= wholeBytes / 2
    const half = isHalf ? Math.ceil(wholeBytes / 2) - sentBytes : chunk.length
    write(chunk.subarray(0, half))
    if (isHalf && !(await goesOn(exchange, 'half'))) return false
    if (half < chunk.length) write(chunk.subarray(half))
    sentBytes += chunk.length
  }
  return true
}

async function sendAnswer(exchange: Exchange, received: IncomingMessage): Promise<void> {
  const { answer, renamed, valve } = exchange
  if (renamed && received.headers['content-type']?.includes('json')) return sendRenamed(exchange, received, renamed)
  answer.writeHead(received.statusCode ?? 502, received.headers)
  for await (const chunk of received as AsyncIterable<Buffer>) {
    await valve.pass()
    if (!answer.write(chunk)) await drained(answer)
  }
  answer.end()
}

/** Waits until more may be written, or until nobody reads any more. */
function drained(answer: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      answer.off('drain', done).off('close', done)
      resolve()
    }
    answer.on('drain', done).on('close', done)
  })
}

async function sendRenamed({ answer }: Exchange, received: IncomingMessage, renamed: Readonly<Record<string, string>>) {
  const chunks: Buffer[] = []
  for await (const chunk of received as AsyncIterable<Buffer>) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const { 'content-encoding': encoding, 'transfer-encoding': _, ...headers } = received.headers
  let text = (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')
  for (const [from, to] of Object.entries(renamed)) text = text.replaceAll(from, to)
  answer.writeHead(received.statusCode ?? 502, { ...headers, 'content-length': Buffer.byteLength(text) })
  answer.end(text)
}
