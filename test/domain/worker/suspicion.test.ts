import { expect, test } from 'vitest'
import { afterDeath, FOUND, mayTake, type Suspicion, UNREADABLE } from '../../../server/domain/worker/suspicion.ts'

/** Deaths until the record at this place among the open ones is found, when every worker that touches it dies. */
function deathsUntilFound(place: number, items: number): { deaths: number; found: number } {
  let suspicion: Suspicion = { deaths: 0, piece: null }
  for (let settled = 0; ; ) {
    const piece = suspicion.piece ?? items - settled
    if (settled + piece <= place) {
      settled += piece
      continue
    }
    const next = afterDeath(suspicion, items - settled)
    if (next.piece === 0) return { deaths: next.deaths, found: settled }
    suspicion = next
  }
}

test.for([
  [1, 0, 4],
  [40, 7, 5],
  [500, 0, 6],
  [500, 499, 6],
  [10_000, 6_543, 7],
] as const)(
  'of %d records the one at place %d is found by %d deaths, and none of its neighbours',
  ([items, place, deaths]) => {
    expect(deathsUntilFound(place, items)).toEqual({ deaths, found: place })
  },
)

test('two deaths cut nothing: a machine goes down with whatever is at work on it', () => {
  const once = afterDeath({ deaths: 0, piece: null }, 500)
  expect(afterDeath(once, 500)).toEqual({ deaths: 2, piece: null })
})

test('who dies over the record that was found has read what became of it', () => {
  const found = afterDeath({ deaths: 5, piece: 1 }, 500)
  expect(found).toEqual({ deaths: 6, piece: FOUND })
  const unreadable = afterDeath(found, 500)
  expect(unreadable).toEqual({ deaths: 7, piece: UNREADABLE })
  expect(afterDeath(unreadable, 500)).toEqual({ deaths: 8, piece: UNREADABLE })
})

test('a suspect batch is worked on alone, and nothing is taken beside it', () => {
  expect(mayTake(false, { batches: 1, suspects: 0 })).toBe(true)
  expect(mayTake(true, { batches: 1, suspects: 0 })).toBe(false)
  expect(mayTake(false, { batches: 1, suspects: 1 })).toBe(false)
  expect(mayTake(true, { batches: 0, suspects: 0 })).toBe(true)
})
