import { expect, test } from 'vitest'
import { firstPollMs, nextPollMs, pollsOf } from '../../../server/domain/switch/polling.ts'

test('waits grow by half, up to fifteen seconds', () => {
  expect([1_000, 8_000, 12_000, 15_000].map(nextPollMs)).toEqual([1_500, 12_000, 15_000, 15_000])
})

test('the first look comes when a fast org could have written the rows', () => {
  expect([1, 2_000, 10_000, 100_000].map((rows) => firstPollMs(rows, 1_000))).toEqual([1_000, 1_000, 5_000, 15_000])
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
