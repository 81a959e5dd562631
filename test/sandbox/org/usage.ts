import { ApiError } from './errors.ts'
import type { FaultBoard } from './faults.ts'

/** Counts API requests against the daily allowance. */
export class Usage {
  #limit: number
  readonly #faults: FaultBoard
  #used = 0

  constructor(limit: number, faults: FaultBoard) {
    this.#limit = limit
    this.#faults = faults
  }

  get used(): number {
    return this.#used
  }

  get limit(): number {
    return this.#limit
  }

  /** Makes the day another one: what is allowed, and what others have used of it. */
  become(used: number, limit: number): void {
    this.#used = used
    this.#limit = limit
  }

  reset(): void {
    this.#used = 0
  }

  /**
   * Counts one request.
   * @throws ApiError REQUEST_LIMIT_EXCEEDED when the allowance is used up
   */
  count(): void {
    this.#used += 1
    if (this.#used <= this.#limit && this.#faults.find('total-requests-exceeded') === undefined) return
    throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  }

  /** The header that each answer carries. */
  header(): Readonly<Record<string, string>> {
    return { 'sforce-limit-info': `api-usage=${this.#used}/${this.#limit}` }
  }
}
