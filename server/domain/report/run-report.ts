import type { Attestation } from '../object/checksum.ts'
import type { ItemOutcome } from '../run/run.ts'
import type { Column } from './report.ts'

/** What became of one record in one run; times in ISO 8601, UTC. */
export interface RunReportRow {
  recordId: string
  accountId: string | null
  accountName: string | null
  name: string
  expectedUrl: string | null
  targetUrl: string | null
  /** The value right before the write; read `beforeImageAt` to tell "empty" from "never taken". */
  beforeImage: string | null
  beforeImageAt: string | null
  outcome: ItemOutcome | null
  leftOutReason: string | null
  code: string | null
  sentence: string | null
  readAt: string | null
  sentAt: string | null
  answeredAt: string | null
  settledAt: string | null
  /** Milliseconds between reading the value and the answer to the write; an edit inside is not seen. */
  exposureMs: number | null
  ingestJobId: string | null
  /** How the store proved the copy that a back-up made; null when a later run copied the record again. */
  attestation: Attestation | null
}

export const RUN_COLUMNS: readonly Column<RunReportRow>[] = [
  { title: 'Record', cell: (row) => row.recordId },
  { title: 'Account', cell: (row) => row.accountId },
  { title: 'Account name', cell: (row) => row.accountName },
  { title: 'Name', cell: (row) => row.name },
  { title: 'Expected URL', cell: (row) => row.expectedUrl },
  { title: 'Target URL', cell: (row) => row.targetUrl },
  { title: 'Before-image', cell: (row) => row.beforeImage },
  { title: 'Before-image at', cell: (row) => row.beforeImageAt },
  { title: 'Outcome', cell: (row) => row.outcome },
  { title: 'Left out because', cell: (row) => row.leftOutReason },
  { title: 'Code', cell: (row) => row.code },
  { title: 'Sentence', cell: (row) => row.sentence },
  { title: 'Read at', cell: (row) => row.readAt },
  { title: 'Sent at', cell: (row) => row.sentAt },
  { title: 'Answered at', cell: (row) => row.answeredAt },
  { title: 'Settled at', cell: (row) => row.settledAt },
  { title: 'Exposure (ms)', cell: (row) => row.exposureMs },
  { title: 'Ingest job', cell: (row) => row.ingestJobId },
  { title: 'Attested by', cell: (row) => row.attestation },
]
