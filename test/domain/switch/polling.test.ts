import { expect, test } from 'vitest'
import { nextPollMs, pollsOf } from '../../../server/domain/switch/polling.ts'

test('waits grow by half, up to fifteen seconds', () => {
  expect([1_000, 8_000, 12_000, 15_000].map(nextPollMs)).toEqual([1_500, 12_000, 15_000, 15_000])
})

test.each([0, 1, 999, 1_001, 4_000, 40_000, 120_000, 3_600_000])(
  'the looks at a job of %d ms are as many as waiting for it takes',
  (jobMs) => {
    let [looks, nowMs] = [1, 1_000]
    for (let waitMs = 1_500; nowMs < jobMs; waitMs = nextPollMs(waitMs)) {
      nowMs += waitMs
      looks += 1
    }
    expect(pollsOf(jobMs, 1_000)).toBe(looks)
  },
)

test('an hour is a few hundred looks, where one each second would be thousands', () => {
  expect(pollsOf(3_600_000, 1_000)).toBeLessThan(260)
})
