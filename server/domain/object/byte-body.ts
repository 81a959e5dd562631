/** The bytes of one object, read once, from start to end. Whoever gets them reads them to the end or destroys them. */
export interface ByteBody {
  /**
   * Fills the target from its start and says how many bytes came: fewer than its length only at the end. One call at a time.
   * Throws TransientError `<prefix>.connection` when the body breaks off.
   */
  readInto(target: Buffer): Promise<number>
  /** Lets the rest go. May be called again, and after the end. */
  destroy(): void
}

/** A body of bytes that are there, or are made as they are asked for. */
export function bodyOfChunks(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): ByteBody {
  return new ChunksBody(chunks)
}

/** The bytes of a body piece after piece, each in a buffer of its own. What is not read is let go. */
export async function* chunksOf(body: ByteBody, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const target = Buffer.allocUnsafe(chunkBytes)
      const bytes = await body.readInto(target)
      if (bytes > 0) yield target.subarray(0, bytes)
      if (bytes < chunkBytes) return
    }
  } finally {
    body.destroy()
  }
}

class ChunksBody implements ByteBody {
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    this.#chunks = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  }

  async readInto(target: Buffer): Promise<number> {
    let filled = 0
    while (filled < target.length && (this.#rest.length > 0 || (await this.#next()))) {
      const piece = this.#rest.subarray(0, target.length - filled)
      target.set(piece, filled)
      this.#rest = this.#rest.subarray(piece.length)
      filled += piece.length
    }
    return filled
  }

  destroy(): void {
    void this.#chunks.return?.()
  }

  async #next(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (!next.done) this.#rest = next.value
    return !next.done
  }
}
