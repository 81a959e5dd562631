import { TransientError } from '../domain/errors.ts'

/** Few at a time, so that a flood leaves connections to the database for everybody else; each takes a millisecond or so. */
const MOST_AT_ONCE = 4
const MOST_WAITING = 256
const RETRY_AFTER_MS = 1_000

/**
 * Bounds how many lookups without authentication are under way in this process.
 * @returns runs a lookup when it is its turn. Throws TransientError `api.busy` when too many wait already.
 */
export function limitLookups(): <Result>(lookUp: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = MOST_AT_ONCE
  return async (lookUp) => {
    if (free > 0) free -= 1
    else await turnOf(waiting)
    try {
      return await lookUp()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

function turnOf(waiting: (() => void)[]): Promise<void> {
  if (waiting.length >= MOST_WAITING) {
    const message = 'More links are being opened than can be looked up at once. Try again in a second.'
    throw new TransientError('api.busy', message, { retryAfterMs: RETRY_AFTER_MS })
  }
  return new Promise((resolve) => waiting.push(resolve))
}
