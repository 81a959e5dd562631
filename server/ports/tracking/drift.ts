import type { DriftCounts, DriftFinding, DriftKind } from '../../domain/drift/drift.ts'
import type { Page } from './reads.ts'

export interface DriftFilter {
  kind?: DriftKind
  accountId?: string
  recordId?: string
  runId?: string
  /** Resolved ones too; without it only what is open. */
  withResolved?: boolean
}

/** What moved in the org. Findings are written by whoever reads the org into the ledger, and resolved by the ledger. */
export interface DriftStore {
  /** Newest first. */
  listDrift(options: DriftFilter & { limit: number; after?: string }): Promise<Page<DriftFinding>>
  /** Findings that are open, by kind; kinds without any are absent. */
  countDrift(): Promise<DriftCounts>
}
