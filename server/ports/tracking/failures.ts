import type { RecordWord } from '../../domain/file/states.ts'
import type { Run } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from './runs.ts'

/** Records in scope that carry one failure code and are in one state. */
export interface FailureCount {
  code: string
  word: RecordWord
  records: number
  /** Of these, those that failed within the last 24 hours and the last seven days. */
  last24Hours: number
  last7Days: number
  /** ISO 8601, UTC: when the oldest and the newest of them failed. */
  since: string
  latest: string
  /** The first of them by record id, with the words of its own failure. */
  example: { recordId: string; name: string; sentence: string | null }
}

/** Records that one run could not do for one reason. */
export interface RunFailureCount {
  code: string
  records: number
  /** The first of them by record id, with the words of the run. */
  example: { recordId: string; name: string; sentence: string | null }
}

/** What failed, in groups. */
export interface FailureStore {
  /** Counts from an index of the failing records alone, by code and state. */
  countFailures(at: Date): Promise<FailureCount[]>
  /** What one run could not do, by code, the largest first; counted from an index of just these items. */
  countRunFailures(runId: string): Promise<RunFailureCount[]>
  /**
   * The run that a key has made, if any: its failures may be gone by now. PermanentError `api.idempotency-reused` when the
   * key was used for another body.
   */
  findRetry(idempotency: IdempotencyBinding): Promise<Run | undefined>
}
