import type { Connection } from './connection.ts'
import { type Framing, WireError } from './head.ts'

/** Reads the body of one answer off its connection, to where it ends (RFC 9112 section 6). */
export interface WireBody {
  /** Fills the target; fewer bytes mean that the body is at its end. @throws WireError `CUT`; what ended the connection */
  fill(target: Buffer): Promise<number>
  /** Bytes that are still to come, where that is known. */
  readonly leftBytes: number | undefined
  readonly isAtEnd: boolean
}

export function bodyOf(connection: Connection, framing: Framing): WireBody {
  if (framing.kind === 'length') return new BodyOfLength(connection, framing.bytes)
  return framing.kind === 'chunked' ? new ChunkedBody(connection) : new BodyUntilClose(connection)
}

class BodyOfLength implements WireBody {
  readonly #connection: Connection
  #leftBytes: number

  constructor(connection: Connection, bytes: number) {
    this.#connection = connection
    this.#leftBytes = bytes
  }

  get leftBytes(): number {
    return this.#leftBytes
  }

  get isAtEnd(): boolean {
    return this.#leftBytes === 0
  }

  async fill(target: Buffer): Promise<number> {
    const wanted = Math.min(target.length, this.#leftBytes)
    if (wanted === 0) return 0
    const filled = await this.#connection.fill(wanted === target.length ? target : target.subarray(0, wanted))
    this.#leftBytes -= filled
    if (filled < wanted) throw new WireError('CUT')
    return filled
  }
}

class BodyUntilClose implements WireBody {
  readonly #connection: Connection
  readonly leftBytes = undefined
  isAtEnd = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async fill(target: Buffer): Promise<number> {
    const filled = await this.#connection.fill(target)
    this.isAtEnd = filled < target.length
    return filled
  }
}

class ChunkedBody implements WireBody {
  readonly #connection: Connection
  readonly leftBytes = undefined
  #leftOfChunkBytes = 0
  #isFirst = true
  isAtEnd = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async fill(target: Buffer): Promise<number> {
    let filled = 0
    while (filled < target.length && !this.isAtEnd) {
      if (this.#leftOfChunkBytes === 0) await this.#nextChunk()
      else filled += await this.#fillFromChunk(target.subarray(filled))
    }
    return filled
  }

  async #fillFromChunk(target: Buffer): Promise<number> {
    const wanted = Math.min(target.length, this.#leftOfChunkBytes)
    const filled = await this.#connection.fill(target.subarray(0, wanted))
    if (filled < wanted) throw new WireError('CUT')
    this.#leftOfChunkBytes -= filled
    return filled
  }

  async #nextChunk(): Promise<void> {
    if (!this.#isFirst && (await this.#line()) !== '') throw new WireError('BAD_CHUNK')
    this.#isFirst = false
    const size = /^([0-9a-fA-F]{1,8})\s*(?:;|$)/.exec(await this.#line())?.[1]
    if (size === undefined) throw new WireError('BAD_CHUNK')
    this.#leftOfChunkBytes = Number.parseInt(size, 16)
    if (this.#leftOfChunkBytes > 0) return
    // Trailers, which nobody here wants.
    while ((await this.#line()) !== '');
    this.isAtEnd = true
  }

  #line(): Promise<string> {
    return this.#connection.readTextUntil('\r\n')
  }
}
