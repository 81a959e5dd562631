import type { RunRequest } from './run.ts'

/** What an installation for testing may touch. Null in its place means that nothing is restricted. */
export interface TestMode {
  /** The only Accounts, by their ids of 18 characters; empty means every Account. */
  accountIds: readonly string[]
  /** Records that one run may plan; null means any number. */
  mostRecords: number | null
  /** Runs that would copy or write are refused; dry runs show what they would do. */
  isDryRunOnly: boolean
}

/** The reason of a record that test mode leaves out of a plan. */
export const OUTSIDE_TEST_MODE = 'outside-test-mode'

/** What test mode allows, as a sentence; null without one. */
export function describeTestMode(testMode: TestMode | null): string | null {
  if (testMode === null) return null
  const { accountIds, mostRecords, isDryRunOnly } = testMode
  const parts = [
    ...(accountIds.length === 0 ? [] : [`only ${counted(accountIds.length, 'Account')}`]),
    ...(mostRecords === null ? [] : [`at most ${counted(mostRecords, 'document')} a run`]),
    ...(isDryRunOnly ? ['dry runs only'] : []),
  ]
  return `Test mode: ${parts.join(', ')}.`
}

/** True for an Account that test mode does not allow; records without Account have none that it allows. */
export function isOutsideAccounts(testMode: TestMode | null, accountId: string): boolean {
  if (testMode === null || testMode.accountIds.length === 0) return false
  return !testMode.accountIds.includes(accountId)
}

/** Why test mode refuses a run before it is planned, as a sentence; null when it does not. */
export function testModeRefusal(testMode: TestMode | null, { operation, isDryRun }: RunRequest): string | null {
  if (testMode === null || operation === 'inventory' || isDryRun) return null
  const mode = describeTestMode(testMode)
  if (operation === 'analyse') {
    return `${mode} An analysis reads documents of every Account and can start restores. Run it without test mode.`
  }
  if (!testMode.isDryRunOnly) return null
  return `${mode} This run would copy or write. Ask for a dry run, or change TEST_DRY_RUN_ONLY.`
}

/**
 * Why test mode refuses work that was planned, as a sentence; null when it does not. A plan may be older than the setting,
 * so this is asked again right before anything is copied or written.
 * @param work.records how many the run has planned
 */
export function workRefusal(
  testMode: TestMode | null,
  work: { accountIds: readonly string[]; records: number },
): string | null {
  if (testMode === null) return null
  const change = 'Nothing more was done. Plan anew, or change the settings of test mode and resume.'
  if (testMode.isDryRunOnly) return `${describeTestMode(testMode)} This run is not a dry run. ${change}`
  const outside = work.accountIds.find((accountId) => isOutsideAccounts(testMode, accountId))
  if (outside !== undefined) return `${describeTestMode(testMode)} Account ${outside || '(none)'} is not one. ${change}`
  if (testMode.mostRecords === null || work.records <= testMode.mostRecords) return null
  return `${describeTestMode(testMode)} This run has planned ${work.records}. ${change}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
