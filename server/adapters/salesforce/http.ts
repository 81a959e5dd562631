import { pipeline, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { Agent, request } from 'undici'
import type { ApiUsage } from '../../ports/salesforce-org.ts'
import { connectionError, type OrgAnswer } from './errors.ts'

export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** For the whole exchange; a streamed body has only its idle time limited. */
  timeoutMs: number
  signal?: AbortSignal
}

/** An answer whose body is still to be read. Whoever gets it reads `body` to the end or destroys it. */
export interface StreamedAnswer {
  status: number
  headers: OrgAnswer['headers']
  body: Readable
}

/** Errors that happen before a connection stands, so that no byte of the request left. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * Carries every request to the org, one attempt each. Nothing here follows a redirect: it would carry the token to
 * wherever the answer points.
 */
export class OrgHttp {
  readonly #agent: Agent
  readonly #now: () => Date
  #usage: ApiUsage = { used: null, allowed: null, measuredAt: null, sent: 0 }

  constructor(connectTimeoutMs: number, now: () => Date) {
    this.#now = now
    this.#agent = new Agent({ allowH2: false, connect: { timeout: connectTimeoutMs } })
  }

  /** What the org said last about its API requests, and how many this process has sent. */
  usage(): ApiUsage {
    return { ...this.#usage }
  }

  /**
   * Sends a request and reads the whole answer, whatever its status.
   * @throws TransientError salesforce.connection; the signal's reason when the caller aborted
   */
  async send(call: HttpCall): Promise<OrgAnswer> {
    const deadline = AbortSignal.timeout(call.timeoutMs)
    const signal = call.signal === undefined ? deadline : AbortSignal.any([call.signal, deadline])
    const answer = await this.#dispatch(call, signal)
    try {
      return { status: answer.status, headers: answer.headers, body: await text(answer.body) }
    } catch (error) {
      throw failureOf(call, error, true)
    }
  }

  /**
   * Sends a request and gives its answer as soon as the headers are there; a compressed body comes unpacked.
   * @throws TransientError salesforce.connection, and the body fails with it when it breaks off
   */
  async open(call: HttpCall): Promise<StreamedAnswer> {
    return this.#dispatch({ ...call, headers: { ...call.headers, 'accept-encoding': 'gzip' } }, call.signal)
  }

  /** Ends all connections; requests under way fail. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #dispatch(call: HttpCall, signal: AbortSignal | undefined): Promise<StreamedAnswer> {
    this.#usage.sent += 1
    const { method, url, headers, body, timeoutMs } = call
    try {
      const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
      const answer = await request(url, { method, headers, body, signal, dispatcher: this.#agent, ...limits })
      this.#note(answer.headers['sforce-limit-info'])
      return { status: answer.statusCode, headers: answer.headers, body: unpacked(answer.body, answer.headers) }
    } catch (error) {
      throw failureOf(call, error, !NOT_CONNECTED.has(codeOf(error)))
    }
  }

  #note(limitInfo: string | string[] | undefined): void {
    const match = /api-usage=(\d+)\/(\d+)/.exec(String(limitInfo ?? ''))
    if (match === null) return
    const measuredAt = this.#now().toISOString()
    this.#usage = { ...this.#usage, used: Number(match[1]), allowed: Number(match[2]), measuredAt }
  }
}

/** Ends a download nobody wants to read. */
export function discard(body: Readable): void {
  body.on('error', ignore)
  body.destroy()
}

/** Reads the body of a refusal, which says nothing when it breaks off. */
export async function readQuietly(body: Readable): Promise<string> {
  return text(body).catch(() => '')
}

/** The caller's own abort as it is; everything else as a failed connection. */
export function failureOf(call: Pick<HttpCall, 'url' | 'signal'>, error: unknown, isSent: boolean): unknown {
  if (call.signal?.aborted === true) return call.signal.reason
  return connectionError(new URL(call.url).host, error, isSent)
}

function ignore(): void {}

function unpacked(body: Readable, headers: OrgAnswer['headers']): Readable {
  if (headers['content-encoding'] !== 'gzip') return body
  const gunzip = createGunzip()
  // Either side that ends early ends the other; who reads the unpacked stream sees the error.
  pipeline(body, gunzip, ignore)
  return gunzip
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
