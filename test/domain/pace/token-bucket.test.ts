import fc from 'fast-check'
import { expect, test } from 'vitest'
import { burstOf, type TokenBucket, takeBytes } from '../../../server/domain/pace/token-bucket.ts'

interface Passed {
  atMs: number
  bytes: number
}

/** Lets pieces pass one after another, each as soon as it may, with pauses before them. */
function passAll(pieces: readonly { bytes: number; pauseMs: number }[], bytesPerSecond: number): Passed[] {
  let bucket: TokenBucket = { bytes: 0, atMs: 0 }
  let nowMs = 0
  return pieces.map(({ bytes, pauseMs }) => {
    nowMs += pauseMs
    for (;;) {
      const taken = takeBytes(bucket, bytes, { bytesPerSecond, nowMs })
      bucket = taken.bucket
      if (taken.waitMs === 0) return { atMs: nowMs, bytes }
      nowMs += taken.waitMs
    }
  })
}

const piece = fc.record({
  bytes: fc.integer({ min: 1, max: 400_000 }),
  pauseMs: fc.oneof(fc.constant(0), fc.nat(3_000)),
})

test('in any time not more passes than the limit gives in it and one burst, or one piece that is larger', () => {
  const rate = fc.integer({ min: 1, max: 50 }).map((megabytes) => megabytes * 1_000_000)
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 120 }), rate, (pieces, bytesPerSecond) => {
      const passed = passAll(pieces, bytesPerSecond)
      const largest = Math.max(...pieces.map(({ bytes }) => bytes))
      const spare = Math.max(burstOf(bytesPerSecond), largest) + 1
      passed.forEach(({ atMs }, first) => {
        let bytes = 0
        for (const one of passed.slice(first)) {
          bytes += one.bytes
          expect(bytes).toBeLessThanOrEqual(((one.atMs - atMs) * bytesPerSecond) / 1_000 + spare)
        }
      })
    }),
  )
})

test('what waits passes at the limit, not much later', () => {
  const pieces = Array.from({ length: 1_000 }, () => ({ bytes: 64_000, pauseMs: 0 }))
  const last = passAll(pieces, 2_000_000).at(-1)
  expect(last?.atMs).toBeGreaterThanOrEqual(31_700)
  expect(last?.atMs).toBeLessThan(33_000)
})

test('a clock that goes back gives nothing and takes nothing', () => {
  const { bucket } = takeBytes({ bytes: 1_000, atMs: 5_000 }, 400, { bytesPerSecond: 1_000_000, nowMs: 4_000 })
  expect(bucket.bytes).toBe(600)
})
