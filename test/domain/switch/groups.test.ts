import { expect, test } from 'vitest'
import { groupsForWriting, type Narrowness, narrower, rowsOfNextJob } from '../../../server/domain/switch/groups.ts'

const SHAPE = { collectionsUpTo: 1_000, jobRows: 10_000 }

/** So many rows of each Account, the Accounts taking turns. */
function rowsOf(counts: Record<string, number>, targetUrl = 'https://files.example/x') {
  const most = Math.max(...Object.values(counts))
  const turns = Array.from({ length: most }, (_, turn) => turn)
  return turns.flatMap((turn) =>
    Object.entries(counts).flatMap(([accountId, count]) => (turn < count ? [{ accountId, targetUrl }] : [])),
  )
}

const sizes = (counts: Record<string, number>, narrowness: Narrowness, shape = SHAPE) =>
  groupsForWriting(rowsOf(counts), narrowness, shape).map(({ way, changes }) => [
    way,
    changes.length,
    [...new Set(changes.map((change) => change.accountId))].join('+'),
  ])

test('a large batch goes as jobs that keep Accounts together', () => {
  expect(sizes({ a: 700, b: 600, c: 200 }, 0, { ...SHAPE, jobRows: 900 })).toEqual([
    ['ingest-job', 700, 'a'],
    ['ingest-job', 800, 'b+c'],
  ])
})

test('an Account larger than a job becomes jobs of its own, one after another', () => {
  expect(sizes({ a: 2_500 }, 0, { ...SHAPE, jobRows: 1_000 })).toEqual([
    ['ingest-job', 1_000, 'a'],
    ['ingest-job', 1_000, 'a'],
    ['ingest-job', 500, 'a'],
  ])
})

test('rows with long URLs go in jobs and calls that fit into memory and into an upload', () => {
  const longest = `https://files.example/${'x'.repeat(32_000 - 22)}`
  const upload = ({ changes }: { changes: readonly { targetUrl: string }[] }) =>
    Buffer.byteLength(changes.map(({ targetUrl }) => `"a1cJb0000004C92IAE","${targetUrl}"\n`).join(''))
  const jobs = groupsForWriting(rowsOf({ a: 1_500, b: 2 }, longest), 0, SHAPE)
  expect(jobs.flatMap(({ changes }) => changes)).toHaveLength(1_502)
  expect(Math.max(...jobs.map(upload))).toBeLessThan(10_000_000)
  const calls = groupsForWriting(rowsOf({ a: 200 }, longest), 0, SHAPE)
  expect(calls.map(({ way, changes: { length } }) => [way, length])).toEqual([
    ['collections', 104],
    ['collections', 96],
  ])
  const full = groupsForWriting(rowsOf({ a: 10_000 }, 'ü'.repeat(255)), 0, SHAPE)
  expect(full.map(({ changes }) => changes.length)).toEqual([10_000])
})

test('a small batch goes by calls of one Account each', () => {
  expect(sizes({ a: 250, b: 3 }, 0)).toEqual([
    ['collections', 200, 'a'],
    ['collections', 50, 'a'],
    ['collections', 3, 'b'],
  ])
})

test('rows that met a lock go in smaller jobs, then in smaller calls, then each by itself', () => {
  expect(sizes({ a: 1_500 }, 1).map(([, rows]) => rows)).toEqual([1_000, 500])
  expect(sizes({ a: 120, b: 1, c: 2 }, 1)).toEqual([
    ['collections', 100, 'a'],
    ['collections', 23, 'a+b+c'],
  ])
  expect(sizes({ a: 120, b: 1 }, 2)).toEqual([
    ['collections', 50, 'a'],
    ['collections', 50, 'a'],
    ['collections', 20, 'a'],
    ['collections', 1, 'b'],
  ])
  expect(sizes({ a: 1, b: 1 }, 3)).toEqual([
    ['single', 1, 'a'],
    ['single', 1, 'b'],
  ])
  expect([0, 1, 2, 3].map((step) => narrower(step as Narrowness))).toEqual([1, 2, 3, undefined])
})

test('too many rows for three calls each go in calls of ten at last', () => {
  expect(sizes({ a: 205 }, 3)).toHaveLength(21)
  expect(new Set(sizes({ a: 205 }, 3).map(([way]) => way))).toEqual(new Set(['collections']))
})

test('the text that a job reads as null goes by calls beside the jobs', () => {
  const changes = [...rowsOf({ a: 1_001 }), { accountId: 'a', targetUrl: '#N/A' }]
  const groups = groupsForWriting(changes, 0, SHAPE)
  expect(groups.map(({ way, changes: { length } }) => [way, length])).toEqual([
    ['ingest-job', 1_001],
    ['collections', 1],
  ])
})

test('jobs get smaller while locks are met, never smaller than a group, and grow again afterwards', () => {
  const job = (lockedRows: number) => ({ rows: 1_000, lockedRows })
  expect(rowsOfNextJob([], 8_000)).toBe(8_000)
  expect(rowsOfNextJob([job(51)], 8_000)).toBe(4_000)
  expect(rowsOfNextJob([job(51), job(20)], 8_000)).toBe(4_000)
  expect(rowsOfNextJob([job(51), job(60), job(9)], 8_000)).toBe(4_000)
  expect(
    rowsOfNextJob(
      Array.from({ length: 20 }, () => job(500)),
      8_000,
    ),
  ).toBe(200)
  expect(rowsOfNextJob([job(500)], 60)).toBe(60)
  expect(rowsOfNextJob([{ rows: 0, lockedRows: 0 }], 8_000)).toBe(8_000)
})
