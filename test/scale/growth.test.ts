import { expect, test } from 'vitest'
import { growthExponent } from './growth.ts'

const SIZES = [1_000, 10_000, 30_000]

test.for([
  ['stays as it is', () => 7, 0],
  ['is so much for each record', (records: number) => 3 * records, 1],
  ['looks at every record for every record', (records: number) => records ** 2 / 10, 2],
] as const)('the exponent tells a cost that %s', ([, costOf, expected]) => {
  const points = SIZES.map((records) => ({ records, cost: costOf(records) }))
  expect(growthExponent(points)).toBeCloseTo(expected, 9)
})

test('what costs nothing, or was measured once, has no exponent', () => {
  expect(growthExponent([{ records: 1_000, cost: 5 }])).toBeUndefined()
  expect(growthExponent(SIZES.map((records) => ({ records, cost: 0 })))).toBeUndefined()
})
