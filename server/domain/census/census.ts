/** What a switch sets off in the org, counted while it runs and extrapolated (design.md section 7 step 7). */

/** An object whose rows can be counted by who made them. */
export interface CountedObject {
  /** API name. */
  object: string
  /** Whether its rows also tell who changed them last; those of a history do not. */
  tellsChanges: boolean
}

/** Rows of one object that our user made or changed since a moment. */
export interface ObjectCount extends CountedObject {
  /** Null when they could not be counted. */
  rows: number | null
  /** Why not, as a code. */
  problem: string | null
}

export interface FreeStorage {
  dataMb: number
  fileMb: number
}

/** What the org says at one moment; null for what it does not tell this user. */
export interface CensusCounts {
  objects: readonly ObjectCount[]
  asyncJobs: number | null
  freeStorage: FreeStorage | null
}

/** From harmless to not. */
export const CENSUS_OUTCOMES = ['fine', 'too-few-records', 'not-known', 'storage-short', 'above-threshold'] as const
export type CensusOutcome = (typeof CENSUS_OUTCOMES)[number]

/** Storage of one kind, in megabytes of the whole org. */
export interface StorageUse {
  /** Less free than before, whoever used it. */
  grownMb: number
  freeMb: number
  /** What the records that are left of the run take at this rate. */
  projectedMb: number
}

/** What was set off up to a moment, what follows from it, and what that means. */
export interface Census {
  outcome: CensusOutcome
  /** With the numbers: expected, got, what to do. */
  sentence: string
  /** Records that were switched meanwhile. */
  records: number
  objects: { object: string; rows: number | null }[]
  asyncJobs: number | null
  /** All that is known of rows and jobs, for every 100 records, to the hundredth; null before a record was switched. */
  per100Records: number | null
  allowedPer100Records: number
  /** Rows and jobs at this rate; null before a record was switched. */
  projected: { ofRun: number; inScope: number } | null
  dataStorage: StorageUse | null
  fileStorage: StorageUse | null
}

/** Everything that is known when a census is judged. */
export interface CensusFacts {
  before: CensusCounts
  now: CensusCounts
  /** Records that were switched between both. */
  records: number
  /** Records of the run: all, and those that are not settled yet. */
  planned: number
  pending: number
  /** Records of the whole org that are in scope and not switched. */
  toSwitch: number
  allowedPer100Records: number
  /** Somebody let the run go on although its storage does not last. */
  isStorageAccepted: boolean
}

/**
 * Fewer records say nothing about a hundred of them: what happens once for each transaction, of up to 200 records, would
 * look like something that happens for each record.
 */
export const LEAST_RECORDS = 100
