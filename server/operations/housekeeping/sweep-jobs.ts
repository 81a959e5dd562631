import type { OrgJob } from '../../ports/salesforce-org.ts'
import type { LedgerJob } from '../../ports/tracking/housekeeping.ts'
import type { Context } from '../context.ts'
import { type Sweeping, sweepOne, type Tally } from './sweeping.ts'

/** Jobs that are named in a sentence, at most. */
const MOST_NAMED = 5

/**
 * Aborts and deletes ingest jobs whose batch or run has ended without them. What such a job wrote stays written, and the ledger
 * has settled its records; one with a record in doubt is left to whoever settles it.
 */
export async function sweepIngestJobs(context: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  const { writer } = context.ports
  await sweepJobs(context, sweeping, tally, await writer.ownJobs('ingest'), (job) => discardIngestJob(context, job))
}

/** Aborts and deletes query jobs whose run has ended without reading them. */
export async function sweepQueryJobs(context: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  const { org } = context.ports
  await sweepJobs(context, sweeping, tally, await org.ownJobs('query'), (job) => org.discardQueryJob(job))
}

async function sweepJobs(
  context: Context,
  sweeping: Sweeping,
  tally: Tally,
  jobs: readonly OrgJob[],
  discard: (job: OrgJob) => Promise<void>,
): Promise<void> {
  const known = await knownOf(context, jobs)
  for (const job of jobs) {
    if (known.get(job.jobId)?.isOver) await sweepOne(sweeping, tally, () => discard(job))
  }
  tally.sentence = await tellStrangers(
    context,
    jobs.filter(({ jobId }) => !known.has(jobId)),
  )
}

async function knownOf({ ports: { tracking } }: Context, jobs: readonly OrgJob[]): Promise<Map<string, LedgerJob>> {
  const known = await tracking.ledgerJobs(jobs.map(({ jobId }) => jobId))
  return new Map(known.map((job) => [job.jobId, job]))
}

/** The ledger learns the end before the org forgets the job. */
async function discardIngestJob({ ports: { writer, tracking, clock } }: Context, job: OrgJob): Promise<void> {
  if (!job.hasEnded) {
    await writer.abortIngestJob(job)
    await tracking.recordIngestJobState(job.jobId, 'Aborted', clock.now())
  }
  await writer.deleteIngestJob(job)
}

/** Another program may work as our user, so what the ledger does not know is told and left alone. */
async function tellStrangers({ ports, settings }: Context, jobs: readonly OrgJob[]): Promise<string | null> {
  const { now } = await ports.tracking.oldestWork()
  const before = new Date(now.getTime() - settings.housekeeping.abandonedAfterMs)
  const strangers = jobs.filter(({ hasEnded, createdAt }) => !hasEnded && createdAt < before)
  if (strangers.length === 0) return null
  const named = strangers.slice(0, MOST_NAMED).map(({ jobId }) => jobId)
  const more = strangers.length > named.length ? ' and more' : ''
  return `Unfinished jobs of our user in the org that the ledger does not know were left alone: ${named.join(', ')}${more}.`
}
