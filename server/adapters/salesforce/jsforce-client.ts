import { Duplex } from 'node:stream'
import { Connection, type HttpRequest, type HttpResponse, type StreamPromise } from 'jsforce'
import type { HttpCall } from './http.ts'

/** What jsforce wants sent: the path is relative to the instance. */
export interface JsforceRequest {
  method: HttpCall['method']
  path: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

/**
 * jsforce shapes the requests of describe, query and Collections; our own layer carries them. jsforce's own carrier repeats
 * requests uncounted, refreshes a refused token without end, follows redirects with the token in the header, and hides
 * status and headers.
 */
export class JsforceClient extends Connection {
  readonly #carry: (request: JsforceRequest) => Promise<unknown>

  /** @param carry sends one request and gives the parsed JSON of its answer */
  constructor(apiVersion: string, carry: (request: JsforceRequest) => Promise<unknown>) {
    super({ version: apiVersion })
    this.#carry = carry
  }

  override request<R = unknown>(request: string | HttpRequest): StreamPromise<R> {
    const { method, url, headers, body } = typeof request === 'string' ? get(request) : request
    const shaped = { method: methodOf(method), path: url, headers: headers ?? {}, body: textOf(body) }
    return asStreamPromise(this.#carry(shaped) as Promise<R>)
  }
}

/** A jsforce connection that only logs in, its token requests carried by `post`. */
export function loginClient(loginUrl: string, post: (body: string) => Promise<HttpResponse>): Connection {
  const connection = new Connection({ loginUrl })
  // Replaced for the same reasons as above; also, jsforce takes proxies from the environment and waits half an hour.
  connection.oauth2._transport = {
    httpRequest: (request) => asStreamPromise(post(textOf(request.body) ?? '')),
    getRequestStreamCreator: () => () => new Duplex(),
  }
  return connection
}

/** jsforce asks for a promise that has a stream beside it; nobody reads the stream. */
function asStreamPromise<T>(promise: Promise<T>): StreamPromise<T> {
  return Object.assign(promise, { stream: () => new Duplex() })
}

function get(url: string): HttpRequest {
  return { method: 'GET', url }
}

function methodOf(method: HttpRequest['method']): HttpCall['method'] {
  if (method === 'OPTIONS' || method === 'HEAD') throw new RangeError(`${method} is not used with Salesforce.`)
  return method
}

function textOf(body: HttpRequest['body']): string | undefined {
  if (body === undefined || body === null || typeof body === 'string') return body ?? undefined
  throw new RangeError('Only text is sent through jsforce.')
}
