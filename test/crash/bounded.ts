import { setTimeout as wait } from 'node:timers/promises'

/**
 * Waits no longer than so many milliseconds. What was begun goes on, and nobody hears of it any more.
 * @throws Error with the sentence when the time is over
 */
export async function bounded<Result>(work: Promise<Result>, mostMs: number, sentence: string): Promise<Result> {
  const timer = new AbortController()
  const late = wait(mostMs, undefined, { signal: timer.signal }).then(() => Promise.reject(new Error(sentence)))
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}
