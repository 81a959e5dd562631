import { type TokenBucket, takeBytes } from '../../domain/pace/token-bucket.ts'
import type { Clock } from '../../ports/clock.ts'

/** Who waits looks again after this time, so that a limit that was raised or taken away holds for all within a second. */
const LONGEST_SLEEP_MS = 500
const BYTES_OF_MEGABYTE = 1_000_000

/** How many bytes a second this process copies at most. Who waits is served in the order of asking, piece by piece. */
export class Bandwidth {
  readonly #clock: Clock
  #megabytesPerSecond = 0
  #bucket: TokenBucket = { bytes: 0, atMs: 0 }
  #waiting = 0
  #last: Promise<void> = Promise.resolve()

  /** @param megabytesPerSecond 0 is no limit */
  constructor(clock: Clock, megabytesPerSecond: number) {
    this.#clock = clock
    this.allow(megabytesPerSecond)
  }

  /** 0 is no limit; a million bytes each. */
  get megabytesPerSecond(): number {
    return this.#megabytesPerSecond
  }

  /** @param megabytesPerSecond 0 is no limit; a million bytes each */
  allow(megabytesPerSecond: number): void {
    this.#megabytesPerSecond = megabytesPerSecond
  }

  /** Waits until so many bytes may go on; undefined when they may at once. @throws the signal's reason when it is aborted */
  pass(bytes: number, signal?: AbortSignal): Promise<void> | undefined {
    if (this.#waiting === 0 && this.#take(bytes) === 0) return undefined
    this.#waiting += 1
    const turn = this.#last.then(() => this.#wait(bytes, signal)).finally(() => (this.#waiting -= 1))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted()
      const waitMs = this.#take(bytes)
      if (waitMs === 0) return
      await this.#clock.sleep(Math.min(waitMs, LONGEST_SLEEP_MS), signal)
    }
  }

  #take(bytes: number): number {
    if (this.#megabytesPerSecond === 0) return 0
    const bytesPerSecond = this.#megabytesPerSecond * BYTES_OF_MEGABYTE
    const now = { bytesPerSecond, nowMs: this.#clock.now().getTime() }
    const { bucket, waitMs } = takeBytes(this.#bucket, bytes, now)
    this.#bucket = bucket
    return waitMs
  }
}
