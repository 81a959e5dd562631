import type { Clock } from '../../ports/clock.ts'

/**
 * Asks at most once in a time, however many ask: who comes meanwhile gets the answer that is under way or was given last. A
 * failure is not kept.
 */
export function atMostEvery<Answer>(milliseconds: number, clock: Clock, ask: () => Promise<Answer>) {
  let last: { askedAt: number; answer: Promise<Answer> } | undefined
  return (): Promise<Answer> => {
    const now = clock.now().getTime()
    if (last && now - last.askedAt < milliseconds) return last.answer
    const answer = ask()
    const current = { askedAt: now, answer }
    last = current
    answer.catch(() => {
      if (last === current) last = undefined
    })
    return answer
  }
}
