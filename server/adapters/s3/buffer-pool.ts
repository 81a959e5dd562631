/** Small enough that a 50 KB object wastes little, large enough that a part is few of them. */
const BUFFER_BYTES = 256 * 1024

/** Buffers lent for one upload. */
export interface Loan {
  /**
   * The first so many bytes of the loan, as views; every call gives the same memory.
   * @param sizeBytes at most what was asked for
   */
  first(sizeBytes: number): Buffer[]
  /** To be called once, when nobody reads the views any more. */
  giveBack(): void
}

/**
 * The memory of all uploads together: equal buffers, made when first needed and then used again and again, because released
 * ones would stay in memory until the garbage collector finds them. Who waits is served in order, so a large part is not
 * overtaken for ever by small objects.
 */
export class BufferPool {
  readonly totalBytes: number
  readonly #unused: Buffer[] = []
  #available: number
  readonly #waiting = new Set<Waiting>()

  /** @param totalBytes rounded down to whole buffers of 256 KiB */
  constructor(totalBytes: number) {
    this.#available = Math.floor(totalBytes / BUFFER_BYTES)
    this.totalBytes = this.#available * BUFFER_BYTES
  }

  /**
   * Waits until so many bytes are free and lends them.
   * @throws RangeError for more than the pool has; the signal's reason when aborted while waiting
   */
  async take(sizeBytes: number, signal?: AbortSignal): Promise<Loan> {
    if (sizeBytes > this.totalBytes) throw new RangeError(`${sizeBytes} bytes do not fit ${this.totalBytes}.`)
    signal?.throwIfAborted()
    const count = Math.ceil(sizeBytes / BUFFER_BYTES)
    if (this.#waiting.size > 0 || count > this.#available) await this.#queue(count, signal)
    else this.#available -= count
    return this.#lend(count)
  }

  #lend(count: number): Loan {
    const buffers = Array.from({ length: count }, () => this.#unused.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES))
    return {
      first: (sizeBytes) => cut(buffers, sizeBytes),
      giveBack: () => {
        this.#unused.push(...buffers)
        this.#available += count
        this.#serve()
      },
    }
  }

  #queue(count: number, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = { count, resolve }
    this.#waiting.add(waiting)
    const abandon = () => {
      this.#waiting.delete(waiting)
      reject(signal?.reason)
      this.#serve()
    }
    signal?.addEventListener('abort', abandon, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', abandon))
  }

  #serve(): void {
    for (const waiting of this.#waiting) {
      if (waiting.count > this.#available) return
      this.#available -= waiting.count
      this.#waiting.delete(waiting)
      waiting.resolve()
    }
  }
}

interface Waiting {
  count: number
  resolve(): void
}

function cut(buffers: readonly Buffer[], sizeBytes: number): Buffer[] {
  const needed = buffers.slice(0, Math.ceil(sizeBytes / BUFFER_BYTES))
  return needed.map((buffer, at) => buffer.subarray(0, Math.min(BUFFER_BYTES, sizeBytes - at * BUFFER_BYTES)))
}
