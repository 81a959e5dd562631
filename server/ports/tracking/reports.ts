import type { CopyState } from '../../domain/file/states.ts'
import type { ReceiptFacts } from '../../domain/receipt/receipt.ts'
import type { AccountReportRow } from '../../domain/report/account-report.ts'
import type { CoverageRow } from '../../domain/report/coverage-report.ts'
import type { DriftReportRow } from '../../domain/report/drift-report.ts'
import type { FailureReportRow } from '../../domain/report/failure-report.ts'
import type { OutOfScopeReportRow } from '../../domain/report/out-of-scope-report.ts'
import type { RunReportRow } from '../../domain/report/run-report.ts'

/**
 * Rows of reports, in pages. All pages of one call are of one moment, and the next is read when it is asked for: until the
 * last page was taken, or the reader stopped, a call holds a connection and a transaction. A reader that takes nothing for a
 * minute loses them, and then hears TransientError `database.unavailable`.
 */
export interface ReportStore {
  /** Every item of a run, those left out too, in Account and record order. */
  runReport(runId: string, pageSize: number): AsyncIterable<RunReportRow[]>
  /** Every record of an Account, in record id order. */
  accountReport(accountId: string, pageSize: number): AsyncIterable<AccountReportRow[]>
  /** A line for each Account, one for what has none, and the total, which is what the overview says; from counters. */
  coverageReport(pageSize: number): AsyncIterable<CoverageRow[]>
  /** Every record that waits for somebody, by state and record id. */
  failureReport(pageSize: number): AsyncIterable<FailureReportRow[]>
  /** Every record out of scope, by reason and record id. */
  outOfScopeReport(pageSize: number): AsyncIterable<OutOfScopeReportRow[]>
  /** Every finding of drift, resolved ones too, the oldest first. */
  driftReport(pageSize: number): AsyncIterable<DriftReportRow[]>
  /** What a receipt says of a record, of one moment; `facts` is null without a verified copy. Undefined when unknown. */
  receiptFacts(recordId: string): Promise<{ copyState: CopyState; facts: ReceiptFacts | null } | undefined>
}
