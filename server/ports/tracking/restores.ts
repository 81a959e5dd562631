import type { RestoreFacts } from '../../domain/restore/decide.ts'

/** What a file of before-images is compared with. */
export interface RestoreStore {
  /** What the ledger knows of these records; those it does not know are missing. */
  restoreFacts(recordIds: readonly string[]): Promise<RestoreFacts[]>
}
