import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountItems } from '../../../server/domain/run/batches.ts'
import { type CohortSettings, cutCohorts, formatCohortLine } from '../../../server/domain/switch/cohorts.ts'

const NONE: CohortSettings = { canaryAccountIds: [], canaryRecords: 0, percentages: [], soakMinutes: 60 }

/** An Account for each size, in Account order. */
const accountsOf = (...sizes: number[]): AccountItems[] =>
  sizes.map((itemCount, at) => ({ accountId: `001${String(at).padStart(15, '0')}`, itemCount }))

const sizesOf = (accounts: readonly AccountItems[]) => accounts.map(({ itemCount }) => itemCount)

describe('cohorts of a switch', () => {
  test('are one, without a rest, when nothing else is set', () => {
    const accounts = accountsOf(3, 1, 2)
    expect(cutCohorts(accounts, NONE)).toEqual([
      { number: 1, isCanary: false, percentage: 100, soakMinutes: 0, accounts },
    ])
    expect(cutCohorts([], NONE)).toEqual([])
  })

  test('begin with a canary of small Accounts, which need not have every record that is wanted', () => {
    const [canary, rest] = cutCohorts(accountsOf(900, 1, 10, 4, 10, 10, 10, 10, 10, 10, 10, 10, 500), {
      ...NONE,
      canaryRecords: 100,
    })
    expect(canary).toMatchObject({ number: 1, isCanary: true, percentage: null, soakMinutes: 60 })
    expect(sizesOf(canary?.accounts ?? [])).toEqual([1, 10, 4, 10, 10, 10, 10, 10, 10, 10, 10])
    expect(sizesOf(rest?.accounts ?? [])).toEqual([900, 500])
  })

  test('take the smallest of the large Accounts where there are not enough small ones', () => {
    const [canary] = cutCohorts(accountsOf(900, 300, 2), { ...NONE, canaryRecords: 100 })
    expect(sizesOf(canary?.accounts ?? [])).toEqual([300, 2])
  })

  test('begin with the Accounts that are named, as far as the plan has them', () => {
    const accounts = accountsOf(5, 6, 7)
    const named = [accounts[1]?.accountId ?? '', '001000000000000ZZZ']
    const [canary, rest] = cutCohorts(accounts, { ...NONE, canaryAccountIds: named, canaryRecords: 100 })
    expect([sizesOf(canary?.accounts ?? []), sizesOf(rest?.accounts ?? [])]).toEqual([[6], [5, 7]])
  })

  test('take shares of the Accounts that are left, and rest after each but the last', () => {
    const cohorts = cutCohorts(accountsOf(...Array<number>(200).fill(1)), { ...NONE, percentages: [1, 10] })
    expect(cohorts.map(({ percentage, accounts, soakMinutes }) => [percentage, accounts.length, soakMinutes])).toEqual([
      [1, 2, 60],
      [10, 18, 60],
      [100, 180, 0],
    ])
  })

  test('leave out shares that would be empty', () => {
    const cohorts = cutCohorts(accountsOf(1, 1), { ...NONE, percentages: [1, 10, 100] })
    expect(cohorts.map(({ number, percentage, accounts }) => [number, percentage, accounts.length])).toEqual([
      [1, 1, 1],
      [2, 100, 1],
    ])
  })
})

test('however a plan is cut, each Account is in exactly one cohort, none is empty, and the same plan is cut alike', () => {
  const plans = fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 60 }).map((sizes) => accountsOf(...sizes))
  const settings = fc.record({
    canaryAccountIds: fc.subarray(accountsOf(...Array<number>(60).fill(1)).map(({ accountId }) => accountId)),
    canaryRecords: fc.integer({ min: 0, max: 1_000 }),
    percentages: fc
      .uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 4 })
      .map((all) => all.sort((a, b) => a - b)),
    soakMinutes: fc.integer({ min: 0, max: 1_440 }),
  })
  fc.assert(
    fc.property(plans, settings, (accounts, given) => {
      const cohorts = cutCohorts(accounts, given)
      const members = cohorts.flatMap((cohort) => cohort.accounts)
      expect(members.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1))).toEqual(accounts)
      expect(cohorts.map(({ number }) => number)).toEqual(cohorts.map((_, at) => at + 1))
      expect(cohorts.every((cohort) => cohort.accounts.length > 0)).toBe(true)
      expect(cohorts.slice(1).some(({ isCanary }) => isCanary)).toBe(false)
      expect(cutCohorts(accounts, given).map(formatCohortLine)).toEqual(cohorts.map(formatCohortLine))
    }),
  )
})
