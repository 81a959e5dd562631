import type { ByteBody } from '../../domain/object/byte-body.ts'
import { connectionError, tooSlowError } from './connection-error.ts'
import { type LeastSpeed, USUAL_LEAST_SPEED, watchSpeed } from './least-speed.ts'
import type { Exchange } from './wire/exchange.ts'

/** Up to this many unread bytes are read away so that the connection can be used again; beyond, it is closed. */
const DISCARD_BYTES = 64 * 1024
const DISCARD_MS = 5_000
const PIECE_BYTES = 16 * 1024

/** An HTTP answer of any status. Exactly one of `text`, `open` and `discard` is called, once. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  /** The body as UTF-8, cut after `maxBytes`. */
  text(maxBytes: number): Promise<string>
  /** The body, looked at once `peekBytes` of it have come. */
  open(peekBytes: number): Promise<OpenedBody>
  /** Lets the body go, without waiting for it. Never fails. */
  discard(): Promise<void>
}

export interface OpenedBody {
  /** The start of the body: as much as was asked for, or all of a shorter body. */
  first: Buffer
  /** The whole body, its start included. It fails with `<prefix>.connection`. Whoever takes it destroys it. */
  body: ByteBody
}

/**
 * The answer of an exchange.
 * @param prefix first part of error codes
 * @param options.isBroken told when the body breaks off while it is read, though nobody here let it go
 */
export function toAnswer(
  exchange: Exchange,
  prefix: string,
  host: string,
  { leastSpeed = USUAL_LEAST_SPEED, isBroken = () => undefined }: BodyOptions,
): Answer {
  const body = new AnswerBody(exchange, {
    leastSpeed,
    isBroken,
    tooSlow: () => tooSlowError(prefix, host, leastSpeed),
    toError: (thrown) => connectionError(prefix, host, thrown),
  })
  return {
    status: exchange.head.status,
    headers: exchange.head.headers,
    text: async (maxBytes) => (await readUpTo(body, maxBytes)).toString('utf8'),
    open: (peekBytes) => openBody(body, peekBytes),
    discard: async () => discard(body, exchange),
  }
}

export interface BodyOptions {
  leastSpeed?: LeastSpeed | undefined
  isBroken?: (() => void) | undefined
}

interface Manner {
  leastSpeed: LeastSpeed
  isBroken(): void
  tooSlow(): Error
  toError(thrown: unknown): Error
}

/** The bytes that are still on the connection; gives the connection back as soon as they end. */
class AnswerBody implements ByteBody {
  readonly #exchange: Exchange
  readonly #manner: Manner
  /** What was looked at and not read yet. */
  #first: Buffer = Buffer.alloc(0)
  #isFinished = false

  constructor(exchange: Exchange, manner: Manner) {
    this.#exchange = exchange
    this.#manner = manner
    if (exchange.body.isAtEnd) this.destroy()
  }

  async readInto(target: Buffer): Promise<number> {
    const looked = this.#first.copy(target)
    this.#first = this.#first.subarray(looked)
    return looked === target.length ? looked : looked + (await this.#fill(target.subarray(looked)))
  }

  async lookAt(bytes: number): Promise<Buffer> {
    const target = Buffer.allocUnsafe(Math.min(bytes, this.#exchange.body.leftBytes ?? bytes))
    this.#first = target.subarray(0, await this.#fill(target))
    return this.#first
  }

  destroy(): void {
    if (this.#isFinished) return
    this.#isFinished = true
    this.#exchange.finish()
  }

  async #fill(target: Buffer): Promise<number> {
    const { body, connection } = this.#exchange
    if (target.length === 0 || body.isAtEnd) return 0
    const { leastSpeed, isBroken, tooSlow, toError } = this.#manner
    const stop = watchSpeed(
      leastSpeed,
      () => connection.receivedBytes,
      () => connection.destroy(tooSlow()),
    )
    try {
      const filled = await body.fill(target)
      if (body.isAtEnd) this.destroy()
      return filled
    } catch (thrown) {
      if (!this.#isFinished) isBroken()
      this.destroy()
      throw toError(thrown)
    } finally {
      stop()
    }
  }
}

async function openBody(body: AnswerBody, peekBytes: number): Promise<OpenedBody> {
  return { first: await body.lookAt(peekBytes), body }
}

async function readUpTo(body: ByteBody, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let leftBytes = maxBytes; leftBytes > 0; ) {
    const target = Buffer.allocUnsafe(Math.min(PIECE_BYTES, leftBytes))
    const bytes = await body.readInto(target)
    pieces.push(target.subarray(0, bytes))
    if (bytes < target.length) break
    leftBytes -= bytes
  }
  body.destroy()
  return Buffer.concat(pieces)
}

/** Reads a short rest away while its owner goes on, for so long as that may take. */
function discard(body: AnswerBody, { body: { leftBytes } }: Exchange): void {
  if (leftBytes !== undefined && leftBytes > DISCARD_BYTES) {
    body.destroy()
    return
  }
  const timer = setTimeout(() => body.destroy(), DISCARD_MS)
  readUpTo(body, DISCARD_BYTES)
    .catch(() => undefined)
    .finally(() => clearTimeout(timer))
}
