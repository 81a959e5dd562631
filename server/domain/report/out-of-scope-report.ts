import type { OutOfScopeReason } from '../file/states.ts'
import type { Column } from './report.ts'

/** One record that is out of scope, with the reason. */
export interface OutOfScopeReportRow {
  recordId: string
  name: string
  /** Value of the type field. */
  type: string | null
  accountId: string | null
  accountName: string | null
  reason: OutOfScopeReason
  sentence: string
  documentUrl: string | null
  /** Where a back-up has seen it. */
  sourceSizeBytes: number | null
  /** When an inventory last saw the record, or saw it missing; ISO 8601, UTC. */
  observedAt: string
}

export const OUT_OF_SCOPE_COLUMNS: readonly Column<OutOfScopeReportRow>[] = [
  { title: 'Record', cell: (row) => row.recordId },
  { title: 'Name', cell: (row) => row.name },
  { title: 'Type', cell: (row) => row.type },
  { title: 'Account', cell: (row) => row.accountId },
  { title: 'Account name', cell: (row) => row.accountName },
  { title: 'Out of scope because', cell: (row) => row.reason },
  { title: 'Sentence', cell: (row) => row.sentence },
  { title: 'URL', cell: (row) => row.documentUrl },
  { title: 'Source size (bytes)', cell: (row) => row.sourceSizeBytes },
  { title: 'Seen at', cell: (row) => row.observedAt },
]
