import type { Entry } from '../../domain/file/scope.ts'
import type { OutOfScopeReason } from '../../domain/file/states.ts'
import type { EntryCount } from '../../domain/overview/count-warning.ts'
import type { QueryPosition } from '../salesforce-org.ts'

export interface ClassifiedEntry extends Entry {
  outOfScopeReason: OutOfScopeReason | null
  /** Whether its URL leads to the vendor. */
  isVendorUrl: boolean
}

/** Writing what the org showed. */
export interface InventoryStore {
  /**
   * Stores one page of entries and the position after it, in one transaction; idempotent.
   *
   * A new record gets its first-seen URL, written once. A known one whose URL, identifier, Account, name, type or reason
   * differs is updated. Only a URL that differs from the one the ledger holds adds a history row (`observed`); then a copy
   * that was `copied` or `verified` becomes `changed`, and `switched` or `confirmed` becomes `conflicted`. A changed
   * identifier makes the copy `changed` too. A record of which an unfinished run may have written the URL keeps it and both
   * states (the run that owns it settles them). A record that was `deleted` and is seen again gets its reason anew. One that
   * was `too-large` stays so while its known size exceeds the limit and it points at the same document.
   * What moved since a record was copied, or is new since an earlier inventory, becomes a finding of drift.
   */
  recordEntryPage(page: {
    runId: string
    entries: readonly ClassifiedEntry[]
    next: QueryPosition | null
    maxFileSizeBytes: number
    actorId: string
    at: Date
  }): Promise<{ isNewCount: number; changedCount: number; unchangedCount: number }>
  /** Where an unfinished inventory goes on: the position, and the server time before its query began. */
  readInventoryProgress(runId: string): Promise<{ position: QueryPosition | null; watermark: Date | null }>
  /** Remembers the server's time before the query of this run; the first call wins. */
  recordWatermark(runId: string, watermark: Date): Promise<Date>
  /** Marks every record that this full inventory did not see as out of scope, `deleted`. Returns how many. */
  markUnseenAsDeleted(runId: string, at: Date): Promise<number>
  /** Remembers how many entries org and ledger had at the end of this inventory. The last call wins. */
  recordEntryCount(runId: string, count: EntryCount): Promise<void>
  /** The newest watermark of an inventory or a catch-up that succeeded. */
  lastWatermark(): Promise<Date | undefined>
}
