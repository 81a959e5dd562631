import { expect, test } from 'vitest'
import { paceBetween } from '../../../server/domain/run/progress.ts'

test('the pace is what was settled between two samples, and what is left at that pace', () => {
  const pace = paceBetween({ atMs: 1_000, settled: 100 }, { atMs: 11_000, settled: 300 }, 1_300)
  expect(pace).toEqual({ itemsPerSecond: 20, secondsLeft: 50 })
})

test('no pace is known while nothing was settled or no time has passed', () => {
  expect(paceBetween({ atMs: 0, settled: 5 }, { atMs: 9_000, settled: 5 }, 10)).toBeUndefined()
  expect(paceBetween({ atMs: 0, settled: 0 }, { atMs: 0, settled: 5 }, 10)).toBeUndefined()
})
