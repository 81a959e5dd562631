import type { OrgConfig } from '../../../server/config.ts'
import type { Clock } from '../../../server/ports/clock.ts'
import type { Finding } from './finding.ts'
import type { MainJob } from './main-job.ts'
import type { OddValues } from './odd-values.ts'
import type { OrgClient } from './org-client.ts'
import type { QueryPages } from './query-job.ts'
import type { ScratchJobs } from './scratch-jobs.ts'
import type { ScratchRecords } from './scratch-records.ts'

/** What a check works with. */
export interface CheckContext {
  client: OrgClient
  config: OrgConfig['salesforce']
  clock: Clock
  /** Between the first two looks at a job. */
  pollMs: number
  /** Aborted when the run is to end. */
  signal: AbortSignal
  scratch: ScratchRecords
  jobs: ScratchJobs
  /** What several checks look at, made by the first of them. */
  oddValues(): Promise<OddValues>
  queryPages(): Promise<QueryPages>
  mainJob(): Promise<MainJob>
}

/** Throws CannotTell, or whatever the product's own layers throw, when it cannot be found out. */
export type Check = (context: CheckContext) => Promise<Finding>
