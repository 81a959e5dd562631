import type { ConformOutcome } from '../../domain/conform/judge.ts'
import type { ConformReport } from '../../domain/conform/report.ts'

/** A report that was imported, with who did it. */
export interface ImportedReport {
  id: string
  report: ConformReport
  outcome: ConformOutcome
  /** ISO 8601, UTC. */
  importedAt: string
  importedBy: string
}

/** What a sandbox of the org was seen to do. */
export interface ConformStore {
  /**
   * Stores a report; audited in the same transaction. One that was imported before stays as it is.
   * @returns the one that is stored
   */
  saveConformReport(imported: ImportedReport): Promise<ImportedReport>
  /** The report that was made last, whenever it was imported. */
  newestConformReport(): Promise<ImportedReport | undefined>
}
