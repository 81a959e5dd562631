import { expect, test } from 'vitest'
import { Retries, retryDelayMs } from '../../../server/adapters/salesforce/retries.ts'
import { TransientError } from '../../../server/domain/errors.ts'

const RULES = { attempts: 5, firstDelayMs: 500, longestDelayMs: 3_000, random: () => 0 }

test('waits double up to the longest, half of each for certain and the other half by chance', () => {
  const delays = (draw: number) =>
    [1, 2, 3, 4, 9].map((attempt) => retryDelayMs({ ...RULES, random: () => draw }, attempt))
  expect(delays(0)).toEqual([250, 500, 1_000, 1_500, 1_500])
  expect(delays(0.5)).toEqual([375, 750, 1_500, 2_250, 2_250])
  expect(delays(1)).toEqual([500, 1_000, 2_000, 3_000, 3_000])
})

test('every wait is drawn anew', async () => {
  const draws = [0, 1, 0.5, 0]
  const waits: number[] = []
  const clock = { now: () => new Date(), sleep: async (milliseconds: number) => void waits.push(milliseconds) }
  const retries = new Retries({ ...RULES, random: () => draws[waits.length] ?? 0 }, clock)
  const error = new TransientError('salesforce.unavailable', 'It is being restarted.')
  await expect(retries.run(() => Promise.reject(error))).rejects.toBe(error)
  expect(waits).toEqual([250, 1_000, 1_500, 1_500])
})
