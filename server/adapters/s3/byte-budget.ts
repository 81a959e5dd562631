/**
 * A limit on bytes held in memory by everybody together. Who waits is served in order, so a large part is not overtaken for
 * ever by small objects.
 */
export class ByteBudget {
  readonly #totalBytes: number
  #freeBytes: number
  readonly #waiting = new Set<Waiting>()

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes
    this.#freeBytes = totalBytes
  }

  /**
   * Waits until so many bytes are free and takes them; more than the whole budget counts as the whole budget.
   * @returns a function that gives them back, to be called once
   * @throws the signal's reason when aborted while waiting
   */
  async take(bytes: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted()
    const wanted = Math.min(bytes, this.#totalBytes)
    if (this.#waiting.size > 0 || wanted > this.#freeBytes) await this.#queue(wanted, signal)
    else this.#freeBytes -= wanted
    return () => {
      this.#freeBytes += wanted
      this.#serve()
    }
  }

  #queue(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = { bytes, resolve }
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
      if (waiting.bytes > this.#freeBytes) return
      this.#freeBytes -= waiting.bytes
      this.#waiting.delete(waiting)
      waiting.resolve()
    }
  }
}

interface Waiting {
  bytes: number
  resolve(): void
}
