import { directionsOf } from '../switch/canary.ts'
import { ACCOUNTS_OF_A_CANARY, type Cohort, type CohortSettings, endsOfShares, recordsOf } from '../switch/cohorts.ts'

/** A cohort of a switch as a forecast sees it. */
export interface CohortLoad {
  records: number
  accounts: number
  /** How often each of its records is written. */
  rounds: number
  /** Rest after it, in minutes. */
  soakMinutes: number
}

/** The cohorts of a plan. */
export function loadsOf(cohorts: readonly Cohort[]): CohortLoad[] {
  return cohorts.map((cohort) => ({
    records: recordsOf(cohort),
    accounts: cohort.accounts.length,
    rounds: roundsOf(cohort.isCanary),
    soakMinutes: cohort.soakMinutes,
  }))
}

/**
 * The cohorts that a switch will have, before its Accounts are known: as if all of them were of one size, but for those of the
 * canary, which are small.
 */
export function guessCohorts(all: { records: number; accounts: number }, settings: CohortSettings): CohortLoad[] {
  const canary = guessCanary(all, settings)
  const rest = { records: all.records - canary.records, accounts: all.accounts - canary.accounts }
  const shares = guessShares(rest, settings.percentages).map((share) => ({ ...share, rounds: roundsOf(false) }))
  const cohorts = [{ ...canary, rounds: roundsOf(true) }, ...shares].filter(({ records }) => records > 0)
  const soakMinutesOf = (index: number) => (index === cohorts.length - 1 ? 0 : settings.soakMinutes)
  return cohorts.map((cohort, index) => ({ ...cohort, soakMinutes: soakMinutesOf(index) }))
}

type Size = Pick<CohortLoad, 'records' | 'accounts'>
const NOTHING: Size = { records: 0, accounts: 0 }

function guessCanary(all: Size, { canaryAccountIds, canaryRecords }: CohortSettings): Size {
  if (canaryAccountIds.length > 0) return sizeOf(all, Math.min(canaryAccountIds.length, all.accounts))
  if (canaryRecords >= all.records) return all
  if (canaryRecords === 0) return NOTHING
  const recordsOfOne = Math.min(all.records / all.accounts, canaryRecords / ACCOUNTS_OF_A_CANARY)
  return { records: canaryRecords, accounts: Math.min(Math.ceil(canaryRecords / recordsOfOne), all.accounts) }
}

function guessShares(rest: Size, percentages: readonly number[]): Size[] {
  const ends = endsOfShares(rest.accounts, percentages).map((end) => sizeOf(rest, end))
  return ends.map(({ records, accounts }, index) => {
    const before = ends[index - 1] ?? NOTHING
    return { records: records - before.records, accounts: accounts - before.accounts }
  })
}

function sizeOf(all: Size, accounts: number): Size {
  return { records: all.accounts === 0 ? all.records : Math.round((all.records * accounts) / all.accounts), accounts }
}

function roundsOf(isCanary: boolean): number {
  return directionsOf({ operation: 'switch', isCanary }).length
}
