import type { WriteResult } from '../ports/salesforce-org.ts'
import { isLocked, type PermittedChange } from './write-urls.ts'

/** A row that is known not to be written, and what was said about it. */
export type Unwritten = PermittedChange & { code?: string; sentence?: string }

/** What became of the rows of one write. */
export interface SortedAnswers {
  written: PermittedChange[]
  refusals: (PermittedChange & { code: string; sentence: string })[]
  /** Known not to be written, for a lock. */
  locked: Unwritten[]
  /** Known not to be written, because somebody touched the record since it was compared. */
  touched: Unwritten[]
  /** Known not to be written, for no reason of their own. */
  unprocessed: Unwritten[]
  /** The write is over and what the org said about them, if anything, proves nothing. */
  unknown: PermittedChange[]
}

/** Sorts rows by what the org said about each. Every row is in exactly one place. */
export function sortAnswers(
  changes: readonly PermittedChange[],
  results: ReadonlyMap<string, WriteResult>,
): SortedAnswers {
  const sorted: SortedAnswers = { written: [], refusals: [], locked: [], touched: [], unprocessed: [], unknown: [] }
  for (const change of changes) {
    const result = results.get(change.recordId)
    if (!result) sorted.unknown.push(change)
    else if (result.result === 'written') sorted.written.push(change)
    else if (result.result === 'modified') sorted.touched.push(change)
    else if (result.result === 'unprocessed') sorted.unprocessed.push(change)
    else {
      const refusal = { ...change, code: result.code, sentence: result.sentence }
      if (isLocked(result)) sorted.locked.push(refusal)
      else sorted.refusals.push(refusal)
    }
  }
  return sorted
}
