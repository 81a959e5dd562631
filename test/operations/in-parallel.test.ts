import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inParallel } from '../../server/operations/in-parallel.ts'

const items = Array.from({ length: 200 }, (_, index) => index)

/** Ends out of order, so that flushes fall between the start and the end of others. */
const unevenly = async (item: number) => {
  await wait((item * 7) % 5)
  return item
}

/** So many places, and work without end. */
function places(most: number) {
  const waiting: (() => void)[] = []
  let taken = 0
  const giveBack = () => {
    taken -= 1
    waiting.shift()?.()
  }
  const take = async () => {
    if (taken === most) await new Promise<void>((admit) => waiting.push(admit))
    taken += 1
    return giveBack
  }
  return { take, goesOn: async () => true }
}

function collector() {
  const groups: number[][] = []
  const flush = async (group: number[]) => {
    await wait(2)
    groups.push(group)
  }
  return { groups, flush }
}

test('every result is flushed exactly once while others are still at work', async () => {
  const { groups, flush } = collector()
  await inParallel(items, unevenly, { ...places(8), flushEvery: 20, flush })
  expect(groups.flat().toSorted((a, b) => a - b)).toEqual(items)
  expect(groups.length).toBeGreaterThan(5)
})

test('an item is begun only when it may be taken, and gives its place back when it is done', async () => {
  let atWork = 0
  let most = 0
  const work = async (item: number) => {
    atWork += 1
    most = Math.max(most, atWork)
    await unevenly(item)
    atWork -= 1
  }
  await inParallel(items, work, { ...places(3), flushEvery: 20, flush: async () => undefined })
  expect(most).toBe(3)
})

test('work that does not go on takes no more items, and ends what was begun', async () => {
  let taken = 0
  const work = async (item: number) => {
    taken += 1
    return unevenly(item)
  }
  const { groups, flush } = collector()
  await inParallel(items, work, { ...places(2), goesOn: async () => taken < 7, flushEvery: 100, flush })
  expect(taken).toBe(7)
  expect(groups.flat()).toHaveLength(7)
})

test('when it cannot be told whether work goes on, that error is thrown after what was reached has been flushed', async () => {
  const { groups, flush } = collector()
  let asked = 0
  const goesOn = async () => {
    asked += 1
    if (asked > 5) throw new Error('the database is gone')
    return true
  }
  const parallel = { ...places(2), goesOn, flushEvery: 100, flush }
  await expect(inParallel(items, unevenly, parallel)).rejects.toThrow('the database is gone')
  expect(groups.flat()).toHaveLength(5)
})

test('an error is thrown after what was reached has been flushed', async () => {
  const { groups, flush } = collector()
  const work = async (item: number) => {
    if (item === 30) throw new Error('the store is gone')
    return unevenly(item)
  }
  await expect(inParallel(items, work, { ...places(4), flushEvery: 100, flush })).rejects.toThrow('the store is gone')
  expect(groups.flat().length).toBeGreaterThanOrEqual(30)
})
