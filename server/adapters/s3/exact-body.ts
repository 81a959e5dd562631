import type { Readable } from 'node:stream'
import { DocliftError, PermanentError, TransientError } from '../../domain/errors.ts'
import { quoteKey } from './errors.ts'

/** Reads a body of a known length into buffers, and says when it is shorter or longer. */
export class ExactBody {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #key: string
  readonly #sizeBytes: number
  #rest: Buffer = Buffer.alloc(0)
  #readBytes = 0

  constructor(body: Readable, key: string, sizeBytes: number) {
    this.#chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    this.#key = key
    this.#sizeBytes = sizeBytes
  }

  /** Fills all buffers, one after another. @throws PermanentError `s3.short-body`; TransientError `source.connection` */
  async fill(targets: readonly Buffer[]): Promise<void> {
    for (const target of targets) await this.#fillOne(target)
  }

  /** Makes sure that nothing follows. @throws PermanentError `s3.short-body`; TransientError `source.connection` */
  async end(): Promise<void> {
    while (this.#rest.length === 0) if (!(await this.#readMore())) return
    throw this.#wrongLength('more')
  }

  async #fillOne(target: Buffer): Promise<void> {
    for (let filled = 0; filled < target.length; ) {
      if (this.#rest.length === 0 && !(await this.#readMore())) throw this.#wrongLength(`${this.#readBytes}`)
      const copied = this.#rest.copy(target, filled)
      this.#rest = this.#rest.subarray(copied)
      filled += copied
    }
  }

  async #readMore(): Promise<boolean> {
    const next = await this.#next()
    if (next.done) return false
    this.#rest = next.value
    this.#readBytes += next.value.length
    return true
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next()
    } catch (thrown) {
      if (thrown instanceof DocliftError) throw thrown
      const sentence = `The source broke off while ${quoteKey(this.#key)} was read. It is tried again.`
      throw new TransientError('source.connection', sentence, { cause: thrown })
    }
  }

  #wrongLength(found: string): PermanentError {
    return new PermanentError(
      's3.short-body',
      `Expected ${this.#sizeBytes} bytes for ${quoteKey(this.#key)}; the source gave ${found}. Nothing was stored. Copy the record again; if it stays so, its source is damaged.`,
    )
  }
}
