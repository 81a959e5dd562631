import { expect, test } from 'vitest'
import { IdSet } from '../../../server/domain/restore/id-set.ts'

const idOf = (number: number) => `a1cKx${String(number).padStart(10, '0')}`

test('each id is taken once, however many there are and whatever their case', () => {
  const set = new IdSet()
  const numbers = Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 1_000_003)
  expect(numbers.every((number) => set.add(idOf(number)))).toBe(true)
  expect(numbers.some((number) => set.add(idOf(number)))).toBe(false)
  expect(set.add(idOf(0).toUpperCase())).toBe(true)
  expect(set.add(idOf(0).toUpperCase())).toBe(false)
})
