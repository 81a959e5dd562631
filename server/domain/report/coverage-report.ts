import { OUT_OF_SCOPE_REASONS, type OutOfScopeReason, RECORD_WORDS, type RecordWord } from '../file/states.ts'
import type { Column } from './report.ts'

/** How far the records of one line are: of an Account, of those without Account, or of all. */
export interface CoverageRow {
  /** `total` is the last line and the sum of all others. */
  line: 'account' | 'without-account' | 'total'
  accountId: string | null
  name: string | null
  total: number
  byState: Partial<Record<RecordWord, number>>
  outOfScope: Partial<Record<OutOfScopeReason, number>>
  inScope: number
  /** Records in scope with a verified copy, whatever became of their URL. */
  verified: number
  /** `verified` of `inScope`, between 0 and 1; null when nothing is in scope. */
  verifiedShare: number | null
  verifiedBytes: number
}

/** The share of records in scope whose copy is verified; null when nothing is in scope. */
export function shareOf(verified: number, inScope: number): number | null {
  return inScope === 0 ? null : verified / inScope
}

export const COVERAGE_COLUMNS: readonly Column<CoverageRow>[] = [
  { title: 'Line', cell: (row) => row.line },
  { title: 'Account', cell: (row) => row.accountId },
  { title: 'Account name', cell: (row) => row.name },
  { title: 'Records', cell: (row) => row.total },
  { title: 'In scope', cell: (row) => row.inScope },
  { title: 'Verified copies', cell: (row) => row.verified },
  { title: 'Share verified', cell: (row) => row.verifiedShare },
  { title: 'Verified bytes', cell: (row) => row.verifiedBytes },
  ...RECORD_WORDS.map((word) => ({
    title: `State: ${word}`,
    cell: (row: CoverageRow) => row.byState[word] ?? 0,
  })),
  ...OUT_OF_SCOPE_REASONS.map((reason) => ({
    title: `Out of scope: ${reason}`,
    cell: (row: CoverageRow) => row.outOfScope[reason] ?? 0,
  })),
]
