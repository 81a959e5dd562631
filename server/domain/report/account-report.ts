import type { CopyState, OutOfScopeReason, RecordWord, UrlState } from '../file/states.ts'
import type { Attestation, ChecksumAlgorithm } from '../object/checksum.ts'
import type { Column } from './report.ts'

/** Everything that is known of one record of an Account; times in ISO 8601, UTC. */
export interface AccountReportRow {
  recordId: string
  name: string
  /** The one word people see; null out of scope. */
  state: RecordWord | null
  copyState: CopyState
  urlState: UrlState
  outOfScopeReason: OutOfScopeReason | null
  isHeld: boolean
  documentUrl: string | null
  firstSeenUrl: string | null
  /** What the latest own write put into the URL field, a rollback's too; null when nothing was written. */
  writtenUrl: string | null
  sourceSizeBytes: number | null
  sizeBytes: number | null
  contentType: string | null
  objectKey: string | null
  checksumAlgorithm: ChecksumAlgorithm | null
  /** Lower-case hex. */
  checksum: string | null
  attestation: Attestation | null
  verifiedAt: string | null
  sourceConfirmedAt: string | null
  failureCode: string | null
  failureSentence: string | null
  failedAt: string | null
}

export const ACCOUNT_COLUMNS: readonly Column<AccountReportRow>[] = [
  { title: 'Record', cell: (row) => row.recordId },
  { title: 'Name', cell: (row) => row.name },
  { title: 'State', cell: (row) => row.state },
  { title: 'Copy state', cell: (row) => row.copyState },
  { title: 'URL state', cell: (row) => row.urlState },
  { title: 'Out of scope because', cell: (row) => row.outOfScopeReason },
  { title: 'Held', cell: (row) => row.isHeld },
  { title: 'URL', cell: (row) => row.documentUrl },
  { title: 'First seen URL', cell: (row) => row.firstSeenUrl },
  { title: 'Written URL', cell: (row) => row.writtenUrl },
  { title: 'Source size (bytes)', cell: (row) => row.sourceSizeBytes },
  { title: 'Size (bytes)', cell: (row) => row.sizeBytes },
  { title: 'Content type', cell: (row) => row.contentType },
  { title: 'Object key', cell: (row) => row.objectKey },
  { title: 'Checksum algorithm', cell: (row) => row.checksumAlgorithm },
  { title: 'Checksum', cell: (row) => row.checksum },
  { title: 'Attested by', cell: (row) => row.attestation },
  { title: 'Verified at', cell: (row) => row.verifiedAt },
  { title: 'Source confirmed at', cell: (row) => row.sourceConfirmedAt },
  { title: 'Failure code', cell: (row) => row.failureCode },
  { title: 'Failure', cell: (row) => row.failureSentence },
  { title: 'Failed at', cell: (row) => row.failedAt },
]
