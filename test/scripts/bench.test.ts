import { expect, test } from 'vitest'
import { faultsOf, toRows } from '../../scripts/bench/api/figures.ts'
import { readBenchOptions, UsageError } from '../../scripts/bench/options.ts'
import { percentile, spreadOf } from '../../scripts/bench/result.ts'
import { faultsOfCatchUps, toCatchUpRows } from '../../scripts/bench/salesforce/catch-up.ts'
import { faultsOfInventories } from '../../scripts/bench/salesforce/inventory.ts'

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

test('a catch-up that asks too much of Salesforce or the store, or takes too long, makes the benchmark fail', () => {
  const good = { apiCalls: 10, s3Requests: 0, seconds: 5 }
  expect(faultsOfCatchUps([good, { ...good, seconds: 60 }, good])).toEqual([])
  expect(faultsOfCatchUps([good, { apiCalls: 11, s3Requests: 1, seconds: 6 }, { ...good, seconds: 6 }])).toEqual([
    'A catch-up made 11 API calls; 10 are allowed.',
    'A catch-up made 1 requests to the store; none is allowed.',
    'A catch-up took 6.0 s; 5 s are allowed.',
  ])
  expect(toCatchUpRows(1_000_000, [good])[0]).toMatchObject({
    case: 'catch-up 1000000',
    subject: 'doclift',
    metric: 'API calls',
    median: 10,
  })
})

test('an inventory that asks too much of Salesforce makes the benchmark fail, whatever its size', () => {
  const cost = { apiCalls: 30, s3Requests: 0, seconds: 900 }
  expect(faultsOfInventories(10_000, [cost])).toEqual([])
  expect(faultsOfInventories(10_000, [cost, { ...cost, apiCalls: 31 }])).toEqual([
    'An inventory of 10000 records made 31 API calls; 30 are allowed.',
  ])
})
