import { agree } from '../agree.ts'
import type { CopyState, RecordWord, UrlState } from '../file/states.ts'

/** What the two first sentences of the overview are made from. */
export interface OverviewFacts {
  total: number
  byState: Partial<Record<RecordWord, number>>
  runningOperations: readonly string[]
}

const TO_COPY: readonly CopyState[] = ['discovered', 'copied', 'changed', 'restoring', 'missing', 'failed']
const SWITCHED: readonly UrlState[] = ['switched', 'confirmed', 'in_doubt']

/** The truth about Salesforce, always the first line (ui.md). */
export function salesforceTruth({ byState }: OverviewFacts): string {
  const switched = sum(byState, SWITCHED)
  if (switched > 0) return `${agree(switched, 'link leads', 'links lead')} to the copies in your bucket.`
  return (byState.rolled_back ?? 0) > 0
    ? 'Everything is back as it was.'
    : 'Nothing in Salesforce has been changed yet.'
}

/** Exactly one sentence: what to do next. */
export function nextStep(facts: OverviewFacts): string {
  const { total, byState, runningOperations } = facts
  if (runningOperations.length > 0) return 'A job is running. Wait for it, or stop it.'
  if (total === 0) return 'Run an inventory. It reads every entry and changes nothing.'
  const verified = byState.verified ?? 0
  const uncopied = sum(byState, TO_COPY)
  if (verified === 0 && sum(byState, SWITCHED) === 0)
    return 'Back up. It copies files and changes nothing in Salesforce.'
  if (uncopied > 0 && verified === 0)
    return `${agree(uncopied, 'file is not copied. Look at it', 'files are not copied. Look at them')}, then try again.`
  if (verified > 0) return 'Make the list of changes, look at its checks, then approve it.'
  const conflicted = byState.conflicted ?? 0
  return conflicted > 0
    ? `${agree(conflicted, 'document was changed by someone else. Look at it.', 'documents were changed by someone else. Look at them.')}`
    : 'Nothing is left to do.'
}

function sum(byState: OverviewFacts['byState'], states: readonly RecordWord[] | readonly UrlState[]): number {
  return states.reduce((total, state) => total + (byState[state as RecordWord] ?? 0), 0)
}
