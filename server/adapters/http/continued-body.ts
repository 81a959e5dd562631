import { TransientError } from '../../domain/errors.ts'
import type { ByteBody } from '../../domain/object/byte-body.ts'

const MIB = 1024 * 1024
/** Breaks after which the whole object is left to be tried again later, unless enough has come in between. */
const MOST_BREAKS = 3
const ENOUGH_BYTES = 8 * MIB

/** A body that goes on where its connection broke, by asking for the rest of the same document. */
export class ContinuedBody implements ByteBody {
  readonly #openFrom: (startByte: number) => Promise<ByteBody>
  #body: ByteBody
  #atByte: number
  #breaks = 0
  #brokeAtByte = 0
  #isDestroyed = false

  /** @param openFrom as `restOf` gives it */
  constructor(body: ByteBody, openFrom: (startByte: number) => Promise<ByteBody>, startByte: number) {
    this.#body = body
    this.#openFrom = openFrom
    this.#atByte = startByte
  }

  async readInto(target: Buffer): Promise<number> {
    for (;;) {
      try {
        const bytes = await this.#body.readInto(target)
        this.#atByte += bytes
        return bytes
      } catch (thrown) {
        await this.#goOnAfter(thrown)
      }
    }
  }

  destroy(): void {
    this.#isDestroyed = true
    this.#body.destroy()
  }

  /** How much of the target was filled is not known, so it is filled again from its start. */
  async #goOnAfter(thrown: unknown): Promise<void> {
    for (let broken = thrown; ; ) {
      if (this.#isDestroyed || !this.#mayGoOnAfter(broken)) throw broken
      this.#body.destroy()
      try {
        this.#body = await this.#openFrom(this.#atByte)
        if (this.#isDestroyed) this.#body.destroy()
        return
      } catch (again) {
        broken = again
      }
    }
  }

  #mayGoOnAfter(thrown: unknown): boolean {
    if (!(thrown instanceof TransientError) || thrown.code !== 'source.connection') return false
    if (this.#atByte - this.#brokeAtByte >= ENOUGH_BYTES) this.#breaks = 0
    this.#brokeAtByte = this.#atByte
    this.#breaks += 1
    return this.#breaks <= MOST_BREAKS
  }
}
