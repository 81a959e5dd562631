import { describe, expect, test } from 'vitest'
import type { CensusOutcome } from '../../../server/domain/census/census.ts'
import {
  type CensusMark,
  countsAfterFirst,
  nextCensus,
  requestsOfCensus,
} from '../../../server/domain/census/schedule.ts'

const OBJECTS = ['Task']

function mark(batchesDone: number, outcome: CensusOutcome | null, rows: number | null = 0): CensusMark {
  const objects = OBJECTS.map((object) => ({ object, tellsChanges: true, rows, problem: null }))
  const counts = { objects, asyncJobs: 0, freeStorage: null }
  return { at: '2026-03-01T12:05:00.000Z', batchesDone, records: batchesDone * 1_000, counts, outcome }
}

function at(batchesDone: number, marks: readonly CensusMark[], rest: { isEnd?: boolean; objects?: string[] } = {}) {
  const progress = { batchesDone, records: batchesDone * 1_000, isEnd: false, objects: OBJECTS, ...rest }
  return nextCensus(marks, progress)?.count ?? 'nothing'
}

/** Batches after which a run of so many is counted. */
function countedAfter(batches: number): number[] {
  const marks: CensusMark[] = []
  for (let done = 0; done <= batches; done += 1) {
    const step = at(done, marks, { isEnd: done === batches })
    if (step !== 'nothing') marks.push(mark(done, step === 'before' ? null : 'fine'))
  }
  return marks.map(({ batchesDone }) => batchesDone)
}

describe('a run is counted', () => {
  test('before its first write, after its first batch, each time the batches have doubled, and at its end', () => {
    expect(countedAfter(11)).toEqual([0, 1, 2, 4, 8, 11])
    expect(countedAfter(1)).toEqual([0, 1])
  })

  test.each([1, 2, 3, 4, 7, 8, 100, 130])('with %d batches as often as is foretold', (batches) => {
    expect(countedAfter(batches)).toHaveLength(1 + countsAfterFirst(batches))
  })

  test('not before a hundred records were written, but for its end', () => {
    const marks = [{ ...mark(0, null), records: 0 }]
    const few = { batchesDone: 3, records: 99, isEnd: false, objects: OBJECTS }
    expect(nextCensus(marks, few)).toBeNull()
    expect(nextCensus(marks, { ...few, records: 100 })).not.toBeNull()
    expect(nextCensus(marks, { ...few, isEnd: true })).not.toBeNull()
  })

  test('once for each state of its batches, however often somebody asks', () => {
    expect(at(1, [mark(0, null), mark(1, 'fine')])).toBe('nothing')
    expect(at(1, [mark(0, null), mark(1, 'fine')], { isEnd: true })).toBe('nothing')
  })

  test('no more when all is written and nothing was counted before', () => {
    expect(at(3, [], { isEnd: true })).toBe('nothing')
  })
})

describe('counting begins anew', () => {
  test.each(['above-threshold', 'storage-short'] as const)('when a run goes on that was stopped as %s', (outcome) => {
    const stopped = [mark(0, null), mark(1, outcome)]
    expect(at(1, stopped)).toBe('before')
    const resumed = [...stopped, mark(1, null)]
    expect(at(1, resumed)).toBe('nothing')
    expect(nextCensus(resumed, { batchesDone: 2, records: 2_000, isEnd: false, objects: OBJECTS })).toEqual({
      count: 'since',
      before: resumed[2],
    })
  })

  test('when what was there before is not known, or other objects are counted now', () => {
    expect(at(0, [mark(0, null, null)])).toBe('before')
    expect(at(1, [mark(0, null)], { objects: ['Task', 'Case'] })).toBe('before')
    expect(at(1, [mark(0, null)], { objects: [] })).toBe('before')
  })
})

test('what could not be counted is counted again when the run goes on', () => {
  expect(at(1, [mark(0, null), mark(1, 'not-known')])).toBe('since')
})

test('each object costs one request more, and two more before the first write', () => {
  expect(requestsOfCensus(0)).toEqual({ before: 2, since: 2 })
  expect(requestsOfCensus(3)).toEqual({ before: 8, since: 5 })
})
