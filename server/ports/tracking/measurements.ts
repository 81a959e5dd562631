import type { Entry } from '../../domain/file/scope.ts'
import type { Scope } from '../../domain/run/run.ts'

/** One planned record as a link sample wants it. */
export interface LinkSample {
  recordId: string
  accountId: string
  targetUrl: string
  sizeBytes: number
  contentType: string
  objectKey: string
  identifier: string | null
  documentUrl: string | null
}

/** Somebody of the org opened a document in it. */
export interface Opening {
  recordId: string
  userId: string
  /** ISO 8601, UTC. */
  at: string
}

/** What the probes of a gate measure in the ledger. */
export interface MeasurementStore {
  /** Records of a scope that are in scope, and how many of them are verified. From counters for `everything` and Accounts. */
  coverageOf(scope: Scope): Promise<{ eligible: number; verified: number }>
  /** Planned items whose source was not confirmed since `confirmedSince`, or whose copy is not verified any more. */
  sourceFreshness(runId: string, confirmedSince: Date): Promise<{ planned: number; stale: number }>
  /** Of these entries, those planned in the run whose URL, identifier, Account or name differ from the ledger. */
  changedAmongPlanned(runId: string, entries: readonly Entry[]): Promise<string[]>
  longestTarget(runId: string): Promise<{ planned: number; maxCharacters: number; recordId: string | null }>
  beforeImageCoverage(runId: string): Promise<{
    planned: number
    withBeforeImage: number
    exportedRows: number | null
    exportKey: string | null
    exportSha256: string | null
  }>
  /** At most `size` planned items spread evenly over type, size class and Account. Deterministic for a run. */
  linkSample(runId: string, size: number): Promise<LinkSample[]>
  /** The latest opening since a time of a document that is planned in the run, by a user of the org; from the audit log. */
  latestOpening(runId: string, since: Date): Promise<Opening | null>
}
