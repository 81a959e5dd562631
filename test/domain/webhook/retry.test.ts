import { expect, test } from 'vitest'
import { waitAfterTry } from '../../../server/domain/webhook/retry.ts'

test('waits grow from seconds to hours, and the seventh failure is the last', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((tries) => waitAfterTry(tries, 0.5))
  expect(waits).toEqual([5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000, undefined])
})

test('waits are spread by a fifth to both sides', () => {
  expect([waitAfterTry(2, 0), waitAfterTry(2, 1)]).toEqual([24_000, 36_000])
})

test('a receiver may ask for a longer wait and not for a shorter one', () => {
  expect(waitAfterTry(1, 0.5, 60_000)).toBe(60_000)
  expect(waitAfterTry(1, 0.5, 1_000)).toBe(5_000)
  expect(waitAfterTry(7, 0.5, 60_000)).toBeUndefined()
})
