import type { SweepSubject } from '../../domain/housekeeping/sweep.ts'
import type { Context } from '../context.ts'

/** One sweep under way: every act first makes sure that it is still its turn. */
export interface Sweeping {
  isDryRun: boolean
  /** Null in a dry run, which is nobody's turn. */
  fence: number | null
  /** Errors: FatalError `housekeeping.fence-lost`, or the reason for which the process stops. */
  hold(): Promise<void>
}

/** What is counted at one subject, kept when an error ends its sweep half-way. */
export interface Tally {
  found: number
  removed: number
  sentence: string | null
}

/** How one subject is swept. Safe to repeat: whatever was removed before it broke off is not found again. */
export type SubjectSweep = (context: Context, sweeping: Sweeping, tally: Tally) => Promise<void>

export type SubjectSweeps = Readonly<Record<SweepSubject, SubjectSweep>>

/** Counts one thing that may go, and removes it unless the run is dry. */
export async function sweepOne(sweeping: Sweeping, tally: Tally, remove: () => Promise<unknown>): Promise<void> {
  tally.found += 1
  if (sweeping.isDryRun) return
  await sweeping.hold()
  await remove()
  tally.removed += 1
}
