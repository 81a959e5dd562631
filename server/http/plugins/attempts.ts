import { type DocliftError, TransientError } from '../../domain/errors.ts'
import { hashToken } from '../../operations/create-token.ts'
import type { Clock } from '../../ports/clock.ts'

/** A wrong token seen this often within a minute is wrong without asking anybody. */
export const MOST_TRIES_OF_TOKEN = 10
/** An address with more failures than this within a minute is told to wait. */
export const MOST_FAILURES_OF_ADDRESS = 30
const WINDOW_MS = 60_000
/** Of tokens, and of addresses: some two megabytes together. */
const MOST_REMEMBERED = 10_000

/** Failed attempts of the last minute, in this process. Only failures count, so a valid token is never locked out. */
export interface Attempts {
  /** True for a token that was refused so often within a minute that asking again is no use. */
  isKnownWrong(token: string): boolean
  /**
   * Notes a failed attempt.
   * @param token undefined when none was sent
   * @returns TransientError `api.too-many-attempts` when the address has had its share; undefined before
   */
  noteFailure(address: string, token: string | undefined): DocliftError | undefined
}

/** Starts with nothing noted. */
export function countAttempts(clock: Clock): Attempts {
  const tokens = new Tally(clock)
  const addresses = new Tally(clock)
  return {
    isKnownWrong: (token) => tokens.read(hashToken(token)).count >= MOST_TRIES_OF_TOKEN,
    noteFailure(address, token) {
      if (token !== undefined) tokens.add(hashToken(token))
      const { count, endsInMs } = addresses.add(address)
      return count > MOST_FAILURES_OF_ADDRESS ? tooManyAttempts(endsInMs) : undefined
    },
  }
}

function tooManyAttempts(retryAfterMs: number): TransientError {
  const message = `More than ${MOST_FAILURES_OF_ADDRESS} requests from this address had no valid token within a minute. Check the token, then wait as long as Retry-After says.`
  return new TransientError('api.too-many-attempts', message, { retryAfterMs })
}

/** Counts by key within a minute from the first; what was counted longest ago makes room for what is new. */
class Tally {
  readonly #clock: Clock
  readonly #entries = new Map<string, { count: number; startedAt: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  read(key: string): { count: number; endsInMs: number } {
    const entry = this.#entries.get(key)
    const endsInMs = entry ? entry.startedAt + WINDOW_MS - this.#now() : 0
    return entry && endsInMs > 0 ? { count: entry.count, endsInMs } : { count: 0, endsInMs: WINDOW_MS }
  }

  add(key: string): { count: number; endsInMs: number } {
    const { count, endsInMs } = this.read(key)
    this.#entries.delete(key)
    this.#entries.set(key, { count: count + 1, startedAt: this.#now() + endsInMs - WINDOW_MS })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MOST_REMEMBERED && oldest !== undefined) this.#entries.delete(oldest)
    return { count: count + 1, endsInMs }
  }

  #now(): number {
    return this.#clock.now().getTime()
  }
}
