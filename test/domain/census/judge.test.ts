import { describe, expect, test } from 'vitest'
import type { CensusCounts, CensusFacts } from '../../../server/domain/census/census.ts'
import { judgeCensus, WAYS_ON } from '../../../server/domain/census/judge.ts'

const FREE = { dataMb: 1_000, fileMb: 5_000 }

function countsOf(rows: number | null, rest: Partial<CensusCounts> = {}): CensusCounts {
  const problem = rows === null ? 'INVALID_TYPE' : null
  return { objects: [{ object: 'Task', tellsChanges: true, rows, problem }], asyncJobs: 0, freeStorage: FREE, ...rest }
}

function judge(now: CensusCounts, facts: Partial<CensusFacts> = {}) {
  return judgeCensus({
    before: countsOf(0),
    now,
    records: 1_000,
    planned: 5_000,
    pending: 4_000,
    toSwitch: 1_000_000,
    allowedPer100Records: 10,
    isStorageAccepted: false,
    ...facts,
  })
}

describe('rows and async jobs', () => {
  test('are added up, and projected onto the run and onto everything that is not switched yet', () => {
    const census = judge(countsOf(30, { asyncJobs: 5 }))
    expect(census).toMatchObject({ outcome: 'fine', per100Records: 3.5, asyncJobs: 5 })
    expect(census.objects).toEqual([{ object: 'Task', rows: 30 }])
    expect(census.projected).toEqual({ ofRun: 175, inScope: 35_000 })
  })

  test.each([
    [100, 'fine'],
    [101, 'above-threshold'],
  ] as const)('at %d for 1,000 records and 10 allowed for 100 the outcome is %s', (rows, outcome) => {
    expect(judge(countsOf(rows)).outcome).toBe(outcome)
  })

  test('with nothing allowed, nothing passes and one row does not', () => {
    expect(judge(countsOf(0), { allowedPer100Records: 0 }).outcome).toBe('fine')
    expect(judge(countsOf(1), { allowedPer100Records: 0 }).outcome).toBe('above-threshold')
  })

  test('that were there when counting began were not set off', () => {
    const census = judge(countsOf(40, { asyncJobs: 2 }), { before: countsOf(40, { asyncJobs: 2 }) })
    expect(census).toMatchObject({ outcome: 'fine', per100Records: 0, asyncJobs: 0 })
  })

  test('of fewer than a hundred records say nothing about a hundred', () => {
    const few = judge(countsOf(99), { records: 99 })
    expect(few.outcome).toBe('too-few-records')
    expect(few.sentence).toContain('Fewer than 100 records are too few')
    expect(judge(countsOf(100), { records: 100 }).outcome).toBe('above-threshold')
  })

  test('of no record at all have no rate and nothing to project', () => {
    expect(judge(countsOf(0), { records: 0 })).toMatchObject({
      outcome: 'too-few-records',
      per100Records: null,
      projected: null,
    })
  })

  test('above the threshold say what was expected, what was found and what follows', () => {
    const { sentence } = judge(countsOf(250, { asyncJobs: 1 }))
    expect(sentence).toBe(
      'Expected at most 10 rows and async jobs for every 100 switched records; 1000 switched records set off 251 (250 of Task, 1 async job), which is 25.1 for every 100. All 5000 of the job would set off 1255.',
    )
    expect(WAYS_ON['above-threshold']).toMatch(/raise the setting sideEffectsPer100Records, then resume\.$/)
  })
})

describe('what is not known', () => {
  test('does not pass: an object that could not be counted is named with the reason', () => {
    const census = judge(countsOf(null))
    expect(census).toMatchObject({ outcome: 'not-known', objects: [{ object: 'Task', rows: null }] })
    expect(census.sentence).toContain('count Task (INVALID_TYPE).')
  })

  test('hides nothing that is too much already', () => {
    expect(judge(countsOf(null, { asyncJobs: 101 })).outcome).toBe('above-threshold')
  })

  test('of async jobs and storage is told, and holds up nothing', () => {
    const census = judge(countsOf(0, { asyncJobs: null, freeStorage: null }))
    expect(census).toMatchObject({ outcome: 'fine', asyncJobs: null, dataStorage: null, fileStorage: null })
    expect(census.sentence).toContain('async jobs not known')
  })
})

describe('storage', () => {
  const used = (dataMb: number) => countsOf(0, { freeStorage: { dataMb: FREE.dataMb - dataMb, fileMb: FREE.fileMb } })

  test('is projected onto the records that are left, but for a megabyte that may be rounding', () => {
    expect(judge(used(101)).dataStorage).toEqual({ grownMb: 101, freeMb: 899, projectedMb: 400 })
    expect(judge(used(1)).dataStorage).toEqual({ grownMb: 1, freeMb: 999, projectedMb: 0 })
  })

  test('that does not last for the rest stops the run, with both numbers', () => {
    const census = judge(used(301))
    expect(census.outcome).toBe('storage-short')
    expect(census.sentence).toBe(
      'Expected storage to last for the 4000 records left; while 1000 were switched, the org used 301 MB of data storage; at this rate the others take 1200 MB, and 699 MB are free.',
    )
  })

  test('that somebody accepted stops nothing, and neither does storage that was freed meanwhile', () => {
    expect(judge(used(301), { isStorageAccepted: true }).outcome).toBe('fine')
    expect(judge(used(-50)).dataStorage).toEqual({ grownMb: 0, freeMb: 1_050, projectedMb: 0 })
  })
})
