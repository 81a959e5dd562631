import type { AccountReportRow } from '../../domain/report/account-report.ts'
import type { CoverageRow } from '../../domain/report/coverage-report.ts'
import type { DriftReportRow } from '../../domain/report/drift-report.ts'
import type { FailureReportRow } from '../../domain/report/failure-report.ts'
import type { OutOfScopeReportRow } from '../../domain/report/out-of-scope-report.ts'
import { type Column, formatEnd, formatHead, formatRow } from '../../domain/report/report.ts'
import type { RunReportRow } from '../../domain/report/run-report.ts'
import type { SideEffectReportRow } from '../../domain/report/side-effect-report.ts'
import { BEFORE_IMAGES_FORMAT, type BeforeImagesDescription } from '../../domain/restore/before-images.ts'
import {
  EXAMPLE_ACCOUNT_ID,
  EXAMPLE_COVERAGE,
  EXAMPLE_PLAN_HASH,
  EXAMPLE_RECORD_ID,
  EXAMPLE_RUN_ID,
} from './examples.ts'
import { textContent } from './problem.ts'
import { EXAMPLE_SIDE_EFFECTS } from './side-effects.ts'

const OLD_URL = 'https://files.vendor.example/documents/contract.pdf'
const NEW_URL = 'https://files.northwind.example/doclift/contract.pdf'

/** Of which moment the lines are, and how to see that they are all there; for every report. */
export const REPORT_PROMISE = `All lines are of one moment, however long it takes to read them. JSON lines end with
{"end":true,"rows":…}; CSV has no such line, and a report that breaks off ends with a broken connection, never with a
complete answer. Cells of the CSV that a spreadsheet would run are shown as text. With "Accept-Encoding: gzip" the answer is
compressed. At most three reports are read from one process at the same time, and a reader that takes nothing for 60 seconds
is cut off.`

/** The answer of a report: JSON lines or CSV, with one example row in both. */
export function reportContent<Row>(description: string, columns: readonly Column<Row>[], row: Row) {
  return textContent(description, {
    'application/x-ndjson': formatRow(columns, row, 'json') + formatEnd(1),
    'text/csv': formatHead(columns) + formatRow(columns, row, 'csv'),
  })
}

export const EXAMPLE_RUN_ROW: RunReportRow = {
  recordId: EXAMPLE_RECORD_ID,
  accountId: EXAMPLE_ACCOUNT_ID,
  accountName: 'Northwind Traders',
  name: 'Contract.pdf',
  expectedUrl: OLD_URL,
  targetUrl: NEW_URL,
  beforeImage: OLD_URL,
  beforeImageAt: '2026-03-01T12:01:00.000Z',
  outcome: 'done',
  leftOutReason: null,
  code: null,
  sentence: null,
  readAt: '2026-03-01T12:01:01.000Z',
  sentAt: '2026-03-01T12:01:02.000Z',
  answeredAt: '2026-03-01T12:01:03.500Z',
  settledAt: '2026-03-01T12:01:04.000Z',
  exposureMs: 2_500,
  ingestJobId: '750000000000001AAA',
  attestation: null,
}

export const EXAMPLE_ACCOUNT_ROW: AccountReportRow = {
  recordId: EXAMPLE_RECORD_ID,
  name: 'Contract.pdf',
  state: 'confirmed',
  copyState: 'verified',
  urlState: 'confirmed',
  outOfScopeReason: null,
  isHeld: false,
  documentUrl: NEW_URL,
  firstSeenUrl: OLD_URL,
  writtenUrl: NEW_URL,
  sourceSizeBytes: 1_700_000,
  sizeBytes: 1_700_000,
  contentType: 'application/pdf',
  objectKey: 'doclift/contract.pdf',
  checksumAlgorithm: 'sha256',
  checksum: 'b'.repeat(64),
  attestation: 'sha256',
  verifiedAt: '2026-02-28T21:14:03.120Z',
  sourceConfirmedAt: '2026-03-01T11:30:00.000Z',
  failureCode: null,
  failureSentence: null,
  failedAt: null,
}

export const EXAMPLE_COVERAGE_ROW: CoverageRow = {
  line: 'account',
  accountId: EXAMPLE_ACCOUNT_ID,
  name: 'Northwind Traders',
  total: EXAMPLE_COVERAGE.total,
  byState: EXAMPLE_COVERAGE.byState,
  outOfScope: EXAMPLE_COVERAGE.outOfScope,
  inScope: 3,
  verified: 3,
  verifiedShare: 1,
  verifiedBytes: EXAMPLE_COVERAGE.verifiedBytes,
}

export const EXAMPLE_OUT_OF_SCOPE_ROW: OutOfScopeReportRow = {
  recordId: EXAMPLE_RECORD_ID,
  name: '2024 Correspondence',
  type: 'Folder',
  accountId: EXAMPLE_ACCOUNT_ID,
  accountName: 'Northwind Traders',
  reason: 'folder',
  sentence: 'It is a folder, not a document.',
  documentUrl: null,
  sourceSizeBytes: null,
  observedAt: '2026-02-28T21:14:03.120Z',
}

export const EXAMPLE_DRIFT_ROW: DriftReportRow = {
  number: 31,
  kind: 'new-vendor-url',
  recordId: EXAMPLE_RECORD_ID,
  recordName: 'Contract.pdf',
  accountId: EXAMPLE_ACCOUNT_ID,
  accountName: 'Northwind Traders',
  urlState: 'original',
  seenAt: '2026-03-02T06:00:03.120Z',
  runId: EXAMPLE_RUN_ID,
  runNumber: 15,
  oldValue: OLD_URL,
  newValue: 'https://files.vendor.example/documents/contract-2.pdf',
  resolvedAt: null,
  recommendation: 'The next back-up copies the file that the record points at now.',
}

export const EXAMPLE_SIDE_EFFECT_ROW: SideEffectReportRow = {
  number: 1,
  since: '2026-03-01T12:05:00.000Z',
  at: '2026-03-01T12:11:00.000Z',
  records: 2_854,
  what: 'Task',
  unit: 'rows',
  count: 0,
  per100Records: 0.53,
  allowedPer100Records: 10,
  outcome: 'fine',
  sentence: EXAMPLE_SIDE_EFFECTS.sentence,
}

export const EXAMPLE_FAILURE_ROW: FailureReportRow = {
  recordId: EXAMPLE_RECORD_ID,
  name: 'Contract.pdf',
  accountId: EXAMPLE_ACCOUNT_ID,
  accountName: 'Northwind Traders',
  state: 'missing',
  code: 'source.missing',
  sentence: 'The source says that there is no such file.',
  since: '2026-03-01T11:58:40.007Z',
  runId: EXAMPLE_RUN_ID,
  runNumber: 14,
}

export const EXAMPLE_BEFORE_IMAGES: BeforeImagesDescription = {
  format: BEFORE_IMAGES_FORMAT,
  orgId: '00D000000000001EAA',
  object: 'DocListEntry__c',
  field: 'Document__c',
  run: { id: EXAMPLE_RUN_ID, number: 14, operation: 'switch' },
  planHash: EXAMPLE_PLAN_HASH,
  rows: 1,
  notLoadable: { records: 0, recordIds: [] },
  sizeBytes: 43,
  sha256: 'b'.repeat(64),
  madeAt: '2026-03-01T12:00:00.000Z',
}
