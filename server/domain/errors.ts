/**
 * The errors of Doclift. The code is the contract: stable, matched by callers, tests and docs. The message is a sentence
 * for people: what was expected, what was found, what to do next. The behaviour tells a worker what to do.
 */

/** `transient`: try again later. `permanent`: this record or request will never succeed as it is. `fatal`: stop the run. */
export type Behaviour = 'transient' | 'permanent' | 'fatal'

export interface ErrorDetails {
  cause?: unknown
  /** For transient errors: the other side asked to wait this long. */
  retryAfterMs?: number
  /** Facts for machines; never secrets, never query strings. */
  facts?: Readonly<Record<string, string | number | boolean | null>>
}

export class DocliftError extends Error {
  readonly code: string
  readonly behaviour: Behaviour
  readonly retryAfterMs: number | undefined
  readonly facts: NonNullable<ErrorDetails['facts']>

  constructor(behaviour: Behaviour, code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.behaviour = behaviour
    this.retryAfterMs = details.retryAfterMs
    this.facts = details.facts ?? {}
  }
}

export class TransientError extends DocliftError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('transient', code, message, details)
  }
}

export class PermanentError extends DocliftError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('permanent', code, message, details)
  }
}

export class FatalError extends DocliftError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('fatal', code, message, details)
  }
}

/**
 * The write was sent and its answer never came: it may or may not have happened. It is neither a success nor a failure
 * (invariant 5), so it is a class of its own and never retried blindly.
 */
export class LostAnswerError extends DocliftError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('transient', code, message, details)
  }
}

/**
 * Any thrown value as a DocliftError. What is unknown becomes `internal.unexpected`; its own words stay in the cause, for the
 * log alone, because an error that nobody expected can quote anything, secrets among them.
 */
export function toDocliftError(thrown: unknown): DocliftError {
  if (thrown instanceof DocliftError) return thrown
  const kind = thrown instanceof Error && /^\w{1,40}$/.test(thrown.name) ? thrown.name : typeof thrown
  const sentence = `Something unexpected went wrong (${kind}). The log of the service has its cause.`
  return new PermanentError('internal.unexpected', sentence, { cause: thrown })
}
