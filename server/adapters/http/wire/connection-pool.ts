import { isIP, type LookupFunction } from 'node:net'
import { Connection } from './connection.ts'
import { WireError } from './head.ts'

export interface PoolOptions {
  connectionsPerHost: number
  connectTimeoutMs: number
  /** Without any byte in either direction during a request. */
  idleTimeoutMs: number
  lookup: LookupFunction
}

/** A connection that is ours for one request. */
export interface Lease {
  connection: Connection
  /** To be called once: keeps it for the next request, or ends it when it is good for none. */
  release(): void
}

/** Servers close what was idle for five seconds and more. */
const KEPT_FOR_MS = 4_000

/** The connections to one origin: a limited number, the most recently used first, and whoever waits in order. */
export class ConnectionPool {
  readonly #origin: URL
  readonly #options: PoolOptions
  readonly #resting: Connection[] = []
  readonly #leased = new Set<Connection>()
  readonly #waiting = new Set<() => void>()
  #isClosed = false

  constructor(origin: string, options: PoolOptions) {
    this.#origin = new URL(origin)
    this.#options = options
  }

  /** Host and port, as in a URL. */
  get host(): string {
    return this.#origin.host
  }

  /**
   * Waits until there is a connection to have.
   * @throws what kept it from opening; WireError `CLOSED` once the pool is closed; the signal's reason when aborted
   */
  async lease(signal: AbortSignal | undefined): Promise<Lease> {
    while (this.#leased.size >= this.#options.connectionsPerHost) await this.#wait(signal)
    if (this.#isClosed) throw new WireError('CLOSED')
    const connection = this.#takeRested() ?? this.#open()
    this.#leased.add(connection)
    const lease = { connection, release: () => this.#release(connection) }
    const abort = () => connection.destroy(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      await connection.opened()
      return lease
    } catch (thrown) {
      lease.release()
      throw thrown
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Ends all connections; requests under way fail, and so do those that wait or come later. */
  close(): void {
    this.#isClosed = true
    for (const connection of [...this.#resting.splice(0), ...this.#leased]) connection.destroy()
  }

  #takeRested(): Connection | undefined {
    for (;;) {
      const connection = this.#resting.pop()
      if (connection === undefined || connection.isUsable) {
        connection?.wake()
        connection?.limitIdleness(this.#options.idleTimeoutMs)
        return connection
      }
      connection.destroy()
    }
  }

  #open(): Connection {
    const { protocol, hostname, port } = this.#origin
    const isTls = protocol === 'https:'
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const { lookup, connectTimeoutMs, idleTimeoutMs } = this.#options
    const connection = new Connection({
      isTls,
      host,
      port: Number(port || (isTls ? 443 : 80)),
      // An address is its own answer.
      lookup: isIP(host) === 0 ? lookup : (_host, _options, done) => done(null, host, isIP(host)),
      connectTimeoutMs,
    })
    connection.opened().then(
      () => connection.limitIdleness(idleTimeoutMs),
      () => undefined,
    )
    return connection
  }

  #release(connection: Connection): void {
    if (!this.#leased.delete(connection)) return
    if (connection.isUsable && !this.#isClosed) {
      connection.limitIdleness(KEPT_FOR_MS)
      connection.rest()
      this.#resting.push(connection)
    } else {
      connection.destroy()
    }
    this.#wakeNext()
  }

  /** Each place that becomes free wakes another one, also when several do in the same moment. */
  #wakeNext(): void {
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    next()
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const abort = () => reject(signal?.reason)
    const wake = () => resolve()
    this.#waiting.add(wake)
    signal?.addEventListener('abort', abort, { once: true })
    await promise.finally(() => {
      this.#waiting.delete(wake)
      signal?.removeEventListener('abort', abort)
    })
  }
}
