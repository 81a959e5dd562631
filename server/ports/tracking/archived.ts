import type { Actor, Run } from '../../domain/run/run.ts'
import type { RunCreation } from './runs.ts'

/** A back-up that the service makes by itself; what it is of is found when it is made. */
export type ScheduledRun = Omit<RunCreation, 'operation' | 'scope' | 'isDryRun' | 'limits'>

/** Documents that are archived at their source. */
export interface ArchivedStore {
  /**
   * Creates a back-up of exactly the archived records about which the source is to be asked by now, those that wait longest
   * first. None when nothing is due, or while the one before is unfinished. Of many that ask at once one is answered with a
   * run.
   * @param due.most records of one run
   * @param due.accountIds the only Accounts; every one when empty
   * @param due.nextQuestionAt when its records are due again if the run comes to nothing
   */
  createBackUpOfArchived(
    run: ScheduledRun,
    actor: Actor,
    due: { at: Date; most: number; accountIds: readonly string[]; nextQuestionAt: Date },
  ): Promise<Run | undefined>
}
