import { FatalError, TransientError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { mostTriesOf } from './refusals.ts'

export interface RetryRules {
  /** All tries together, the first included. */
  attempts: number
  firstDelayMs: number
  /** No wait is longer, however often was tried. */
  longestDelayMs: number
  /** Draws a number from 0 to 1. */
  random: () => number
}

/** Tries idempotent requests again after transient errors, waiting about twice as long each time. */
export class Retries {
  readonly #rules: RetryRules
  readonly #clock: Clock

  constructor(rules: RetryRules, clock: Clock) {
    this.#rules = rules
    this.#clock = clock
  }

  /** Runs an idempotent action until it succeeds, fails for good, or the tries are used up. */
  async run<T>(action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (const tries = this.begin(); ; ) {
      try {
        return await action()
      } catch (error) {
        await tries.pauseOrThrow(error, signal)
      }
    }
  }

  /** For whoever knows better than `run` what trying again means. */
  begin(): Tries {
    return new Tries(this.#rules, this.#clock)
  }
}

/** The tries of one action. */
export class Tries {
  readonly #rules: RetryRules
  readonly #clock: Clock
  /** Codes of the tries that failed. */
  readonly #failed: string[] = []

  constructor(rules: RetryRules, clock: Clock) {
    this.#rules = rules
    this.#clock = clock
  }

  /**
   * Waits before the next try; throws the error when there is to be none. Where a few tries must do, it is fatal once it
   * came that often, whatever else went wrong in between.
   */
  async pauseOrThrow(error: unknown, signal?: AbortSignal): Promise<void> {
    if (!(error instanceof TransientError)) throw error
    this.#failed.push(error.code)
    const mostTries = mostTriesOf(error.code) ?? Number.POSITIVE_INFINITY
    if (this.#failed.filter((code) => code === error.code).length >= mostTries) throw givenUp(error)
    if (this.#failed.length >= this.#rules.attempts) throw error
    await this.#clock.sleep(retryDelayMs(this.#rules, this.#failed.length), signal)
  }
}

/**
 * How long to wait after a try that failed, the first being 1: half of a wait that doubles for certain, so that a restart at
 * the other side is outlived, and up to the whole of it by chance, so that workers that failed together do not come again
 * together.
 */
export function retryDelayMs({ firstDelayMs, longestDelayMs, random }: RetryRules, attempt: number): number {
  const waitMs = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs)
  return (waitMs / 2) * (1 + random())
}

function givenUp({ code, message, cause, facts }: TransientError): FatalError {
  return new FatalError(code, message, { cause, facts })
}
