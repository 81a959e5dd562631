import { DocliftError, PermanentError, TransientError } from '../../domain/errors.ts'
import type { ByteBody } from '../../domain/object/byte-body.ts'
import { quoteKey } from './errors.ts'

/** Says when so many bytes may go on; undefined is at once. */
export type PassBytes = (bytes: number, signal?: AbortSignal) => Promise<void> | undefined

/** Reads a body of a known length into buffers, and says when it is shorter or longer. */
export class ExactBody {
  readonly #body: ByteBody
  readonly #key: string
  readonly #sizeBytes: number
  readonly #pass: PassBytes | undefined
  #readBytes = 0

  /** @param pass waited for before each piece is read */
  constructor(body: ByteBody, key: string, sizeBytes: number, pass?: PassBytes) {
    this.#body = body
    this.#key = key
    this.#sizeBytes = sizeBytes
    this.#pass = pass
  }

  /**
   * Fills all buffers, one after another.
   * @param filled called with each as soon as it is full: what looks at its bytes then still finds them in the processor's cache
   * @throws PermanentError `s3.short-body`; TransientError `source.connection`
   */
  async fill(targets: readonly Buffer[], filled?: (target: Buffer) => void): Promise<void> {
    for (const target of targets) {
      await this.#pass?.(target.length)
      const bytes = await this.#read(target)
      if (bytes < target.length) throw this.#wrongLength(`${this.#readBytes}`)
      filled?.(target)
    }
  }

  /** Makes sure that nothing follows. @throws PermanentError `s3.short-body`; TransientError `source.connection` */
  async end(): Promise<void> {
    if ((await this.#read(Buffer.alloc(1))) > 0) throw this.#wrongLength('more')
  }

  async #read(target: Buffer): Promise<number> {
    try {
      const bytes = await this.#body.readInto(target)
      this.#readBytes += bytes
      return bytes
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
