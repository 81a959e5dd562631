import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { request } from 'undici'

/** What a held request does in the org. The two of REST end with their request; those of jobs are steps of a job. */
export type HeldKind = 'read' | 'collections' | 'record' | 'create' | 'upload' | 'change-job'

/** A request of one worker that has not reached the org yet. */
export interface Held {
  kind: HeldKind
  worker: number
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
  response: ServerResponse
  atMs: number
}

export interface Network {
  url: string
  /** Requests whose workers wait for them, oldest first. */
  held: Held[]
  close(): void
}

/** What is not sent on as it comes. Logins, polls, results and deletions of jobs pass. */
const HELD: readonly { kind: HeldKind; method: string; path: RegExp }[] = [
  { kind: 'read', method: 'POST', path: /\/composite\/sobjects\/\w+$/ },
  { kind: 'collections', method: 'PATCH', path: /\/composite\/sobjects$/ },
  { kind: 'record', method: 'PATCH', path: /\/sobjects\/\w+\/\w{18}$/ },
  { kind: 'create', method: 'POST', path: /\/jobs\/ingest$/ },
  { kind: 'upload', method: 'PUT', path: /\/jobs\/ingest\/\w+\/batches$/ },
  { kind: 'change-job', method: 'PATCH', path: /\/jobs\/ingest\/\w+$/ },
]

/** Stands between one worker and the org, and holds what decides about a write until somebody says what becomes of it. */
export async function openNetwork(org: string, worker: number, nowMs: () => number): Promise<Network> {
  const held: Held[] = []
  const server = createServer(async (message, response) => {
    const { method = '', url: path = '', headers } = message
    const bare = path.split('?')[0] ?? ''
    const kind = HELD.find((entry) => entry.method === method && entry.path.test(bare))?.kind
    const seen = { worker, method, path, headers, body: await text(message), response, atMs: nowMs() }
    if (kind !== undefined) held.push({ ...seen, kind })
    else await answer(seen, await sendOn(org, seen), url).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    held,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

interface OrgAnswer {
  status: number
  headers: OutgoingHttpHeaders
  body: string
}

/** The request reaches the org and happens there. */
export async function sendOn(org: string, { method, path, headers, body }: Omit<Held, 'kind'>): Promise<OrgAnswer> {
  const { authorization, accept, 'content-type': type, 'if-unmodified-since': since } = headers
  const given = { authorization, accept, 'content-type': type, 'if-unmodified-since': since }
  const passed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const call = { method: method as 'GET', headers: passed as Record<string, string> }
  const reply = await request(`${org}${path}`, body === '' ? call : { ...call, body })
  return { status: reply.statusCode, headers: reply.headers, body: await reply.body.text() }
}

/** The answer reaches the worker. A login sends it on to the address it came to. */
export async function answer({ response, path }: Omit<Held, 'kind'>, reply: OrgAnswer, url?: string): Promise<void> {
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    connection: _connection,
    ...headers
  } = reply.headers
  const isLogin = path === '/services/oauth2/token' && reply.status === 200
  const body = isLogin ? JSON.stringify({ ...JSON.parse(reply.body), instance_url: url }) : reply.body
  response.writeHead(reply.status, headers as OutgoingHttpHeaders)
  response.end(body)
}

/** The connection ends; the worker knows nothing. */
export function hangUp({ response }: Held): void {
  response.socket?.destroy()
}
