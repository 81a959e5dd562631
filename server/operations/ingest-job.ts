import { DocliftError } from '../domain/errors.ts'
import { firstPollMs, nextPollMs } from '../domain/switch/polling.ts'
import type { IngestJob, IngestJobState, OrgWriter, WriteResult } from '../ports/salesforce-org.ts'
import type { Context } from './context.ts'

/** How a job ended. `gone`: deleted under us, which the platform allows only for jobs that have ended. */
export type IngestJobEnd = Extract<IngestJobState, 'JobComplete' | 'Failed' | 'Aborted'> | 'gone'

/** A halt is to stop a job within ten seconds; the ledger is asked, which costs no call of the org. */
const LOOK_FOR_HALT_EVERY_MS = 2_000

/**
 * Waits until a closed job has ended. One that is still queued after the limit is aborted: its rows were compared too long
 * ago to be written now. So is one whose run is halted: a job may wait and write for hours after that.
 */
export async function awaitIngestJob(
  context: Context,
  job: IngestJob,
  { runId, rows }: { runId: string; rows: number },
  signal: AbortSignal,
): Promise<IngestJobEnd> {
  const { clock, writer } = context.ports
  const firstMs = firstPollMs(rows, context.settings.switching.pollMs)
  const queuedUntil = clock.now().getTime() + context.settings.switching.jobQueuedLimitMs
  for (let waitMs = firstMs; ; waitMs = nextPollMs(waitMs)) {
    // First of all: a job that was closed a moment ago has not ended, and looking costs a call.
    if (await isHaltedWithin(waitMs, context, runId, signal)) return abortIngestJob(context, job, signal)
    const status = await writer.ingestJobStatus(job)
    const end = endOf(status?.state)
    if (end !== undefined) return recordEnd(context, job, end)
    if (status?.state !== 'InProgress' && clock.now().getTime() > queuedUntil)
      return abortIngestJob(context, job, signal)
  }
}

/** Waits so long, or until the run is halted. */
async function isHaltedWithin(
  waitMs: number,
  { ports }: Context,
  runId: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (let leftMs = waitMs; leftMs > 0; leftMs -= LOOK_FOR_HALT_EVERY_MS) {
    await ports.clock.sleep(Math.min(leftMs, LOOK_FOR_HALT_EVERY_MS), signal)
    if ((await ports.tracking.getRun(runId))?.state === 'halted') return true
  }
  return false
}

/** Aborts a job that has not ended, and waits until it has. What it wrote before stays written. */
export async function abortIngestJob(context: Context, job: IngestJob, signal: AbortSignal): Promise<IngestJobEnd> {
  const { clock, writer } = context.ports
  for (let waitMs = context.settings.switching.pollMs; ; waitMs = nextPollMs(waitMs)) {
    const end = endOf((await writer.ingestJobStatus(job))?.state)
    if (end !== undefined) return recordEnd(context, job, end)
    await writer.abortIngestJob(job)
    await clock.sleep(waitMs, signal)
  }
}

/**
 * What a job that has ended says about its rows, until each was told of: mostly the first of its three lists says all, and the
 * others would cost a call each. What they might say as well is seen when the values are read back.
 */
export async function readIngestResults(
  writer: Pick<OrgWriter, 'ingestResults'>,
  job: IngestJob,
  recordIds: readonly string[],
): Promise<WriteResult[]> {
  const untold = new Set(recordIds)
  const results: WriteResult[] = []
  for await (const result of writer.ingestResults(job)) {
    results.push(result)
    untold.delete(result.recordId)
    if (untold.size === 0) break
  }
  return results
}

/**
 * Deletes a job that has ended, once the ledger holds what it did. One that cannot be deleted is deleted by the platform after
 * seven days.
 */
export async function discardIngestJob({ ports }: Context, job: IngestJob): Promise<void> {
  try {
    await ports.writer.deleteIngestJob(job)
  } catch (error) {
    if (!(error instanceof DocliftError)) throw error
    ports.log.info('An ingest job that has ended was left in the org.', { jobId: job.jobId, code: error.code })
  }
}

function endOf(state: IngestJobState | undefined): IngestJobEnd | undefined {
  if (state === undefined) return 'gone'
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted' ? state : undefined
}

async function recordEnd({ ports }: Context, job: IngestJob, end: IngestJobEnd): Promise<IngestJobEnd> {
  await ports.tracking.recordIngestJobState(job.jobId, end, ports.clock.now())
  return end
}
