import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BufferPool } from '../../../server/adapters/s3/buffer-pool.ts'

const BUFFER = 256 * 1024

/** Whether a promise has succeeded once everything that can run has run. */
async function isServed(promise: Promise<unknown>): Promise<boolean> {
  let served = false
  promise.then(() => {
    served = true
  }, ignore)
  await setImmediate()
  return served
}

function ignore(): void {}

describe('a pool of buffers', () => {
  test('never lends memory twice or more than it has, and everybody gets a turn', async () => {
    const sizes = fc.array(fc.nat(4 * BUFFER), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(sizes, async (wanted) => {
        const pool = new BufferPool(4 * BUFFER)
        const lent = new Set<ArrayBufferLike>()
        const uses = wanted.map(async (sizeBytes) => {
          const loan = await pool.take(sizeBytes)
          const memory = loan.first(sizeBytes).map(({ buffer }) => buffer)
          for (const one of memory) expect(lent.has(one)).toBe(false)
          for (const one of memory) lent.add(one)
          expect(lent.size).toBeLessThanOrEqual(4)
          await setImmediate()
          for (const one of memory) lent.delete(one)
          loan.giveBack()
        })
        await Promise.all(uses)
      }),
      { numRuns: 30 },
    )
  })

  test.each([0, 1, BUFFER, BUFFER + 1, 3 * BUFFER])(
    'lends exactly %d bytes, the same ones every time',
    async (sizeBytes) => {
      const loan = await new BufferPool(4 * BUFFER).take(sizeBytes)
      expect(loan.first(sizeBytes).reduce((sum, { length }) => sum + length, 0)).toBe(sizeBytes)
      for (const [at, view] of loan.first(sizeBytes).entries())
        expect(view.buffer).toBe(loan.first(sizeBytes)[at]?.buffer)
    },
  )

  test('uses memory that was given back again', async () => {
    const pool = new BufferPool(4 * BUFFER)
    const loan = await pool.take(BUFFER)
    const [first] = loan.first(BUFFER)
    loan.giveBack()
    expect((await pool.take(BUFFER)).first(BUFFER)[0]?.buffer).toBe(first?.buffer)
  })

  test('serves who waits in order: a small one does not overtake a large one', async () => {
    const pool = new BufferPool(5 * BUFFER)
    const [two, one] = [await pool.take(2 * BUFFER), await pool.take(BUFFER)]
    const large = pool.take(4 * BUFFER)
    const small = pool.take(BUFFER)
    expect([await isServed(large), await isServed(small)]).toEqual([false, false])
    one.giveBack()
    expect([await isServed(large), await isServed(small)]).toEqual([false, false])
    two.giveBack()
    expect([await isServed(large), await isServed(small)]).toEqual([true, true])
  })

  test('lets others pass when who waits gives up', async () => {
    const pool = new BufferPool(5 * BUFFER)
    await pool.take(3 * BUFFER)
    const abort = new AbortController()
    const reason = new Error('stopping')
    const large = pool.take(4 * BUFFER, abort.signal)
    const small = pool.take(BUFFER)
    abort.abort(reason)
    await expect(large).rejects.toBe(reason)
    expect(await isServed(small)).toBe(true)
  })

  test('refuses at once what could never be lent', async () => {
    await expect(new BufferPool(BUFFER).take(BUFFER + 1)).rejects.toThrow(RangeError)
  })
})
