import { type DriftFinding, recommendationFor } from '../drift/drift.ts'
import type { Column } from './report.ts'

/** One finding of drift with what to do; times in ISO 8601, UTC. */
export interface DriftReportRow extends DriftFinding {
  recommendation: string
}

export function toDriftReportRow(finding: DriftFinding): DriftReportRow {
  return { ...finding, recommendation: recommendationFor(finding) }
}

export const DRIFT_COLUMNS: readonly Column<DriftReportRow>[] = [
  { title: 'Number', cell: (row) => row.number },
  { title: 'What moved', cell: (row) => row.kind },
  { title: 'Record', cell: (row) => row.recordId },
  { title: 'Name', cell: (row) => row.recordName },
  { title: 'Account', cell: (row) => row.accountId },
  { title: 'Account name', cell: (row) => row.accountName },
  { title: 'Was', cell: (row) => row.oldValue },
  { title: 'Is', cell: (row) => row.newValue },
  { title: 'Seen', cell: (row) => row.seenAt },
  { title: 'Run', cell: (row) => row.runNumber },
  { title: 'Run id', cell: (row) => row.runId },
  { title: 'Resolved', cell: (row) => row.resolvedAt },
  { title: 'What to do', cell: (row) => row.recommendation },
]
