import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AccountItems, cutBatches, largestAccounts } from '../../../server/domain/run/batches.ts'

const accounts = fc
  .array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 })
  .map((counts) => counts.map((itemCount, index): AccountItems => ({ accountId: `account ${index}`, itemCount })))

test('every item of every Account lands in exactly one batch', () => {
  fc.assert(
    fc.property(accounts, fc.integer({ min: 1, max: 20 }), (items, max) => {
      const parts = cutBatches(items, max)
      for (const { accountId, itemCount } of items) {
        const own = parts.filter((part) => part.accountId === accountId)
        expect(own.flatMap((part) => rows(part.fromRow, part.toRow))).toEqual(rows(1, itemCount))
      }
    }),
  )
})

test('no batch holds more than the maximum', () => {
  fc.assert(
    fc.property(accounts, fc.integer({ min: 1, max: 20 }), (items, max) => {
      const sizes = new Map<number, number>()
      for (const part of cutBatches(items, max)) {
        sizes.set(part.batchNumber, (sizes.get(part.batchNumber) ?? 0) + part.toRow - part.fromRow + 1)
      }
      for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(max)
    }),
  )
})

test('an Account that fits a batch is never cut', () => {
  fc.assert(
    fc.property(accounts, fc.integer({ min: 1, max: 20 }), (items, max) => {
      const parts = cutBatches(items, max)
      for (const { accountId, itemCount } of items.filter((item) => item.itemCount <= max)) {
        expect(parts.filter((part) => part.accountId === accountId)).toHaveLength(itemCount > 0 ? 1 : 0)
      }
    }),
  )
})

test('small Accounts share a batch and a large one gets successive batches', () => {
  const items = [
    { accountId: 'a', itemCount: 2 },
    { accountId: 'b', itemCount: 3 },
    { accountId: 'c', itemCount: 12 },
  ]
  expect(cutBatches(items, 5)).toEqual([
    { batchNumber: 1, accountId: 'a', fromRow: 1, toRow: 2 },
    { batchNumber: 1, accountId: 'b', fromRow: 1, toRow: 3 },
    { batchNumber: 2, accountId: 'c', fromRow: 1, toRow: 5 },
    { batchNumber: 3, accountId: 'c', fromRow: 6, toRow: 10 },
    { batchNumber: 4, accountId: 'c', fromRow: 11, toRow: 12 },
  ])
})

function rows(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

test('the largest Accounts of a plan are named over all of their batches, the largest first', () => {
  const accounts = ['a', 'b', 'c', 'd', 'e', 'f'].map((accountId, index) => ({ accountId, itemCount: 10 + index }))
  const parts = cutBatches([...accounts, { accountId: 'g', itemCount: 25 }, { accountId: 'h', itemCount: 15 }], 10)
  expect(largestAccounts(parts)).toEqual([
    { accountId: 'g', itemCount: 25 },
    { accountId: 'f', itemCount: 15 },
    { accountId: 'h', itemCount: 15 },
    { accountId: 'e', itemCount: 14 },
    { accountId: 'd', itemCount: 13 },
  ])
  expect(largestAccounts([])).toEqual([])
})
