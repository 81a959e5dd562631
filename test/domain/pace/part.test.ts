import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeWorkers, filesOf, megabytesOf, ONLY_WORKER } from '../../../server/domain/pace/part.ts'

const workersOf = (of: number) => Array.from({ length: of }, (_, index) => ({ number: index + 1, of }))
const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)

test('the parts of all workers are what was set, to one file', () => {
  const setting = fc.integer({ min: 1, max: 256 })
  fc.assert(
    fc.property(setting, fc.integer({ min: 1, max: 64 }), (all, of) => {
      const parts = workersOf(of).map((worker) => filesOf(all, worker))
      expect(sum(parts)).toBe(Math.max(all, of))
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('megabytes in a second are divided too, and no limit stays none', () => {
  expect(workersOf(4).map((worker) => megabytesOf(30, worker))).toEqual([7.5, 7.5, 7.5, 7.5])
  expect(megabytesOf(0, { number: 2, of: 3 })).toBe(0)
})

test('a worker that is alone has all, and says so', () => {
  expect(filesOf(16, ONLY_WORKER)).toBe(16)
  expect(megabytesOf(30, ONLY_WORKER)).toBe(30)
  expect(describeWorkers(ONLY_WORKER)).toBe('A worker runs inside this process.')
  expect(describeWorkers({ number: 1, of: 4 })).toMatch(/^4 processes work; .* part of the limits\.$/)
})
