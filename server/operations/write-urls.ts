import { FatalError, LostAnswerError, TransientError } from '../domain/errors.ts'
import type { RecordChange } from '../domain/switch/outcome.ts'
import type { IngestJob, UrlWrite, WriteResult } from '../ports/salesforce-org.ts'
import type { HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { abortIngestJob, awaitIngestJob, type IngestJobEnd } from './ingest-job.ts'
import { requireRoom, toWrite } from './require-room.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'

/** A change of one record. Its expected URL is the before-image that the ledger holds. */
export interface PermittedChange extends RecordChange {
  recordId: string
  accountId: string
}

/** Without a permit nothing is written: which items of which run, under which fence, read when, in which org. */
export interface WritePermit {
  held: HeldBatch
  changes: readonly PermittedChange[]
  /** When the values of these records were read and compared. */
  readAt: Date
}

export type WriteAnswer =
  /** What the org said, by record. A record that is missing was not mentioned: the write is over, but not known. */
  | { kind: 'answered'; results: ReadonlyMap<string, WriteResult> }
  /** No answer came and the write may still happen. */
  | { kind: 'lost' }

/**
 * The one door: nothing else writes to the org (invariant 6). Before anything is sent the ledger holds the before-image of
 * every item (its constraint refuses the note otherwise), the fence is checked, the org is the bound one (invariant 13), test
 * mode allows the records, and the org has API requests left for them.
 * @throws FatalError `installation.mismatch`, `run.outside-test-mode`, `salesforce.share-used`, `batch.fence-lost`
 */
export async function writeUrls(
  context: Context,
  permit: WritePermit,
  way: 'collections' | 'ingest-job',
  signal: AbortSignal,
): Promise<WriteAnswer> {
  await refuseOtherOrg(context)
  await refuseWorkOutsideTestMode(context, permit.held.runId, permit.changes)
  const { runId, operation } = permit.held
  await requireRoom(context, { runId, operation, needed: toWrite(context, permit.changes.length, way) })
  return way === 'collections' ? byCollections(context, permit) : byIngestJob(context, permit, signal)
}

async function refuseOtherOrg({ ports }: Context): Promise<void> {
  const [bound, identity] = await Promise.all([ports.tracking.readBinding(), ports.writer.identity()])
  if (bound?.orgId === identity.orgId) return
  const sentence = `Expected org ${bound?.orgId ?? 'none'}; the login reached ${identity.orgId}. Nothing was written.`
  throw new FatalError('installation.mismatch', sentence)
}

/**
 * The deadline counts from the moment that the ledger holds, so a process that slept after it finds no time left and sends
 * nothing: by then somebody else may have settled these records.
 */
async function byCollections({ ports, settings }: Context, permit: WritePermit): Promise<WriteAnswer> {
  const sentAt = ports.clock.now()
  await ports.tracking.recordSent(permit.held, idsOf(permit), { readAt: permit.readAt, sentAt, ingestJobId: null })
  try {
    const leftMs = settings.switching.collectionsTimeoutMs - (ports.clock.now().getTime() - sentAt.getTime())
    if (leftMs <= 0)
      throw new TransientError('switch.too-late', 'The time to send this write has passed. It is compared anew.')
    const results = await ports.writer.updateRecords(writesOf(permit), leftMs)
    return { kind: 'answered', results: byRecord(results) }
  } catch (error) {
    if (error instanceof LostAnswerError) return { kind: 'lost' }
    await ports.tracking.recordNotWritten(permit.held, idsOf(permit))
    throw error
  }
}

/**
 * A crash between any two of these lines is harmless: an Open job without rows does nothing; once its id is stored, whoever
 * takes the batch over aborts the job first and then reads what it did.
 */
async function byIngestJob(context: Context, permit: WritePermit, signal: AbortSignal): Promise<WriteAnswer> {
  const { tracking, writer, clock } = context.ports
  const job = await writer.createIngestJob()
  await tracking.recordIngestJob(permit.held, job, clock.now())
  const sending = { readAt: permit.readAt, sentAt: clock.now(), ingestJobId: job.jobId }
  await tracking.recordSent(permit.held, idsOf(permit), sending)
  try {
    await writer.uploadIngestJob(job, writesOf(permit))
    await writer.closeIngestJob(job)
  } catch (error) {
    await abortIngestJob(context, job, signal)
    if (error instanceof LostAnswerError) return { kind: 'answered', results: new Map() }
    await tracking.recordNotWritten(permit.held, idsOf(permit))
    throw error
  }
  const end = await awaitIngestJob(context, job, signal)
  return { kind: 'answered', results: await resultsOf(context, job, end) }
}

/** Results of a job that was aborted or deleted are not asked for: its rows are read instead. */
async function resultsOf({ ports }: Context, job: IngestJob, end: IngestJobEnd): Promise<Map<string, WriteResult>> {
  if (end === 'Aborted' || end === 'gone') return new Map()
  const reason = end === 'Failed' ? (await ports.writer.ingestJobStatus(job))?.errorMessage : undefined
  const results = new Map<string, WriteResult>()
  for await (const result of ports.writer.ingestResults(job)) {
    results.set(result.recordId, reason ? withJobError(result, reason) : result)
  }
  return results
}

/** A job that failed as a whole names its reason once; each row that it did not process gets the job's words. */
function withJobError(result: WriteResult, reason: string): WriteResult {
  if (result.result !== 'unprocessed') return result
  const { recordId } = result
  return { recordId, result: 'refused', code: 'salesforce.job-failed', sentence: reason, isTransient: true }
}

function byRecord(results: readonly WriteResult[]): Map<string, WriteResult> {
  return new Map(results.map((result) => [result.recordId, result]))
}

function writesOf(permit: WritePermit): UrlWrite[] {
  return permit.changes.map(({ recordId, targetUrl }) => ({ recordId, url: targetUrl }))
}

function idsOf(permit: WritePermit): string[] {
  return permit.changes.map((change) => change.recordId)
}
