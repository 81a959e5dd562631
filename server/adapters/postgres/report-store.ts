import type { ReportStore } from '../../ports/tracking/reports.ts'
import type { Database } from './client.ts'
import { snapshotPages } from './snapshot-pages.ts'
import { readAccountReport } from './sql/read-account-report.ts'
import { readCoverage } from './sql/read-coverage.ts'
import { readDriftReport } from './sql/read-drift-report.ts'
import { readFailureReport } from './sql/read-failure-report.ts'
import { readOutOfScope } from './sql/read-out-of-scope.ts'
import { readReceiptFacts } from './sql/read-receipt-facts.ts'
import { readRunReport } from './sql/read-run-report.ts'

/** Reports and receipts, each of one snapshot. */
export function reportStore(database: Database): ReportStore {
  return {
    runReport: (runId, pageSize) => snapshotPages(database, (sql) => readRunReport(sql, runId, pageSize)),
    accountReport: (accountId, pageSize) =>
      snapshotPages(database, (sql) => readAccountReport(sql, accountId, pageSize)),
    coverageReport: (pageSize) => snapshotPages(database, (sql) => readCoverage(sql, pageSize)),
    failureReport: (pageSize) => snapshotPages(database, (sql) => readFailureReport(sql, pageSize)),
    outOfScopeReport: (pageSize) => snapshotPages(database, (sql) => readOutOfScope(sql, pageSize)),
    driftReport: (pageSize) => snapshotPages(database, (sql) => readDriftReport(sql, pageSize)),
    receiptFacts: (recordId) => database.snapshot((sql) => readReceiptFacts(sql, recordId)),
  }
}
