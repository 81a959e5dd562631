import type { SweepResult, SweepSubject } from '../../domain/housekeeping/sweep.ts'
import type { RunArchive } from '../../domain/run/archive.ts'

/** Tables whose old rows are no truth: by what a repeated request is recognised, and whom an event was told. */
export type OldRows = 'idempotency_keys' | 'webhook_deliveries'

/** What the last sweep that came to its end did. */
export interface LastSweep {
  /** ISO 8601, UTC; null before the first. */
  endedAt: string | null
  results: SweepResult[]
  /** How much was removed since the beginning. */
  totals: Partial<Record<SweepSubject, number>>
  /** Whether somebody sweeps now. */
  isAtWork: boolean
}

/** A job of the org as the ledger knows it. */
export interface LedgerJob {
  jobId: string
  /** Whether its batch or its run has ended and none of its records is in doubt: nobody will ask about it any more. */
  isOver: boolean
}

/** A run that has ended, wrote nothing, and is old. */
export interface RunToArchive {
  id: string
  number: number
  items: number
  /** Its file is in the bucket already; only its items are still to be removed. */
  isArchived: boolean
}

/** Who sweeps, and what the ledger knows of what is swept. All times are the database's. */
export interface HousekeepingStore {
  /**
   * Makes the caller the one who sweeps until the lease ends, unless somebody is, or the last sweep ended less than so long
   * ago. Who died while sweeping is succeeded when the lease ends.
   * @returns the fence of this sweep; undefined when it is not the caller's turn
   */
  claimSweep(lease: { leaseMs: number; everyMs: number }): Promise<number | undefined>
  /** Makes the lease last from now on. Error: FatalError `housekeeping.fence-lost` when somebody else sweeps. */
  holdSweep(fence: number, leaseMs: number): Promise<void>
  /** Ends the sweep and keeps what it did; audited when something was removed. Error: as of `holdSweep`. */
  endSweep(fence: number, results: readonly SweepResult[], actorId: string): Promise<void>
  readLastSweep(): Promise<LastSweep>
  /** The time of the database, and when the oldest batch was claimed that is at work. */
  oldestWork(): Promise<{ now: Date; oldestBatchAt: Date | null }>
  /** Those of the uploads that the ledger holds. */
  knownUploads(uploadIds: readonly string[]): Promise<Set<string>>
  /** Those of the jobs that the ledger knows, with what became of their batches and runs. */
  ledgerJobs(jobIds: readonly string[]): Promise<LedgerJob[]>
  countOldRows(table: OldRows, keepDays: number): Promise<number>
  /**
   * Removes some of the old rows while the sweep is the caller's. What is younger than a day, or what the table must keep,
   * stays whatever is asked for.
   * @returns how many were removed; fewer than the most when none is left. Error: as of `holdSweep`
   */
  removeOldRows(fence: number, table: OldRows, options: { keepDays: number; most: number }): Promise<number>
  /** Verifications and dry runs that ended so long ago and still have items, the oldest first, at most a hundred. */
  runsToArchive(keepDays: number): Promise<RunToArchive[]>
  /** Notes the file with the items of a run; audited. From now on they may be removed. Error: as of `holdSweep`. */
  recordArchive(fence: number, runId: string, archive: Omit<RunArchive, 'archivedAt'>, actorId: string): Promise<void>
  /** Removes some items of an archived run; its counts stay. @returns how many. Error: as of `holdSweep` */
  removeArchivedItems(fence: number, runId: string, most: number): Promise<number>
}
