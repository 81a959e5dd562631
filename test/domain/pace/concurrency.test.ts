import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterRequest, firstConcurrency, type RequestSeen } from '../../../server/domain/pace/concurrency.ts'
import { hostWithRoomFor, type SimulatedHost, simulate } from './simulated-host.ts'

/** How much of a simulation was spent at widths of at least one and at most the other. */
function shareWithin(limits: readonly number[], least: number, most: number): number {
  return limits.filter((limit) => limit >= least && limit <= most).length / limits.length
}

describe('the width of a host', () => {
  test.for([3, 5, 10, 24, 60])('stays near what it can do, when that is %d at a time', (capacity) => {
    const start = { pace: firstConcurrency(128) }
    const { limits } = simulate(hostWithRoomFor(capacity), start, { most: 128, requests: 20_000 })
    const later = limits.slice(10_000)
    expect(shareWithin(later, Math.floor(capacity * 0.7), capacity * 1.6)).toBeGreaterThan(0.9)
    expect(Math.max(...later)).toBeLessThanOrEqual(capacity * 2)
  })

  test.for([3, 5])(
    'is tried below the setting too, where it begins with more than a host can do, which is %d',
    (capacity) => {
      const start = { pace: firstConcurrency(12) }
      const { limits } = simulate(hostWithRoomFor(capacity), start, { most: 12, requests: 10_000 })
      expect(shareWithin(limits.slice(5_000), Math.floor(capacity * 0.7), capacity * 1.6)).toBeGreaterThan(0.9)
    },
  )

  test.for([4, 16])('is that of the setting for a small job, and again after one smaller was tried: %d', (most) => {
    const { limits } = simulate(() => ({ takesMs: 100 }), { pace: firstConcurrency(most) }, { most, requests: 2_000 })
    const tried = limits.findIndex((limit) => limit < most)
    expect(tried).toBeGreaterThan(8 * most)
    expect(new Set(limits.slice(0, tried))).toEqual(new Set([most]))
    expect(limits.slice(tried).filter((limit) => limit < most).length).toBeLessThan(200)
    expect(limits.at(-1)).toBe(most)
  })

  test('grows at once when the setting was raised, however long it was below it', () => {
    const fast = () => ({ takesMs: 100 })
    const low = simulate(fast, { pace: firstConcurrency(2) }, { most: 2, requests: 40 })
    const { limits } = simulate(fast, low, { most: 32, requests: 400 })
    expect(limits.indexOf(32)).toBeGreaterThan(0)
    expect(limits.indexOf(32)).toBeLessThan(200)
  })

  test('grows to the setting on a host that answers late but as fast however much it is asked', () => {
    const { limits } = simulate(() => ({ takesMs: 800 }), { pace: firstConcurrency(64) }, { most: 64, requests: 2_000 })
    expect(limits.at(-1)).toBe(64)
    expect(limits.indexOf(64)).toBeLessThan(200)
    expect(Math.min(...limits.slice(200))).toBe(64)
  })

  test('falls to what a host can still do when it becomes slower without refusing anything', () => {
    const around = { most: 64, requests: 10_000 }
    const before = simulate(hostWithRoomFor(40), { pace: firstConcurrency(64) }, around)
    expect(before.pace.limit).toBeGreaterThan(25)
    const after = simulate(hostWithRoomFor(8), before, { most: 64, requests: 20_000 })
    expect(shareWithin(after.limits.slice(10_000), 5, 13)).toBeGreaterThan(0.9)
  })

  test('comes back when a host that only answered later whatever it was asked is well again', () => {
    const start = simulate(() => ({ takesMs: 100 }), { pace: firstConcurrency(32) }, { most: 32, requests: 1_000 })
    const slow = simulate(() => ({ takesMs: 1_000 }), start, { most: 32, requests: 3_000 })
    expect(slow.pace.limit).toBeGreaterThan(16)
    const well = simulate(() => ({ takesMs: 100 }), slow, { most: 32, requests: 3_000 })
    expect(well.pace.limit).toBe(32)
  })

  test('is not lowered by pauses of the machine itself', () => {
    // No answer is read for a tenth of a second, three times in a second; twice as much gets done at 16 as at 8.
    const pausedAt = (atMs: number) => [130, 430, 790].find((from) => atMs % 1_000 >= from && atMs % 1_000 < from + 100)
    const withPauses: SimulatedHost = (_, nowMs) => {
      const pause = pausedAt(nowMs + 40)
      return { takesMs: pause === undefined ? 40 : 140 + pause - ((nowMs + 40) % 1_000) }
    }
    const { limits } = simulate(withPauses, { pace: firstConcurrency(16) }, { most: 16, requests: 40_000 })
    expect(Math.min(...limits)).toBeGreaterThanOrEqual(9)
    expect(shareWithin(limits, 16, 16)).toBeGreaterThan(0.85)
  })

  test('falls to one in a storm of refusals and grows back to the setting when it is over', () => {
    const start = simulate(() => ({ takesMs: 100 }), { pace: firstConcurrency(32) }, { most: 32, requests: 1_000 })
    expect(start.pace.limit).toBe(32)
    const storm = simulate(() => ({ takesMs: 20, isRefused: true }), start, { most: 32, requests: 400 })
    expect(storm.pace.limit).toBe(1)
    const over = simulate(() => ({ takesMs: 100 }), storm, { most: 32, requests: 3_000 })
    expect(over.pace.limit).toBe(32)
  })

  test('is halved once for refusals of requests that were under way together', () => {
    const at = (beganAtMs: number): RequestSeen => ({ beganAtMs, endedAtMs: 200, sentBytes: 0, isRefused: true })
    const around = { most: 16, isFull: true }
    const before = { ...firstConcurrency(16), limit: 16 }
    const refusals = Array.from({ length: 16 }, () => at(100))
    const after = refusals.reduce((pace, seen) => afterRequest(pace, seen, around), before)
    expect(after.limit).toBe(8)
    expect(afterRequest(after, { ...at(201), endedAtMs: 250 }, around).limit).toBe(4)
  })

  test('returns after a refusal to where it was refused, whatever gets done, and is judged there', () => {
    const refused = { beganAtMs: 0, endedAtMs: 1, sentBytes: 0, isRefused: true }
    const pace = afterRequest({ ...firstConcurrency(64), limit: 20 }, refused, { most: 64, isFull: true })
    expect(pace.limit).toBe(10)
    const { limits } = simulate(hostWithRoomFor(4), { pace, atMs: 1 }, { most: 64, requests: 6_000 })
    expect(limits.indexOf(20)).toBeGreaterThan(0)
    expect(limits.indexOf(20)).toBeLessThan(600)
    expect(Math.max(...limits)).toBeLessThan(30)
    expect(limits.at(-1)).toBeLessThan(8)
  })

  test('keeps to a refusing host’s own number of requests and does not give up', () => {
    const refusing = (atWork: number) => ({ takesMs: 100, isRefused: atWork > 12 })
    const { limits } = simulate(refusing, { pace: firstConcurrency(64) }, { most: 64, requests: 20_000 })
    expect(shareWithin(limits.slice(5_000), 6, 16)).toBeGreaterThan(0.9)
  })

  test('does not grow while something else keeps the work below it', () => {
    const seen = { beganAtMs: 1, endedAtMs: 2, sentBytes: 0, isRefused: false }
    const after = Array.from({ length: 1_000 }).reduce<ReturnType<typeof firstConcurrency>>(
      (pace) => afterRequest(pace, seen, { most: 64, isFull: false }),
      firstConcurrency(64),
    )
    expect(after.limit).toBe(firstConcurrency(64).limit)
  })

  test('is never below one and never above the setting, whatever the host does and the setting becomes', () => {
    const step = fc.record({
      most: fc.integer({ min: 1, max: 256 }),
      takesMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      sentBytes: fc.nat(),
      isRefused: fc.boolean(),
      isFull: fc.boolean(),
      repeats: fc.integer({ min: 1, max: 600 }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.array(step, { maxLength: 30 }), (first, steps) => {
        let pace = firstConcurrency(first)
        let nowMs = 0
        for (const { most, takesMs, sentBytes, isRefused, isFull, repeats } of steps) {
          for (let at = 0; at < repeats; at += 1) {
            const seen = { beganAtMs: nowMs, endedAtMs: nowMs + takesMs, sentBytes, isRefused }
            pace = afterRequest(pace, seen, { most, isFull })
            nowMs += takesMs
            expect(Number.isInteger(pace.limit) && pace.limit >= 1 && pace.limit <= most).toBe(true)
          }
        }
      }),
      { numRuns: 50 },
    )
  })
})
