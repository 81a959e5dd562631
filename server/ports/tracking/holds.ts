import type { ReleasedRecord, ReleaseSubject } from '../../domain/rollback/release.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from './runs.ts'

/** A person's act on what keeps a record out of switches. */
export interface ReleaseAct {
  /** Of the act, for its key. */
  id: string
  actor: Actor
  at: Date
  idempotency: IdempotencyBinding | undefined
  /** What the record becomes; null when there is nothing to release. */
  decide(subject: ReleaseSubject): ReleasedRecord | null
}

/** Records that a rollback or a conflict keeps out of switches until a person releases them. */
export interface HoldStore {
  /**
   * Releases a record as decided; decision, change and audit entry are one transaction.
   * Errors: PermanentError `record.not-found`, `record.not-held`, `run.records-owned`, `api.idempotency-reused`.
   */
  releaseRecord(recordId: string, act: ReleaseAct): Promise<void>
}
