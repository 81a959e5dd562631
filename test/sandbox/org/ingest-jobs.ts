import { join } from 'node:path'
import type { CsvFormat } from './csv.ts'
import { ApiError } from './errors.ts'
import { isFinal, type Job, JobBook, versionNumber } from './job-book.ts'
import type { IngestProgress } from './journal.ts'
import { formatRestMoment } from './values.ts'

export interface IngestJob extends Job, CsvFormat {
  operation: 'update'
  object: string
  isUploaded: boolean
  /** Why the job failed as a whole. */
  errorMessage: string | null
}

export interface RowFailure {
  /** `sf__Id`, which can be empty. */
  recordId: string
  /** `sf__Error`. */
  error: string
}

/** How far a job has come: rows are done in the order of the upload. */
export interface Progress {
  rows: number
  failures: Map<number, RowFailure>
}

/** The ingest jobs, their uploads and their progress. */
export class IngestJobs {
  readonly book = new JobBook<IngestJob>('ingest')
  readonly #progress = new Map<string, Progress>()
  readonly #folder: string

  /** @param folder where uploads are kept; it must exist */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The file that holds a job's upload. */
  fileOf(id: string): string {
    return join(this.#folder, `${id}.csv`)
  }

  progressOf(id: string): Progress {
    return this.#progress.get(id) ?? { rows: 0, failures: new Map() }
  }

  /** Applies the progress of one group of rows that is in the journal already. */
  replay({ jobId, rows, failures }: IngestProgress): void {
    const progress = this.progressOf(jobId)
    progress.rows += rows
    for (const [row, recordId, error] of failures) progress.failures.set(row, { recordId, error })
    this.#progress.set(jobId, progress)
  }

  /** Gives what a job says about itself from its creation on. */
  describe(job: IngestJob) {
    return {
      id: job.id,
      operation: job.operation,
      object: job.object,
      createdById: job.createdById,
      createdDate: formatRestMoment(job.createdAtMs),
      systemModstamp: formatRestMoment(job.changedAtMs),
      state: job.state,
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: versionNumber(job),
      contentUrl: `services/data/v${job.apiVersion}/jobs/ingest/${job.id}/batches`,
      lineEnding: job.lineEnding,
      columnDelimiter: job.columnDelimiter,
    }
  }

  /** Gives what a job says about itself when asked for its progress. */
  describeProgress(job: IngestJob) {
    const { rows, failures } = this.progressOf(job.id)
    return {
      ...this.describe(job),
      jobType: 'V2Ingest',
      retries: 0,
      totalProcessingTime: isFinal(job) ? job.changedAtMs - job.createdAtMs : 0,
      apiActiveProcessingTime: 0,
      apexProcessingTime: 0,
      numberRecordsProcessed: rows,
      numberRecordsFailed: failures.size,
      ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
    }
  }
}

/**
 * Checks that a job can take an upload. There is one upload in a job's life.
 * @throws ApiError INVALIDJOB, in the platform's spelling, or INVALIDJOBSTATE
 */
export function requireEmpty(job: IngestJob): void {
  if (job.isUploaded)
    throw new ApiError(
      400,
      'INVALIDJOB',
      `Found multipe contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    )
  if (job.state !== 'Open')
    throw new ApiError(400, 'INVALIDJOBSTATE', `Upload to a Job in state ${job.state} not allowed`)
}

/**
 * Checks that a job can be closed for uploads.
 * @throws ApiError INVALIDJOBSTATE
 */
export function requireClosable(job: IngestJob): void {
  if (job.state !== 'Open') throw new ApiError(400, 'INVALIDJOBSTATE', `Closing already ${job.state} Job not allowed`)
  if (!job.isUploaded) throw new ApiError(400, 'INVALIDJOBSTATE', 'Closing a Job without uploaded data not allowed')
}

/**
 * Checks that a job may be deleted.
 * @throws ApiError API_ERROR while it can still write
 */
export function requireDeletable(job: IngestJob): void {
  if (isFinal(job) || job.state === 'UploadComplete') return
  throw new ApiError(400, 'API_ERROR', `Job ${job.id} cannot be deleted because the job is not terminated`)
}
