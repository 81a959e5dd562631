import { expect, test } from 'vitest'
import { atMostEvery } from '../../../server/operations/diagnostics/at-most-every.ts'

test('what is asked at most every so often is asked again after it, and after a failure', async () => {
  let nowMs = 0
  let asked = 0
  const clock = { now: () => new Date(nowMs), sleep: async () => {} }
  const ask = atMostEvery(10, clock, async () => {
    asked += 1
    if (asked === 2) throw new Error('once')
    return asked
  })
  expect([await ask(), await ask()]).toEqual([1, 1])
  nowMs = 10
  await expect(ask()).rejects.toThrow('once')
  expect(await ask()).toBe(3)
})
