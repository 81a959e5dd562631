import type { Census, CensusCounts } from '../../domain/census/census.ts'

/** One count of what a switch set off. */
export interface CensusRow {
  /** From 1, in the order in which they were made. */
  number: number
  /** When the org was asked, by its own clock; ISO 8601, UTC. */
  at: string
  /** Batches of the run that were done then. */
  batchesDone: number
  /** Records that the run had written then. */
  records: number
  counts: CensusCounts
  /** Null for what later counts are compared with. */
  result: Census | null
}

/** What switches set off. Rows are added and never changed. */
export interface CensusStore {
  /** Oldest first. */
  censusesOf(runId: string): Promise<CensusRow[]>
  /**
   * Adds a count.
   * @returns false, and adds nothing, when another process has added one of this number
   */
  addCensus(runId: string, row: CensusRow): Promise<boolean>
}
