import type { RecordWord } from '../file/states.ts'
import { ACCOUNT_FILTERS } from '../overview/account-filters.ts'
import type { Column } from './report.ts'

/** The states that need attention, and the one that settles by itself: its records are in a group of failures until then. */
export const FAILURE_WORDS = [
  ...ACCOUNT_FILTERS['needs-attention'],
  'in_doubt',
] as const satisfies readonly RecordWord[]

/** One record that waits for somebody; times in ISO 8601, UTC. */
export interface FailureReportRow {
  recordId: string
  name: string
  accountId: string | null
  accountName: string | null
  state: (typeof FAILURE_WORDS)[number]
  code: string | null
  sentence: string | null
  since: string | null
  /** The run in which it came to be so; null when it was none of its items. */
  runId: string | null
  runNumber: number | null
}

export const FAILURE_COLUMNS: readonly Column<FailureReportRow>[] = [
  { title: 'Record', cell: (row) => row.recordId },
  { title: 'Name', cell: (row) => row.name },
  { title: 'Account', cell: (row) => row.accountId },
  { title: 'Account name', cell: (row) => row.accountName },
  { title: 'State', cell: (row) => row.state },
  { title: 'Code', cell: (row) => row.code },
  { title: 'Sentence', cell: (row) => row.sentence },
  { title: 'Since', cell: (row) => row.since },
  { title: 'Run', cell: (row) => row.runNumber },
  { title: 'Run id', cell: (row) => row.runId },
]
