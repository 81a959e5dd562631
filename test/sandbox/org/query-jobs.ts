import { setTimeout } from 'node:timers/promises'
import type { FaultBoard } from './faults.ts'
import { isFinal, type Job, type JobBook, versionNumber } from './job-book.ts'
import type { Journal } from './journal.ts'
import { planQuery } from './query-plan.ts'
import { countMatches } from './query-scan.ts'
import type { Tables } from './tables.ts'
import { formatRestMoment } from './values.ts'

export interface QueryJob extends Job {
  soql: string
  object: string
  /** The last write the result contains, by its number. */
  asOf: number
  /** How many records the result has. */
  total: number
  /** Why the job failed. */
  errorMessage: string | null
}

export interface QueryJobs {
  book: JobBook<QueryJob>
  journal: Journal
  tables: Tables
  faults: FaultBoard
  /** The number of the last write. */
  sequence: () => number
  /** From creation to work. */
  delayMs: number
  /** Ends all work when the org stops; what is unfinished goes on at the next start. */
  signal: AbortSignal
}

/**
 * Takes a query job to its end. The result is fixed here once, as a place in the sequence of writes: its pages can
 * be read again and always say the same.
 */
export async function runQueryJob(jobs: QueryJobs, id: string): Promise<void> {
  try {
    await setTimeout(jobs.delayMs, undefined, { signal: jobs.signal })
    while (isWaiting(jobs, id) && jobs.faults.find('hold-jobs') !== undefined) await jobs.faults.changed(jobs.signal)
    if (isWaiting(jobs, id) && !isEndedByFault(jobs, id)) await measure(jobs, id)
    if (jobs.faults.take('job-deleted', ({ of }) => of === 'query')) jobs.book.remove(jobs.journal, id)
  } catch (error) {
    if (!jobs.signal.aborted) fail(jobs, id, error)
  }
}

/** Gives what a job says about itself from its creation on. */
export function describeQueryJob(job: QueryJob) {
  return {
    id: job.id,
    operation: 'query',
    object: job.object,
    createdById: job.createdById,
    createdDate: formatRestMoment(job.createdAtMs),
    systemModstamp: formatRestMoment(job.changedAtMs),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: versionNumber(job),
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
  }
}

/** Gives what a job says about itself when asked for its progress. */
export function describeQueryProgress(job: QueryJob, tables: Tables) {
  const plan = planQuery(job.soql, tables)
  return {
    ...describeQueryJob(job),
    jobType: 'V2Query',
    numberRecordsProcessed: job.total,
    retries: 0,
    totalProcessingTime: isFinal(job) ? job.changedAtMs - job.createdAtMs : 0,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
    isPkChunkingSupported: !plan.isOrdered && !Number.isFinite(plan.limit),
  }
}

async function measure({ book, journal, tables, sequence, signal }: QueryJobs, id: string): Promise<void> {
  const asOf = sequence()
  book.change(journal, id, { state: 'InProgress', asOf })
  const total = await countMatches(planQuery(book.find(id)?.soql ?? '', tables), asOf)
  const job = book.find(id)
  if (job !== undefined && !isFinal(job) && !signal.aborted) book.change(journal, id, { state: 'JobComplete', total })
}

function isEndedByFault({ book, journal, faults }: QueryJobs, id: string): boolean {
  const isAborted = faults.take('job-aborted', ({ of }) => of === 'query')
  const isFailed = faults.take('job-failed', ({ of }) => of === 'query')
  if (isAborted) book.change(journal, id, { state: 'Aborted' })
  else if (isFailed) book.change(journal, id, { state: 'Failed', errorMessage: 'InternalServerError : the job failed' })
  return isAborted || isFailed
}

function fail({ book, journal }: QueryJobs, id: string, error: unknown): void {
  const errorMessage = error instanceof Error ? error.message : String(error)
  if (book.find(id) !== undefined) book.change(journal, id, { state: 'Failed', errorMessage })
}

function isWaiting({ book }: QueryJobs, id: string): boolean {
  const job = book.find(id)
  return job !== undefined && !isFinal(job)
}
