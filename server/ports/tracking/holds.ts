import type { Actor } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from './runs.ts'

/** Records that a rollback keeps out of switches until a person releases them. */
export interface HoldStore {
  /**
   * Ends the hold of a record; the act is audited in the same transaction.
   * Errors: PermanentError `record.not-found`, `record.not-held`, `api.idempotency-reused`.
   * @param act.id of the act, for its key
   */
  releaseRecord(
    recordId: string,
    act: { id: string; actor: Actor; at: Date; idempotency: IdempotencyBinding | undefined },
  ): Promise<void>
}
