import type { DeadLetter } from '../../domain/worker/dead-letter.ts'
import type { Page } from './reads.ts'

/** Which task: of a batch, or of the run itself. */
export interface TaskKey {
  runId: string
  batchId: string | null
}

/** Tasks that failed, as the ledger remembers them: the queue forgets a task with its end. */
export interface DeadLetterStore {
  /** Notes that a task failed once more. Tasks of runs that have ended are forgotten on the way. */
  noteTaskFailure(task: TaskKey, error: { code: string; sentence: string }): Promise<void>
  /** The task was done. */
  forgetTaskFailures(task: TaskKey): Promise<void>
  /**
   * Tasks that stopped their run, which is halted for the same reason, and tasks of unfinished runs that failed at least so
   * often in a row; the oldest first.
   * @param options.after the id of the last one of the page before
   */
  listDeadLetters(options: { failures: number; limit: number; after?: string }): Promise<Page<DeadLetter>>
}
