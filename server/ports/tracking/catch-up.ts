import type { Actor, Run, RunRequest } from '../../domain/run/run.ts'
import type { Deletion, DocumentVersion, QueryPosition } from '../salesforce-org.ts'
import type { ClassifiedEntry } from './inventory.ts'

/** Where the window of a catch-up lies, and how far it was read; all times are the org's. */
export interface CatchUpProgress {
  modifiedFrom: Date
  watermark: Date
  position: QueryPosition | null
}

/** Writing what moved since the last inventory. Everything here is idempotent. */
export interface CatchUpStore {
  /** How far a catch-up is; undefined until its window is known. */
  readCatchUpProgress(runId: string): Promise<CatchUpProgress | undefined>
  /** Remembers the window of a catch-up. */
  beginCatchUp(runId: string, window: { modifiedFrom: Date; watermark: Date }): Promise<void>
  /** Forgets how far the window was read, so that it is read again from its beginning. */
  forgetPosition(runId: string): Promise<void>
  /**
   * Marks records as out of scope, `deleted`, unless the ledger knows of a later change: then they were brought back.
   * Returns how many it marked.
   */
  recordDeletions(runId: string, deletions: readonly Deletion[], at: Date): Promise<number>
  /** Notes that these records exist, and the position after them, in one transaction. */
  recordSeen(runId: string, recordIds: readonly string[], next: QueryPosition | null): Promise<void>
  /**
   * Notes versions of documents. A version that is newer than all the ledger knows of its record makes a copy that is
   * `copied` or `verified` `changed`. Returns how many copies it made so.
   */
  recordVersions(runId: string, versions: readonly DocumentVersion[], at: Date): Promise<number>
  /** Of entries as the org has them now, those that are new or differ from the ledger; nothing is stored. */
  differingEntries(entries: readonly ClassifiedEntry[]): Promise<string[]>
  /**
   * Creates the catch-up of a schedule, if one is due: an inventory has succeeded, no inventory or catch-up is unfinished,
   * and the schedule made none within the interval. Of many that ask at once one is answered with a run. The database's
   * own time counts.
   */
  createScheduledCatchUp(
    run: RunRequest & { id: string; profile: string; settingsFingerprint: string },
    actor: Actor,
    at: Date,
    everyMinutes: number,
  ): Promise<Run | undefined>
}
