import { connect as connectPlain, type LookupFunction, type OnReadOpts, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { WireError } from './head.ts'

/** Where a connection leads, and how it is made. */
export interface ConnectionTarget {
  isTls: boolean
  /** A name, or an address without brackets. */
  host: string
  port: number
  lookup: LookupFunction
  connectTimeoutMs: number
}

interface Reader {
  /** Where bytes go; any bytes will do when there is no target. */
  target: Buffer | undefined
  filledBytes: number
  done(): void
}

/** Room for the head of an answer and the beginning of its body. */
const LANDING_BYTES = 32 * 1024
const LONGEST_HEAD_BYTES = 64 * 1024
const NO_BYTES = Buffer.alloc(0)

/**
 * One socket, read by whoever waits. The socket is told before each read where its bytes belong, so the body of an object goes
 * straight into the memory of the reader: it is not copied and leaves no garbage, which is half of what HTTP clients spend on
 * large ones (s3-copy.md B4). While nobody reads, the other side is held up.
 */
export class Connection {
  readonly #socket: Socket
  readonly #opening = Promise.withResolvers<void>()
  /** Where bytes land that nobody waits for yet; the one whose bytes are unread is not used. */
  readonly #landings = [Buffer.allocUnsafeSlow(LANDING_BYTES), Buffer.allocUnsafeSlow(LANDING_BYTES)] as const
  #unread: Buffer = NO_BYTES
  #reader: Reader | undefined
  #failure: unknown
  #hasEnded = false

  constructor(target: ConnectionTarget) {
    // Whoever waits for the opening is told when it fails; nobody may be waiting.
    this.#opening.promise.catch(() => undefined)
    this.#socket = openSocket(target, {
      buffer: () => this.#room(),
      callback: (bytes, into) => this.#take(Buffer.from(into.buffer, into.byteOffset, bytes)),
    })
    this.#listen(target)
  }

  /** Whether another request may be sent on it: it is open, and nothing has come that was not asked for. */
  get isUsable(): boolean {
    return this.#failure === undefined && !this.#hasEnded && this.#unread.length === 0
  }

  /** All that has come on it so far. */
  get receivedBytes(): number {
    return this.#socket.bytesRead
  }

  /** @throws what kept it from opening */
  opened(): Promise<void> {
    return this.#opening.promise
  }

  /** Ends the connection when nothing moves for so long while it is used or kept. */
  limitIdleness(idleMs: number): void {
    this.#socket.setTimeout(idleMs)
  }

  /** Waits unused for a next request: its end is noticed, and it does not keep the process alive. */
  rest(): void {
    this.#socket.unref().resume()
  }

  wake(): void {
    this.#socket.ref()
  }

  /** Resolves when the socket has taken the bytes, so that a slow other side holds up the writer. */
  write(bytes: Buffer | string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#socket.write(bytes as string, 'latin1', (error) => (error ? reject(this.#failure ?? error) : resolve()))
    return promise
  }

  /** The same for two pieces that are sent as one where they fit. */
  writeBoth(first: string, second: Buffer): Promise<void> {
    this.#socket.cork()
    this.#socket.write(first, 'latin1')
    const written = this.write(second)
    this.#socket.uncork()
    return written
  }

  /**
   * The text before a separator, which is taken too.
   * @throws WireError `TOO_LONG`; `ENDED` when the connection ends before it; what else ended it
   */
  async readTextUntil(separator: string): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf(separator, 0, 'latin1')
      if (end !== -1) return this.#shift(end + separator.length).toString('latin1', 0, end)
      if (this.#unread.length > LONGEST_HEAD_BYTES) throw new WireError('TOO_LONG')
      const before = this.#shift(this.#unread.length)
      // Copied, because the next bytes may land where these lie.
      const beginning = before.length === 0 ? before : Buffer.from(before)
      await this.#read(undefined, 0)
      if (this.#unread.length === 0) throw new WireError('ENDED')
      this.#unread = beginning.length === 0 ? this.#unread : Buffer.concat([beginning, this.#unread])
    }
  }

  /** Fills the target; fewer bytes mean that the other side has ended the connection. @throws what else ended it */
  async fill(target: Buffer): Promise<number> {
    const filled = this.#shift(Math.min(this.#unread.length, target.length)).copy(target)
    return filled === target.length ? filled : await this.#read(target, filled)
  }

  /** Ends it at once. Whoever waits fails with the reason. */
  destroy(reason: unknown = new WireError('CLOSED')): void {
    this.#fail(reason)
    this.#socket.destroy()
  }

  #listen({ isTls, connectTimeoutMs }: ConnectionTarget): void {
    const socket = this.#socket.setNoDelay(true).setTimeout(connectTimeoutMs)
    socket.once(isTls ? 'secureConnect' : 'connect', () => this.#opening.resolve())
    socket.on('timeout', () => this.destroy(new WireError('TIMED_OUT')))
    socket.on('error', (error) => this.#fail(error))
    socket.on('end', () => this.#end())
    socket.on('close', () => {
      this.#end()
      this.#opening.reject(this.#failure ?? new WireError('CLOSED'))
    })
  }

  async #read(target: Buffer | undefined, alreadyBytes: number): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const reader = { target, filledBytes: alreadyBytes, done: resolve }
    if (this.#failure === undefined && !this.#hasEnded) {
      this.#reader = reader
      this.#socket.resume()
      await promise
      this.#reader = undefined
    }
    const isSatisfied = target ? reader.filledBytes === target.length : this.#unread.length > 0
    if (!isSatisfied && this.#failure !== undefined) throw this.#failure
    return reader.filledBytes
  }

  /** Takes bytes off what is unread; they are good until the next read. */
  #shift(bytes: number): Buffer {
    const taken = this.#unread.subarray(0, bytes)
    this.#unread = bytes === this.#unread.length ? NO_BYTES : this.#unread.subarray(bytes)
    return taken
  }

  /** Where the next bytes go. */
  #room(): Buffer {
    const reader = this.#reader
    if (reader?.target && reader.filledBytes < reader.target.length) return reader.target.subarray(reader.filledBytes)
    const [first, second] = this.#landings
    return this.#unread.buffer === first.buffer ? second : first
  }

  /** @returns whether more is wanted now */
  #take(chunk: Buffer): boolean {
    const reader = this.#reader
    const rest = reader?.target ? this.#deliver(chunk, reader, reader.target) : chunk
    if (rest.length > 0) this.#unread = this.#unread.length === 0 ? rest : Buffer.concat([this.#unread, rest])
    const wantsMore = reader?.target !== undefined && reader.filledBytes < reader.target.length
    if (!wantsMore) reader?.done()
    return wantsMore
  }

  /** Gives the reader what it has room for, and back what is left. */
  #deliver(chunk: Buffer, reader: Reader, target: Buffer): Buffer {
    const place = target.subarray(reader.filledBytes)
    const isInPlace = chunk.buffer === place.buffer && chunk.byteOffset === place.byteOffset
    const taken = isInPlace ? chunk.length : chunk.copy(place)
    reader.filledBytes += taken
    return chunk.subarray(taken)
  }

  #end(): void {
    this.#hasEnded = true
    this.#reader?.done()
  }

  #fail(reason: unknown): void {
    this.#failure ??= reason
    this.#reader?.done()
  }
}

function openSocket({ isTls, host, port, lookup }: ConnectionTarget, onread: OnReadOpts): Socket {
  if (!isTls) return connectPlain({ host, port, lookup, onread })
  const options: ConnectionOptions & { onread: OnReadOpts } = {
    host,
    port,
    lookup,
    onread,
    ALPNProtocols: ['http/1.1'],
  }
  return connectTls(options)
}
