import { DocliftError, FatalError, LostAnswerError, TransientError } from '../domain/errors.ts'
import type { Way } from '../domain/switch/groups.ts'
import type { RecordChange } from '../domain/switch/outcome.ts'
import { reconcileResults } from '../domain/switch/reconcile.ts'
import type { IngestJob, UrlWrite, WriteResult } from '../ports/salesforce-org.ts'
import type { HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { abortIngestJob, awaitIngestJob, type IngestJobEnd, readIngestResults } from './ingest-job.ts'
import { requireRoom, toWrite } from './require-room.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'

/** A change of one record. Its expected URL is the before-image that the ledger holds. */
export interface PermittedChange extends RecordChange {
  recordId: string
  accountId: string
}

/** A change whose record was read and found to hold the expected URL. */
export interface ComparedChange extends PermittedChange {
  /** The record's stamp as it was read. */
  systemModstamp: string
}

/** Without a permit nothing is written: which items of which run, under which fence, read when, in which org. */
export interface WritePermit {
  held: HeldBatch
  changes: readonly ComparedChange[]
  /** When the values of these records were read and compared. */
  readAt: Date
}

export type WriteAnswer =
  /**
   * What the org said, by record. A record that is missing was not mentioned, or in several ways: the write is over, but not
   * known. The job, if there was one, has ended; when it failed as a whole, it said why.
   */
  | { kind: 'answered'; results: ReadonlyMap<string, WriteResult>; job?: IngestJob; jobFailure?: string }
  /** No answer came and the write may still happen. */
  | { kind: 'lost' }
  /** For a passing reason nothing was sent; the ledger says so too. */
  | { kind: 'not-sent'; error: TransientError }

/**
 * The one door: nothing else writes to the org (invariant 6). Before anything is sent the ledger holds the before-image of
 * every item (its constraint refuses the note otherwise), the fence is checked, the org is the bound one (invariant 13), test
 * mode allows the records, and the org has API requests left for them.
 * @throws FatalError `installation.mismatch`, `run.outside-test-mode`, `salesforce.share-used`, `batch.fence-lost`
 */
export async function writeUrls(
  context: Context,
  permit: WritePermit,
  way: Way,
  signal: AbortSignal,
): Promise<WriteAnswer> {
  await refuseOtherOrg(context)
  await refuseWorkOutsideTestMode(context, permit.held.runId, permit.changes)
  const { runId, operation } = permit.held
  await requireRoom(context, { runId, operation, needed: toWrite(context, permit.changes.length, way) })
  return way === 'ingest-job' ? byIngestJob(context, permit, signal) : byRest(context, permit, way)
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
async function byRest(
  { ports, settings }: Context,
  permit: WritePermit,
  way: 'collections' | 'single',
): Promise<WriteAnswer> {
  const sentAt = ports.clock.now()
  await ports.tracking.recordSent(permit.held, idsOf(permit), { readAt: permit.readAt, sentAt, ingestJobId: null })
  try {
    const leftMs = settings.switching.collectionsTimeoutMs - (ports.clock.now().getTime() - sentAt.getTime())
    if (leftMs <= 0)
      throw new TransientError('switch.too-late', 'The time to send this write has passed. It is compared anew.')
    const results = await (way === 'single'
      ? updateSingle(ports, permit, leftMs)
      : updateTogether(ports, permit, leftMs))
    return { kind: 'answered', results: reconcileResults(idsOf(permit), results) }
  } catch (error) {
    if (error instanceof LostAnswerError) return { kind: 'lost' }
    return notSent(ports, permit, error)
  }
}

function updateTogether({ writer }: Context['ports'], permit: WritePermit, leftMs: number): Promise<WriteResult[]> {
  return writer.updateRecords(writesOf(permit), leftMs)
}

/** Under the condition that nobody touched the record since it was read; only one fits into the time of one call. */
async function updateSingle({ writer }: Context['ports'], permit: WritePermit, leftMs: number): Promise<WriteResult[]> {
  const [change, ...others] = permit.changes
  if (change === undefined || others.length > 0) throw new RangeError('A single write takes exactly one record.')
  const write = { recordId: change.recordId, url: change.targetUrl }
  return [await writer.updateRecordUnmodifiedSince(write, change.systemModstamp, leftMs)]
}

/**
 * A crash between any two of these lines is harmless: an Open job without rows does nothing; once its id is stored, whoever
 * takes the batch over aborts the job first and then reads what it did.
 */
async function byIngestJob(context: Context, permit: WritePermit, signal: AbortSignal): Promise<WriteAnswer> {
  const { tracking, writer, clock } = context.ports
  const job = await createJob(context, permit)
  if ('kind' in job) return job
  await tracking.recordIngestJob(permit.held, job, permit.changes.length, clock.now())
  const sending = { readAt: permit.readAt, sentAt: clock.now(), ingestJobId: job.jobId }
  await tracking.recordSent(permit.held, idsOf(permit), sending)
  try {
    await writer.uploadIngestJob(job, writesOf(permit))
    await writer.closeIngestJob(job)
  } catch (error) {
    return afterFailedSending(context, permit, job, error, signal)
  }
  const end = await awaitIngestJob(context, job, { runId: permit.held.runId, rows: permit.changes.length }, signal)
  const results = await resultsOf(context, permit, job, end)
  return { kind: 'answered', results, job, ...(end === 'Failed' && { jobFailure: await reasonOf(context, job) }) }
}

async function reasonOf({ ports }: Context, job: IngestJob): Promise<string> {
  return (await ports.writer.ingestJobStatus(job))?.errorMessage ?? 'no reason given'
}

/** An empty job may stay behind when the answer was lost; it does nothing, and its records are read and found as they were. */
async function createJob({ ports }: Context, permit: WritePermit): Promise<IngestJob | WriteAnswer> {
  try {
    return await ports.writer.createIngestJob()
  } catch (error) {
    if (error instanceof LostAnswerError) return { kind: 'answered', results: new Map() }
    return notSent(ports, permit, error)
  }
}

/** Only for errors that say for certain that nothing was written. */
async function notSent({ tracking }: Context['ports'], permit: WritePermit, error: unknown): Promise<WriteAnswer> {
  await tracking.recordNotWritten(permit.held, idsOf(permit))
  if (error instanceof TransientError) return { kind: 'not-sent', error }
  throw error
}

/** The job is made to end first. Only one that was aborted before it was closed is known to have written nothing. */
async function afterFailedSending(
  context: Context,
  permit: WritePermit,
  job: IngestJob,
  error: unknown,
  signal: AbortSignal,
): Promise<WriteAnswer> {
  const end = await abortIngestJob(context, job, signal)
  if (error instanceof LostAnswerError || wasEndedByOthers(error) || end !== 'Aborted') {
    return { kind: 'answered', results: new Map(), job }
  }
  return notSent(context.ports, permit, error)
}

/** Somebody aborted or deleted the job in the org before it was closed: no fault of the request. */
function wasEndedByOthers(error: unknown): boolean {
  return error instanceof DocliftError && ENDED_BY_OTHERS.has(String(error.facts.errorCode))
}

const ENDED_BY_OTHERS = new Set(['INVALIDJOBSTATE', 'NOT_FOUND'])

/** Results of a job that was aborted or deleted are not asked for: its rows are read instead. */
async function resultsOf(
  { ports }: Context,
  permit: WritePermit,
  job: IngestJob,
  end: IngestJobEnd,
): Promise<Map<string, WriteResult>> {
  if (end === 'Aborted' || end === 'gone') return new Map()
  const results = await readIngestResults(ports.writer, job, idsOf(permit))
  const lockedIds = new Set(results.filter(isLocked).map((result) => result.recordId))
  await ports.tracking.recordJobLocks(job.jobId, Math.min(lockedIds.size, permit.changes.length))
  return reconcileResults(idsOf(permit), results)
}

/** A lock is the only passing reason that the org gives for one row. */
export function isLocked(result: WriteResult): boolean {
  return result.result === 'refused' && result.isTransient
}

function writesOf(permit: WritePermit): UrlWrite[] {
  return permit.changes.map(({ recordId, targetUrl }) => ({ recordId, url: targetUrl }))
}

function idsOf(permit: WritePermit): string[] {
  return permit.changes.map((change) => change.recordId)
}
