import type { CountedObject, FreeStorage } from '../domain/census/census.ts'

/**
 * Counting what the integration user set off in the org. All methods are idempotent, one API request each, and fail like those
 * of `OrgReader`; FatalError `salesforce.bad-request` with the org's own `errorCode` in its facts when it may not look.
 */
export interface OrgCensus {
  /**
   * By which stamps rows of an object can be counted; undefined when the integration user sees no such object, or its rows do
   * not tell who made them.
   */
  describeCounted(object: string): Promise<CountedObject | undefined>
  /** Rows that the integration user made since, or was the last to change since; each once. */
  countRows(counted: CountedObject, since: Date): Promise<number>
  /** Async Apex jobs that were started in the name of the integration user since. */
  countAsyncJobs(since: Date): Promise<number>
  /** The server's own time, to the second, and what storage is free; null for a user who may not see the limits. */
  readStorage(): Promise<{ at: Date; free: FreeStorage | null }>
}
