import type { Operation, RunState } from '../run/run.ts'

/** A task that workers could not do, and that nobody has done since. */
export interface DeadLetter {
  id: string
  runId: string
  runNumber: number
  operation: Operation
  runState: RunState
  /** Null when the run itself could not be planned, read or given out. */
  batchId: string | null
  batchNumber: number | null
  /** Of its last error. */
  code: string
  sentence: string
  /** How often it failed, one time after another. */
  failures: number
  /** ISO 8601, UTC. */
  firstFailedAt: string
  lastFailedAt: string
  /** `given-up`: its run was stopped by it and waits for a person. `trying`: it fails again and again, and goes on being tried. */
  state: 'given-up' | 'trying'
}

/** A task that failed so often in a row is worth a look, though it goes on being tried; passing faults are over before. */
export const FAILURES_WORTH_A_LOOK = 5
