import { createHash } from 'node:crypto'
import { type AccountItems, type BatchPart, cutBatches } from '../run/batches.ts'

/** A switch begins with few Accounts and goes on to more (design.md section 7 step 7). A cohort is whole Accounts. */

export interface CohortSettings {
  /** Accounts of the canary; when none is named it is made of small ones. */
  canaryAccountIds: readonly string[]
  /** Records that the small Accounts of a canary have together, about; 0 is no canary. */
  canaryRecords: number
  /** Shares of the Accounts after the canary, in percent, each larger than the one before; all are taken in the end. */
  percentages: readonly number[]
  /** Rest after each cohort but the last, in minutes. */
  soakMinutes: number
}

export interface Cohort {
  /** From 1, in the order in which they are switched. */
  number: number
  /** It is switched, rolled back and switched again. */
  isCanary: boolean
  /** Share of the Accounts after the canary that is switched once this cohort is; null for the canary. */
  percentage: number | null
  soakMinutes: number
  /** In Account order. */
  accounts: readonly AccountItems[]
}

const ALL = 100

/**
 * So many Accounts at least make a canary of small Accounts where there are such: each is written by calls of its own, so many
 * tiny ones would cost many requests, and one large one would tell little.
 */
export const ACCOUNTS_OF_A_CANARY = 10

/**
 * Cuts the Accounts of a plan into cohorts. Every Account is in exactly one, and no cohort is empty.
 * @param accounts in Account order
 */
export function cutCohorts(accounts: readonly AccountItems[], settings: CohortSettings): Cohort[] {
  const canary = new Set(canaryOf(accounts, settings).map(({ accountId }) => accountId))
  const isCanary = ({ accountId }: AccountItems) => canary.has(accountId)
  const rest = accounts.filter((account) => !isCanary(account))
  const cohorts = [
    { isCanary: true, percentage: null, accounts: accounts.filter(isCanary) },
    ...shares(rest, settings.percentages),
  ].filter((cohort) => cohort.accounts.length > 0)
  return cohorts.map((cohort, index) => {
    const soakMinutes = index === cohorts.length - 1 ? 0 : settings.soakMinutes
    return { number: index + 1, ...cohort, soakMinutes }
  })
}

function canaryOf(accounts: readonly AccountItems[], settings: CohortSettings): readonly AccountItems[] {
  const { canaryAccountIds, canaryRecords } = settings
  if (canaryAccountIds.length > 0) return accounts.filter(({ accountId }) => canaryAccountIds.includes(accountId))
  const isSmall = ({ itemCount }: AccountItems) => itemCount <= Math.max(1, canaryRecords / ACCOUNTS_OF_A_CANARY)
  const bySize = accounts.toSorted((one, other) => one.itemCount - other.itemCount)
  const small = takeRecords(bySize.filter(isSmall).reverse(), canaryRecords)
  // A large Account is taken only where the small ones would tell next to nothing.
  const missing = canaryRecords / 2 - recordsOf({ accounts: small })
  return [...small, ...takeRecords(bySize.slice(bySize.filter(isSmall).length), missing)]
}

/** The first Accounts that have so many records together, or all. */
function takeRecords(accounts: readonly AccountItems[], records: number): AccountItems[] {
  let taken = 0
  return accounts.filter(({ itemCount }) => {
    if (taken >= records) return false
    taken += itemCount
    return true
  })
}

/** The same Accounts whenever the same plan is cut: a digest of the id says in which order they come. */
function shares(accounts: readonly AccountItems[], percentages: readonly number[]) {
  const order = new Map(accounts.map(({ accountId }) => [accountId, digestOf(accountId)]))
  const place = ({ accountId }: AccountItems) => order.get(accountId) ?? ''
  const drawn = accounts.toSorted((one, other) => (place(one) < place(other) ? -1 : 1))
  const ends = endsOfShares(drawn.length, percentages)
  return withAll(percentages).map((percentage, index) => {
    const members = new Set(drawn.slice(ends[index - 1] ?? 0, ends[index]))
    return { isCanary: false, percentage, accounts: accounts.filter((account) => members.has(account)) }
  })
}

/** How many of so many Accounts are switched once each share is. */
export function endsOfShares(accounts: number, percentages: readonly number[]): number[] {
  return withAll(percentages).map((percentage) => Math.ceil((accounts * percentage) / ALL))
}

function withAll(percentages: readonly number[]): number[] {
  return [...percentages.filter((percentage) => percentage < ALL), ALL]
}

function digestOf(accountId: string): string {
  return createHash('sha256').update(accountId).digest('hex')
}

/** Cuts each cohort into batches of its own; their numbers rise through all of them. */
export function cutCohortBatches(cohorts: readonly Cohort[], maxItems: number): BatchPart[] {
  const parts: BatchPart[] = []
  for (const { number: cohort, accounts } of cohorts) {
    const before = parts.at(-1)?.batchNumber ?? 0
    const own = cutBatches(accounts, maxItems)
    parts.push(...own.map((part) => ({ ...part, batchNumber: before + part.batchNumber, cohort })))
  }
  return parts
}

/** Records of a cohort. */
export function recordsOf({ accounts }: Pick<Cohort, 'accounts'>): number {
  return accounts.reduce((sum, { itemCount }) => sum + itemCount, 0)
}

/** The canonical text of a cohort; it goes into the plan hash after the lines of the records. */
export function formatCohortLine({ number, isCanary, percentage, soakMinutes, accounts }: Cohort): string {
  const accountIds = accounts.map(({ accountId }) => accountId)
  return `${JSON.stringify(['cohort', number, isCanary, percentage, soakMinutes, accountIds])}\n`
}
