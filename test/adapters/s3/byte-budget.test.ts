import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteBudget } from '../../../server/adapters/s3/byte-budget.ts'

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

describe('a budget of bytes', () => {
  test('is never overdrawn, and everybody gets a turn', async () => {
    const sizes = fc.array(fc.nat(150), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(sizes, async (wanted) => {
        const budget = new ByteBudget(100)
        let taken = 0
        const uses = wanted.map(async (bytes) => {
          const giveBack = await budget.take(bytes)
          taken += Math.min(bytes, 100)
          expect(taken).toBeLessThanOrEqual(100)
          await setImmediate()
          taken -= Math.min(bytes, 100)
          giveBack()
        })
        await Promise.all(uses)
      }),
      { numRuns: 30 },
    )
  })

  test('serves who waits in order: a small one does not overtake a large one', async () => {
    const budget = new ByteBudget(100)
    const giveBack = await budget.take(60)
    const large = budget.take(80)
    const small = budget.take(10)
    expect([await isServed(large), await isServed(small)]).toEqual([false, false])
    giveBack()
    expect([await isServed(large), await isServed(small)]).toEqual([true, true])
  })

  test('lets others pass when who waits gives up', async () => {
    const budget = new ByteBudget(100)
    await budget.take(60)
    const abort = new AbortController()
    const reason = new Error('stopping')
    const large = budget.take(80, abort.signal)
    const small = budget.take(10)
    abort.abort(reason)
    await expect(large).rejects.toBe(reason)
    expect(await isServed(small)).toBe(true)
  })
})
