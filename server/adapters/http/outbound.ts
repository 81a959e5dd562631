import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { FatalError } from '../../domain/errors.ts'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import { guardedLookup } from './addresses.ts'
import { type Answer, toAnswer } from './answer.ts'
import { connectionError } from './connection-error.ts'
import { type AllowedHosts, allowHosts, hostnameOf } from './hosts.ts'
import type { LeastSpeed } from './least-speed.ts'
import { observed } from './observed.ts'
import { ConnectionPool, type PoolOptions } from './wire/connection-pool.ts'
import { exchange } from './wire/exchange.ts'

/** The one way out for bytes: every request and every hop of a redirect is checked against a list of hosts. */

export interface OutboundOptions {
  /** `host` or `host:port`, exact; `http` only on this machine. */
  allowedHosts: readonly string[]
  /**
   * Set where others name the hosts: then only public addresses are connected to, but for the hosts listed here. Every address
   * is judged inside the connection; a host that says of itself that it is this machine may be this machine.
   */
  innerHosts?: readonly string[]
  /** First part of error codes: `s3` gives `s3.connection`. */
  errorPrefix: string
  connectionsPerHost?: number
  connectTimeoutMs?: number
  /** Finds the addresses of a host name, for each connection anew; the system's way when absent. */
  lookup?: LookupFunction
  /** Without any byte in either direction during a request; also how long the other side may think. */
  idleTimeoutMs?: number
  /** The least that must come of a body. */
  leastSpeed?: LeastSpeed
  /** Told of each request that says how much the other side can do; those that fail for other reasons say nothing. */
  observe?: ((seen: RequestSeen) => void) | undefined
}

export interface OutboundRequest {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Scheme, host and port. */
  origin: string
  /** Path and query, percent-encoded; sent as it is, because a signature may cover it. */
  path: string
  headers?: Readonly<Record<string, string>>
  /** Several chunks are sent one after another, with their common length. */
  body?: Uint8Array | string | readonly Buffer[] | null
  signal?: AbortSignal | undefined
  /** Redirects to follow, for requests without body or credentials; none by default. */
  maxRedirects?: number
}

export interface Outbound {
  hosts: AllowedHosts
  /**
   * Sends one request, once.
   * @throws FatalError `http.host-not-allowed`; TransientError `<prefix>.connection`; the signal's reason when aborted
   */
  request(request: OutboundRequest): Promise<Answer>
  /** Ends all connections; requests under way fail. */
  close(): Promise<void>
}

/**
 * Opens a way out with connections of its own. Source and destination each have one: with a shared one, reads can hold every
 * connection while the writes they wait for get none (s3-copy.md C2).
 */
export function openOutbound(options: OutboundOptions): Outbound {
  const pools = new Map<string, ConnectionPool>()
  let isClosed = false
  const hosts = allowHosts(options.allowedHosts, options.innerHosts)
  const poolOptions = toPoolOptions(options)
  /** Only an allowed origin gets a pool, so the list is asked once for each. */
  const poolOf = (origin: string) => {
    const known = pools.get(origin)
    if (known !== undefined) return known
    assertAllowed(hosts, origin)
    const pool = new ConnectionPool(origin, poolOptions)
    pools.set(origin, pool)
    if (isClosed) pool.close()
    return pool
  }
  const send = observed(
    async (request, isBroken) => sendOnce(poolOf(request.origin), options, request, isBroken),
    options,
  )
  return {
    hosts,
    request: (request) => followRedirects(send, request),
    close: async () => {
      isClosed = true
      for (const pool of pools.values()) pool.close()
    },
  }
}

function toPoolOptions(options: OutboundOptions): PoolOptions {
  return {
    connectionsPerHost: options.connectionsPerHost ?? 64,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    lookup: lookupOf(options),
  }
}

function lookupOf({
  lookup = systemLookup as LookupFunction,
  innerHosts,
  errorPrefix,
}: OutboundOptions): LookupFunction {
  if (innerHosts === undefined) return lookup
  const inner = new Set(innerHosts.map(hostnameOf))
  const guarded = guardedLookup(lookup, errorPrefix)
  return (host, options, done) => (inner.has(host.toLowerCase()) ? lookup : guarded)(host, options, done)
}

async function sendOnce(
  pool: ConnectionPool,
  { errorPrefix: prefix, leastSpeed }: OutboundOptions,
  request: OutboundRequest,
  isBroken: (() => void) | undefined,
): Promise<Answer> {
  const { method, path, headers = {}, signal } = request
  signal?.throwIfAborted()
  const { host } = pool
  try {
    const body = toChunks(request.body)
    const exchanged = await exchange(pool, { method, path, host, headers, body, signal })
    return toAnswer(exchanged, prefix, host, { leastSpeed, isBroken })
  } catch (thrown) {
    throw signal?.aborted ? signal.reason : connectionError(prefix, host, thrown)
  }
}

function toChunks(body: OutboundRequest['body']): readonly Buffer[] | undefined {
  if (body === null || body === undefined) return undefined
  if (typeof body === 'string') return [Buffer.from(body)]
  return body instanceof Uint8Array ? [Buffer.from(body.buffer, body.byteOffset, body.byteLength)] : body
}

function assertAllowed(hosts: AllowedHosts, origin: string): void {
  const refusal = hosts.refusalOf(new URL(origin))
  if (refusal === undefined) return
  throw new FatalError(
    'http.host-not-allowed',
    `Expected a request to an allowed host over TLS, but ${refusal}. Nothing was sent. Add the host to the settings if it is right.`,
  )
}

async function followRedirects(send: (request: OutboundRequest) => Promise<Answer>, first: OutboundRequest) {
  let request = first
  for (let left = first.maxRedirects ?? 0; ; left -= 1) {
    const answer = await send(request)
    const next = left > 0 ? redirectOf(answer, request) : undefined
    if (next === undefined) return answer
    await answer.discard()
    request = { ...request, origin: next.origin, path: next.pathname + next.search }
  }
}

function redirectOf(answer: Answer, request: OutboundRequest): URL | undefined {
  const location = answer.headers.location
  const isRedirect = [301, 302, 303, 307, 308].includes(answer.status)
  return isRedirect && location ? (URL.parse(location, request.origin + request.path) ?? undefined) : undefined
}
