import { describe, expect, test } from 'vitest'
import { Bandwidth } from '../../../server/operations/pace/bandwidth.ts'
import type { Clock } from '../../../server/ports/clock.ts'

/** A clock that passes as far as the next who sleeps, whenever nothing else happens. */
function virtualClock() {
  let nowMs = 1_000_000
  const sleepers = new Set<{ untilMs: number; wake(): void }>()
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { untilMs: nowMs + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => sleepers.delete(sleeper) && reject(signal.reason), { once: true })
      }),
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const advance = async (ms: number) => {
    const endMs = nowMs + ms
    for (;;) {
      await settled()
      const [next] = [...sleepers].toSorted((left, right) => left.untilMs - right.untilMs)
      if (next === undefined || next.untilMs > endMs) break
      nowMs = next.untilMs
      sleepers.delete(next)
      next.wake()
    }
    nowMs = endMs
  }
  return { clock, advance, settled, sleeping: () => sleepers.size }
}

/** Files that never end, each read piece by piece. */
function readers(bandwidth: Bandwidth, count: number, signal?: AbortSignal) {
  const passed = { bytes: 0, ended: 0 }
  const read = async () => {
    for (;;) {
      await bandwidth.pass(64_000, signal)
      passed.bytes += 64_000
      if (signal?.aborted) return
    }
  }
  for (let reader = 0; reader < count; reader += 1) void read().catch(() => (passed.ended += 1))
  return passed
}

describe('the bandwidth of a process', () => {
  test('is shared by all files and kept', async () => {
    const { clock, advance, sleeping } = virtualClock()
    const passed = readers(new Bandwidth(clock, 4), 8)
    await advance(1_000)
    const first = passed.bytes
    await advance(10_000)
    expect(passed.bytes - first).toBeGreaterThan(39_500_000)
    expect(passed.bytes - first).toBeLessThanOrEqual(40_000_000 + 64_000)
    expect(sleeping()).toBe(1)
  })

  test('that is changed holds for files that wait within a second, up and down', async () => {
    const { clock, advance } = virtualClock()
    const bandwidth = new Bandwidth(clock, 1)
    const passed = readers(bandwidth, 64)
    await advance(5_000)
    bandwidth.allow(100)
    await advance(1_000)
    const raised = passed.bytes
    await advance(1_000)
    expect(passed.bytes - raised).toBeGreaterThan(99_000_000)
    bandwidth.allow(1)
    await advance(1_000)
    const lowered = passed.bytes
    await advance(10_000)
    expect(passed.bytes - lowered).toBeLessThanOrEqual(10_000_000 + 64_000)
  })

  test('holds for small files too, and lets one pass at once when there is room', async () => {
    const { clock, advance } = virtualClock()
    const bandwidth = new Bandwidth(clock, 1)
    const waits = Array.from({ length: 300 }, () => bandwidth.pass(1_000))
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(250)
    await advance(50)
    expect(waits.at(-1)).toBeInstanceOf(Promise)
    await Promise.all(waits)
  })

  test('without a limit nothing ever waits, and a limit that is taken away lets go who waits', async () => {
    const { clock, advance } = virtualClock()
    const bandwidth = new Bandwidth(clock, 0)
    expect(bandwidth.pass(10_000_000_000)).toBeUndefined()
    bandwidth.allow(1)
    const waits = [bandwidth.pass(1_000_000), bandwidth.pass(5_000_000), bandwidth.pass(5_000_000)]
    expect(waits.map((wait) => wait === undefined)).toEqual([true, false, false])
    bandwidth.allow(0)
    await advance(1_000)
    await Promise.all(waits)
    expect(bandwidth.pass(1_000_000)).toBeUndefined()
  })

  test('files of a run that is stopped do not wait for their turn, and others go on', async () => {
    const { clock, advance } = virtualClock()
    const bandwidth = new Bandwidth(clock, 1)
    const stopping = new AbortController()
    const stopped = readers(bandwidth, 16, stopping.signal)
    await advance(100)
    const going = readers(bandwidth, 1)
    stopping.abort(new Error('stopped'))
    await advance(1_000)
    expect(stopped.ended).toBe(16)
    expect(going.bytes).toBeGreaterThan(900_000)
  })
})
