import { expect, test } from 'vitest'
import { afterEnd } from '../../../server/domain/worker/restart.ts'

/** What follows each of so many ends, one after another, of workers that live so long. */
function endsOf(livedMs: number, times: number) {
  const seen: ReturnType<typeof afterEnd>[] = []
  for (let shortLives = 0; seen.length < times; ) {
    const next = afterEnd({ livedMs, shortLives, isFinal: false })
    seen.push(next)
    if (next.action === 'give-up') break
    shortLives = next.shortLives
  }
  return seen
}

test('a worker that ends at its start is started again ever later, and in the end no more', () => {
  const seen = endsOf(500, 20)
  const pauses = seen.flatMap((next) => (next.action === 'restart' ? [next.afterMs / 1_000] : []))
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  expect(seen.at(-1)).toEqual({ action: 'give-up' })
})

test('a worker that ends after work is started again at once, however often', () => {
  const seen = endsOf(60_000, 30)
  expect(seen).toHaveLength(30)
  expect(new Set(seen.map((next) => JSON.stringify(next)))).toEqual(
    new Set([JSON.stringify({ action: 'restart', afterMs: 1_000, shortLives: 0 })]),
  )
})

test('a worker that lived long forgives those that did not', () => {
  expect(afterEnd({ livedMs: 60_000, shortLives: 9, isFinal: false })).toMatchObject({ shortLives: 0 })
})

test('a worker that says that no other try goes better is not started again', () => {
  expect(afterEnd({ livedMs: 1, shortLives: 0, isFinal: true })).toEqual({ action: 'give-up' })
})
