import { describe, expect, test } from 'vitest'
import type { Operation } from '../../../server/domain/run/run.ts'
import { describeTestMode, testModeRefusal, workRefusal } from '../../../server/domain/run/test-mode.ts'

const ACCOUNTS = ['001000000000001AAA', '001000000000002AAA']
const testMode = { accountIds: ACCOUNTS, mostRecords: 50, isDryRunOnly: false }
const dryRunOnly = { accountIds: [], mostRecords: null, isDryRunOnly: true }

const request = (operation: Operation, isDryRun = false) => ({
  operation,
  isDryRun,
  scope: { kind: 'everything' as const },
  limits: {},
})

test('test mode is told in one sentence', () => {
  expect(describeTestMode(testMode)).toBe('Test mode: only 2 Accounts, at most 50 documents a run.')
  expect(describeTestMode(dryRunOnly)).toBe('Test mode: dry runs only.')
  expect(describeTestMode(null)).toBeNull()
})

describe('before a run is planned', () => {
  test.each(['back_up', 'verify', 'switch', 'roll_back'] as const)(
    '%s is cut, and refused for dry runs only',
    (one) => {
      expect(testModeRefusal(testMode, request(one))).toBeNull()
      expect(testModeRefusal(dryRunOnly, request(one))).toMatch(/Ask for a dry run/)
      expect(testModeRefusal(dryRunOnly, request(one, true))).toBeNull()
      expect(testModeRefusal(null, request(one))).toBeNull()
    },
  )

  test('an analysis is refused, because it reads documents of every Account', () => {
    expect(testModeRefusal(testMode, request('analyse'))).toMatch(/every Account/)
    expect(testModeRefusal(null, request('analyse'))).toBeNull()
  })

  test('an inventory is never refused, because it only reads the org', () => {
    expect(testModeRefusal(dryRunOnly, request('inventory'))).toBeNull()
  })
})

describe('right before the work', () => {
  const accountIds = ACCOUNTS.slice(0, 1)

  test('records of its Accounts and up to its number pass', () => {
    expect(workRefusal(testMode, { accountIds, records: 50 })).toBeNull()
    expect(workRefusal(null, { accountIds: [''], records: 1_000_000 })).toBeNull()
  })

  test.each([
    [
      testMode,
      { accountIds: [...ACCOUNTS, '001000000000003AAA'], records: 3 },
      /Account 001000000000003AAA is not one/,
    ],
    [testMode, { accountIds: [''], records: 1 }, /Account \(none\) is not one/],
    [testMode, { accountIds, records: 51 }, /has planned 51/],
    [dryRunOnly, { accountIds, records: 1 }, /not a dry run/],
  ])('a plan from before the setting is refused with its reason: %#', (mode, work, reason) => {
    expect(workRefusal(mode, work)).toMatch(reason)
  })
})
