import { describe, expect, test } from 'vitest'
import { isInPercentage, type Limited, limiterOf } from '../../../server/domain/run/limits.ts'
import { requestProblem } from '../../../server/domain/run/request.ts'
import type { RunLimits } from '../../../server/domain/run/run.ts'
import type { TestMode } from '../../../server/domain/run/test-mode.ts'

const IDS = Array.from({ length: 20_000 }, (_, index) => `a1c${String(index).padStart(12, '0')}AAA`)
const ACCOUNT = '001000000000001AAA'

const record = (recordId: string, changes: Partial<Limited> = {}): Limited => ({
  recordId,
  accountId: ACCOUNT,
  extension: 'pdf',
  ...changes,
})

function reasonsFor(limits: RunLimits, records: readonly Limited[], testMode: TestMode | null = null) {
  return records.map(limiterOf(limits, testMode))
}

describe('a percentage', () => {
  test.each([0.5, 1, 10, 50, 99])('of %d takes about that share of many records', (percentage) => {
    const taken = IDS.filter((id) => isInPercentage(id, percentage)).length
    const spread = 4 * Math.sqrt((IDS.length * percentage * (100 - percentage)) / 10_000)
    expect(Math.abs(taken - (IDS.length * percentage) / 100)).toBeLessThan(spread)
  })

  test('of a larger size has all records of a smaller one', () => {
    const small = IDS.filter((id) => isInPercentage(id, 7))
    expect(small.every((id) => isInPercentage(id, 7.001) && isInPercentage(id, 60))).toBe(true)
  })

  test('of 100 takes every record', () => {
    expect(IDS.every((id) => isInPercentage(id, 100))).toBe(true)
  })
})

describe('limits of a run', () => {
  test('take documents of the chosen types, and those without a type when they are chosen', () => {
    const records = ['pdf', 'docx', null].map((extension, index) => record(IDS[index] ?? '', { extension }))
    expect(reasonsFor({ types: ['pdf'] }, records)).toEqual([null, 'type-not-chosen', 'type-not-chosen'])
    expect(reasonsFor({ types: ['docx', ''] }, records)).toEqual(['type-not-chosen', null, null])
  })

  test('hold together: first the type, then the percentage, then the number', () => {
    const records = IDS.slice(0, 400).map((id, index) => record(id, { extension: index % 2 === 0 ? 'pdf' : 'txt' }))
    const reasons = reasonsFor({ types: ['pdf'], percentage: 40, firstRecords: 10 }, records)
    const inBoth = records.filter(({ recordId, extension }) => extension === 'pdf' && isInPercentage(recordId, 40))
    expect(records.filter((_, index) => reasons[index] === null)).toEqual(inBoth.slice(0, 10))
    expect(new Set(reasons)).toEqual(new Set([null, 'type-not-chosen', 'not-in-percentage', 'beyond-limit']))
  })

  test('leave nothing out when there are none', () => {
    expect(
      reasonsFor(
        {},
        IDS.slice(0, 5).map((id) => record(id)),
      ),
    ).toEqual(Array(5).fill(null))
  })
})

describe('test mode', () => {
  const testMode = { accountIds: [ACCOUNT], mostRecords: 2, isDryRunOnly: false }

  test('leaves out other Accounts and records without one, before any limit counts them', () => {
    const others = [record('a', { accountId: null }), record('b', { accountId: '001000000000002AAA' }), record('c')]
    expect(reasonsFor({ firstRecords: 1 }, others, testMode)).toEqual(['outside-test-mode', 'outside-test-mode', null])
  })

  test('leaves out what is beyond its number, whatever was asked for', () => {
    const records = IDS.slice(0, 4).map((id) => record(id))
    expect(reasonsFor({ firstRecords: 3 }, records, testMode)).toEqual([
      null,
      null,
      'outside-test-mode',
      'outside-test-mode',
    ])
  })
})

test.each([{ types: ['pdf'] }, { percentage: 5 }, { firstRecords: 5 }])(
  'an inventory refuses the limit %j with a sentence',
  (limits) => {
    const request = { operation: 'inventory' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits }
    expect(requestProblem(request)).toMatch(/has no limits/)
    expect(requestProblem({ ...request, operation: 'verify' })).toBeNull()
  },
)

test.each([{ types: ['pdf'] }, { percentage: 5 }])('an analysis refuses the limit %j with a sentence', (limits) => {
  const request = { operation: 'analyse' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits }
  expect(requestProblem(request)).toMatch(/no other limit/)
})
