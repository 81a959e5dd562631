import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CsvFormat, DELIMITERS, LINE_ENDINGS } from './csv.ts'
import { ApiError } from './errors.ts'
import { type ApiCall, empty, json, type Reply, type Route, readJson } from './http.ts'
import { type IngestJob, type IngestJobs, requireClosable, requireDeletable, requireEmpty } from './ingest-jobs.ts'
import { type ResultKind, readResults } from './ingest-results.ts'
import { isFinal, requireAbortable } from './job-book.ts'
import type { Writer } from './writer.ts'

export interface BulkIngest {
  jobs: IngestJobs
  writer: Writer
  /** Begins the work of a job that was closed. */
  start(id: string): void
}

const UPLOAD_LIMIT_BYTES = 150_000_000
const RESULTS: readonly ResultKind[] = ['successfulResults', 'failedResults', 'unprocessedrecords']

/** The routes of Bulk API 2.0 ingest. */
export function bulkIngestRoutes(bulk: BulkIngest): Route[] {
  const job = '/jobs/ingest/:id'
  return [
    { method: 'POST', path: '/jobs/ingest', handle: (call) => createJob(bulk, call) },
    { method: 'GET', path: '/jobs/ingest', handle: () => listJobs(bulk) },
    { method: 'GET', path: job, handle: (call) => json(200, bulk.jobs.describeProgress(requireJob(bulk, call))) },
    { method: 'PUT', path: `${job}/batches`, handle: (call) => upload(bulk, call) },
    { method: 'PATCH', path: job, handle: (call) => changeState(bulk, call) },
    { method: 'DELETE', path: job, handle: (call) => deleteJob(bulk, call) },
    ...RESULTS.map(
      (kind): Route => ({ method: 'GET', path: `${job}/${kind}`, handle: (call) => answerResults(bulk, call, kind) }),
    ),
  ]
}

function requireJob(bulk: BulkIngest, call: ApiCall): IngestJob {
  return bulk.jobs.book.require(call.params.id ?? '', call.version)
}

async function createJob(bulk: BulkIngest, call: ApiCall): Promise<Reply> {
  const request = await readJson(call.request)
  const { name } = bulk.writer.records.definition
  if (request.operation !== 'update')
    throw invalidJob(`Operation ${String(request.operation)} is not allowed here, only update`)
  if (String(request.object).toLowerCase() !== name.toLowerCase())
    throw invalidJob(`InvalidEntity : ${String(request.object)}`)
  const job = bulk.jobs.book.create(bulk.writer.journal, {
    ...parseFormat(request),
    operation: 'update',
    object: name,
    state: 'Open',
    apiVersion: call.version,
    createdById: call.userId,
    isUploaded: false,
    errorMessage: null,
  })
  return { ...json(200, bulk.jobs.describe(job)), wrote: 'ingest-create' }
}

function parseFormat({
  columnDelimiter = 'COMMA',
  lineEnding = 'LF',
  contentType = 'CSV',
}: Record<string, unknown>): CsvFormat {
  if (!isKeyOf(DELIMITERS, columnDelimiter))
    throw invalidJob(`Column delimiter ${String(columnDelimiter)} is not known`)
  if (!isKeyOf(LINE_ENDINGS, lineEnding)) throw invalidJob(`Line ending ${String(lineEnding)} is not known`)
  if (contentType !== 'CSV') throw invalidJob(`Content type ${String(contentType)} is not known`)
  return { columnDelimiter, lineEnding }
}

function isKeyOf<T extends object>(choices: T, name: unknown): name is keyof T {
  return typeof name === 'string' && Object.hasOwn(choices, name)
}

function listJobs({ jobs }: BulkIngest): Reply {
  const records = jobs.book.list().map((job) => jobs.describe(job))
  return json(200, { done: true, nextRecordsUrl: null, records })
}

/** Keeps an upload only when it is whole: one that was cut off leaves the job as it was. */
async function upload(bulk: BulkIngest, call: ApiCall): Promise<Reply> {
  const job = requireJob(bulk, call)
  requireEmpty(job)
  const file = bulk.jobs.fileOf(job.id)
  // A client may try again before this process has seen the first connection break: each upload has its own file.
  const part = `${file}.${randomUUID()}.part`
  try {
    await saveBody(call.request, part, bulk.writer.rules.faults.take('cut-upload'))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  requireEmpty(requireJob(bulk, call))
  await rename(part, file)
  bulk.jobs.book.change(bulk.writer.journal, job.id, { isUploaded: true })
  return { ...empty(201), wrote: 'ingest-upload' }
}

async function saveBody(request: IncomingMessage, file: string, isCut: boolean): Promise<void> {
  if (!/^text\/csv\b/i.test(request.headers['content-type'] ?? ''))
    throw invalidJob('Content type of an upload must be text/csv')
  const saved = createWriteStream(file, { mode: 0o600 })
  await pipeline(request, isCut ? cutOff(request) : limitSize(UPLOAD_LIMIT_BYTES), saved)
}

function limitSize(mostBytes: number): Transform {
  let sizeBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      if (sizeBytes > mostBytes)
        done(new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', `An upload has at most ${mostBytes} bytes`))
      else done(null, chunk)
    },
  })
}

function cutOff(request: IncomingMessage): Transform {
  return new Transform({
    transform(_chunk, _encoding, done) {
      request.socket.destroy()
      done(new Error('The connection is cut on purpose.'))
    },
  })
}

async function changeState(bulk: BulkIngest, call: ApiCall): Promise<Reply> {
  const { state } = await readJson(call.request)
  const job = requireJob(bulk, call)
  if (state === 'UploadComplete') return closeJob(bulk, job, call)
  if (state === 'Aborted') return abortJob(bulk, job, call)
  throw new ApiError(400, 'INVALIDJOBSTATE', `Changing a Job to state ${String(state)} not allowed`)
}

function closeJob(bulk: BulkIngest, job: IngestJob, call: ApiCall): Reply {
  requireClosable(job)
  bulk.jobs.book.change(bulk.writer.journal, job.id, { state: 'UploadComplete' })
  bulk.start(job.id)
  return { ...json(200, bulk.jobs.describe(requireJob(bulk, call))), wrote: 'ingest-close' }
}

function abortJob(bulk: BulkIngest, job: IngestJob, call: ApiCall): Reply {
  requireAbortable(job)
  bulk.jobs.book.change(bulk.writer.journal, job.id, { state: 'Aborted' })
  bulk.writer.rules.faults.wake()
  return json(200, bulk.jobs.describe(requireJob(bulk, call)))
}

async function deleteJob(bulk: BulkIngest, call: ApiCall): Promise<Reply> {
  const job = requireJob(bulk, call)
  requireDeletable(job)
  bulk.jobs.book.remove(bulk.writer.journal, job.id)
  bulk.writer.rules.faults.wake()
  await rm(bulk.jobs.fileOf(job.id), { force: true })
  return empty(204)
}

function answerResults(bulk: BulkIngest, call: ApiCall, kind: ResultKind): Reply {
  const job = requireJob(bulk, call)
  if (!isFinal(job))
    throw new ApiError(400, 'INVALIDJOBSTATE', `Results of a Job in state ${job.state} are not available`)
  return {
    status: 200,
    headers: { 'content-type': 'text/csv;charset=UTF-8' },
    stream: readResults(bulk.jobs, job, kind, bulk.writer.rules.faults),
  }
}

function invalidJob(message: string): ApiError {
  return new ApiError(400, 'INVALIDJOB', message)
}
