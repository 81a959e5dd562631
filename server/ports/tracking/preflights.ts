import type { Preflight } from '../../domain/preflight/preflight.ts'
import type { IdempotencyBinding } from './runs.ts'

/** What was found out about the org before a switch. */
export interface PreflightStore {
  /**
   * Stores a preflight; audited in the same transaction.
   * @returns the one that is stored: with a key that was used before for the same body, the first
   * Error: PermanentError `api.idempotency-reused`.
   */
  savePreflight(preflight: Preflight, idempotency: IdempotencyBinding | undefined): Promise<Preflight>
  /** What the key made before. Error: PermanentError `api.idempotency-reused`. */
  findPreflight(idempotency: IdempotencyBinding): Promise<Preflight | undefined>
  newestPreflight(): Promise<Preflight | undefined>
  /** Characters of the longest URL on the newest list of changes that has not ended; null without such a list. */
  longestPlannedUrl(): Promise<number | null>
}
