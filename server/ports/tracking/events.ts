import type { RunEvent } from '../../domain/run/event.ts'
import type { EntryCounts, Run, RunCounts } from '../../domain/run/run.ts'

/** A run that is followed, from the event after this number on. */
export interface FollowedRun {
  runId: string
  after: number
}

/** How a followed run stands, with what happened since. */
export interface RunReading {
  run: Run
  counts: RunCounts
  /** Null for a run that does not read the org. */
  entries: EntryCounts | null
  /** Oldest first. */
  events: RunEvent[]
}

/** What happened to runs, in order. Events come by themselves with what they tell about; nobody adds one. */
export interface EventStore {
  /**
   * Reads any number of runs with three statements. The events are read last: those of a run that is read as ended are
   * complete. Unknown runs are missing.
   */
  readFollowedRuns(followed: readonly FollowedRun[]): Promise<RunReading[]>
}
