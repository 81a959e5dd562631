import { FatalError, TransientError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { mostTriesOf } from './refusals.ts'

export interface RetryRules {
  /** All tries together, the first included. */
  attempts: number
  firstDelayMs: number
}

/** Tries idempotent requests again after transient errors, waiting twice as long each time. */
export class Retries {
  readonly #rules: RetryRules
  readonly #clock: Clock

  constructor(rules: RetryRules, clock: Clock) {
    this.#rules = rules
    this.#clock = clock
  }

  /** Runs an idempotent action until it succeeds, fails for good, or the tries are used up. */
  async run<T>(action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await action()
      } catch (error) {
        await this.pauseOrThrow(error, attempt, signal)
      }
    }
  }

  /** Waits before the try after `attempt`; throws the error when there is to be none, as fatal where a few tries must do. */
  async pauseOrThrow(error: unknown, attempt: number, signal?: AbortSignal): Promise<void> {
    if (!(error instanceof TransientError)) throw error
    const mostTries = mostTriesOf(error.code)
    if (mostTries !== undefined && attempt >= mostTries) throw givenUp(error)
    if (mostTries === undefined && attempt >= this.#rules.attempts) throw error
    await this.#clock.sleep(this.#rules.firstDelayMs * 2 ** (attempt - 1), signal)
  }
}

function givenUp({ code, message, cause, facts }: TransientError): FatalError {
  return new FatalError(code, message, { cause, facts })
}
