import { DocliftError } from '../domain/errors.ts'
import type { Context } from './context.ts'

/** An org that loses so many in a row will lose the next one too. */
const MOST_JOBS = 5
const LOST = ['salesforce.query-expired', 'salesforce.query-failed']

/**
 * Reads by query jobs of the org. When one is lost, because somebody deleted or aborted it or because it failed as a whole,
 * its position leads nowhere any more: it is forgotten, and all is read again by another job. What is read twice is stored
 * once.
 * @param read goes on at the stored position
 * @throws PermanentError `salesforce.query-expired`, FatalError `salesforce.query-failed` when it happens again and again;
 * whoever resumes the run begins with a new job too
 */
export async function readByQueryJobs({ ports }: Context, runId: string, read: () => Promise<void>): Promise<void> {
  for (let job = 1; ; job += 1) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof DocliftError) || !LOST.includes(error.code)) throw error
      await ports.tracking.forgetPosition(runId)
      if (job === MOST_JOBS) throw error
      ports.log.warn(`${error.message} It is read by another job.`, { runId, code: error.code })
    }
  }
}
