import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inParallel } from '../../server/operations/in-parallel.ts'

const items = Array.from({ length: 200 }, (_, index) => index)

/** Ends out of order, so that flushes fall between the start and the end of others. */
const unevenly = async (item: number) => {
  await wait((item * 7) % 5)
  return item
}

function collector() {
  const groups: number[][] = []
  const flush = async (group: number[]) => {
    await wait(2)
    groups.push(group)
    return true
  }
  return { groups, flush }
}

test('every result is flushed exactly once while others are still at work', async () => {
  const { groups, flush } = collector()
  await inParallel(items, unevenly, { parallel: 8, flushEvery: 20, flush })
  expect(groups.flat().toSorted((a, b) => a - b)).toEqual(items)
  expect(groups.length).toBeGreaterThan(5)
})

test('no more than the wanted number is at work at the same time', async () => {
  let atWork = 0
  let most = 0
  const work = async (item: number) => {
    atWork += 1
    most = Math.max(most, atWork)
    await unevenly(item)
    atWork -= 1
  }
  await inParallel(items, work, { parallel: 3, flushEvery: 20, flush: async () => true })
  expect(most).toBe(3)
})

test('a flush that says stop ends the taking of items', async () => {
  let taken = 0
  const work = async (item: number) => {
    taken += 1
    return unevenly(item)
  }
  await inParallel(items, work, { parallel: 2, flushEvery: 10, flush: async () => false })
  expect(taken).toBeLessThan(20)
})

test('an error is thrown after what was reached has been flushed', async () => {
  const { groups, flush } = collector()
  const work = async (item: number) => {
    if (item === 30) throw new Error('the store is gone')
    return unevenly(item)
  }
  await expect(inParallel(items, work, { parallel: 4, flushEvery: 100, flush })).rejects.toThrow('the store is gone')
  expect(groups.flat().length).toBeGreaterThanOrEqual(30)
})
