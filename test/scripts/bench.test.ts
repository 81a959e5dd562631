import { expect, test } from 'vitest'
import { faultsOf, toRows } from '../../scripts/bench/api/figures.ts'
import { readBenchOptions, UsageError } from '../../scripts/bench/options.ts'
import { percentile, spreadOf } from '../../scripts/bench/result.ts'
import { faultsOf as faultsOfCosts } from '../../scripts/bench/salesforce/budgets.ts'
import { toRows as costRows } from '../../scripts/bench/salesforce/cost.ts'
import { describeGrowth } from '../../scripts/bench/salesforce/growth.ts'

const ANSWER = { read: 'overview', path: '/v1/overview', lateMs: 0 }

test('a benchmark is named, with one size at most, and nothing else is taken', () => {
  expect(readBenchOptions(['api'])).toEqual({ name: 'api', size: 'standard', jsonFile: undefined })
  expect(readBenchOptions(['reports', '--quick', '--json', 'r.json'])).toMatchObject({
    size: 'quick',
    jsonFile: 'r.json',
  })
  for (const args of [[], ['copy-all'], ['api', 'reports'], ['api', '--quick', '--full'], ['api', '--fast']]) {
    expect(() => readBenchOptions(args)).toThrow(UsageError)
  }
})

test('a percentile is a value that was measured, by nearest rank', () => {
  const values = [50, 15, 40, 20, 35]
  expect([5, 30, 40, 50, 95, 100].map((percent) => percentile(values, percent))).toEqual([15, 20, 20, 35, 50, 50])
  expect(() => percentile([], 50)).toThrow()
})

test('a figure is the median of its repetitions, with the least and the most', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, runs: 3 })
  expect(spreadOf([4, 1])).toEqual({ median: 2.5, min: 1, max: 4, runs: 2 })
})

test('an answer that was not 200 is counted and makes the benchmark fail', () => {
  const answers = [
    { ...ANSWER, outcome: 200, latencyMs: 4 },
    { ...ANSWER, outcome: 503, latencyMs: 2 },
    { ...ANSWER, outcome: 'socket hang up', latencyMs: 3 },
  ]
  const repetition = { answers, perSecond: 50, settledPerSecond: 80 }
  const errors = toRows([{ name: 'overview', paths: [] }], [repetition]).find(({ metric }) => metric === 'errors')
  expect(errors).toMatchObject({ case: 'overview', median: 2 })
  expect(faultsOf([repetition])).toEqual([
    'Expected 200 from /v1/overview; got 503.',
    'Expected 200 from /v1/overview; got socket hang up.',
    '2 answers in all were not 200.',
  ])
  expect(faultsOf([{ ...repetition, answers: answers.slice(0, 1) }])).toEqual([])
})

test('what asks too much of Salesforce or the store, takes too long or too much memory makes the benchmark fail', () => {
  const good = { apiCalls: 10, s3Requests: 0, seconds: 5, peakMemoryMiB: 256 }
  const catchUp = { act: 'catch-up', records: 1_000_000 } as const
  expect(faultsOfCosts({ ...catchUp, costs: [good, { ...good, seconds: 60 }, good] })).toEqual([])
  const bad = { apiCalls: 11, s3Requests: 1, seconds: 6, peakMemoryMiB: 257 }
  expect(faultsOfCosts({ ...catchUp, costs: [good, bad, { ...good, seconds: 6 }] })).toEqual([
    'A run of catch-up over 1,000,000 records took 11 API calls; 10 are allowed.',
    'A run of catch-up over 1,000,000 records took 1 requests to the store; 0 are allowed.',
    'A run of catch-up over 1,000,000 records took 6 s; 5 are allowed.',
    'A run of catch-up over 1,000,000 records took 257 MiB; 256 are allowed.',
  ])
  const long = { ...good, s3Requests: 9, seconds: 9_000 }
  expect(faultsOfCosts({ act: 'switch', records: 10_000, costs: [{ ...long, apiCalls: 2_000 }] })).toEqual([])
  expect(faultsOfCosts({ act: 'inventory', records: 10_000, costs: [{ ...long, apiCalls: 31 }] })).toEqual([
    'A run of inventory over 10,000 records took 31 API calls; 30 are allowed.',
  ])
})

test('the cases are named by what was done and how many records it was done to, and their growth is told', () => {
  const cost = { apiCalls: 10, s3Requests: 0, seconds: 5, peakMemoryMiB: 256 }
  const large = { act: 'switch', records: 1_000_000, costs: [{ ...cost, apiCalls: 25 }] } as const
  expect(costRows(large)[0]).toMatchObject({
    case: 'switch 1000000',
    subject: 'doclift',
    metric: 'API calls',
    median: 25,
  })
  expect(describeGrowth([large, { act: 'rollback', records: 10, costs: [cost] }])).toEqual([])
  expect(describeGrowth([large, { act: 'switch', records: 100_000, costs: [cost] }])).toEqual([
    'switch: 10 calls for 100,000 records, 25 calls for 1,000,000 records (×2.5 for ×10)',
  ])
})
