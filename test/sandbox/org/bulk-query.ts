import type { CsvFormat } from './csv.ts'
import { formatLine } from './csv.ts'
import { ApiError } from './errors.ts'
import { type ApiCall, empty, json, type Reply, type Route, readJson } from './http.ts'
import { isFinal, requireAbortable } from './job-book.ts'
import { describeQueryJob, describeQueryProgress, type QueryJob, type QueryJobs } from './query-jobs.ts'
import { planQuery, type QueryPlan } from './query-plan.ts'
import { advance, type Place, readRows, startOf } from './query-scan.ts'
import type { Row } from './schema.ts'
import { malformedQuery } from './soql-lexer.ts'
import { formatBulkValue } from './values.ts'

export interface BulkQuery {
  jobs: QueryJobs
  /** Begins the work of a new job. */
  start(id: string): void
}

const FORMAT: CsvFormat = { columnDelimiter: 'COMMA', lineEnding: 'LF' }
const PAGE_ROWS = { usual: 100_000, most: 250_000 } as const
// From this version on, results that are not ready answer 204 and nothing; before, 412.
const FIRST_VERSION_WITH_204 = 48

/** The routes of Bulk API 2.0 query. */
export function bulkQueryRoutes(bulk: BulkQuery): Route[] {
  const job = '/jobs/query/:id'
  const describe = (call: ApiCall) => describeQueryProgress(requireJob(bulk, call), bulk.jobs.tables)
  return [
    { method: 'POST', path: '/jobs/query', handle: (call) => createJob(bulk, call) },
    { method: 'GET', path: '/jobs/query', handle: () => listJobs(bulk) },
    { method: 'GET', path: job, handle: (call) => json(200, describe(call)) },
    { method: 'GET', path: `${job}/results`, handle: (call) => answerResults(bulk, call) },
    { method: 'PATCH', path: job, handle: (call) => abortJob(bulk, call) },
    { method: 'DELETE', path: job, handle: (call) => deleteJob(bulk, call) },
  ]
}

function requireJob(bulk: BulkQuery, call: ApiCall): QueryJob {
  return bulk.jobs.book.require(call.params.id ?? '', call.version)
}

async function createJob(bulk: BulkQuery, call: ApiCall): Promise<Reply> {
  const { operation, query } = await readJson(call.request)
  if (operation !== 'query')
    throw new ApiError(400, 'INVALIDJOB', `Operation ${String(operation)} is not allowed here, only query`)
  if (typeof query !== 'string') throw malformedQuery('A query string has to be specified')
  const plan = planQuery(query, bulk.jobs.tables)
  if (plan.isCount) throw new ApiError(400, 'API_ERROR', 'Aggregate queries are not supported in a query job')
  const job = bulk.jobs.book.create(bulk.jobs.journal, {
    soql: query,
    object: plan.table.definition.name,
    state: 'UploadComplete',
    apiVersion: call.version,
    createdById: call.userId,
    asOf: 0,
    total: 0,
    errorMessage: null,
  })
  bulk.start(job.id)
  return { ...json(200, describeQueryJob(job)), wrote: 'query-create' }
}

function listJobs({ jobs }: BulkQuery): Reply {
  return json(200, { done: true, nextRecordsUrl: null, records: jobs.book.list().map(describeQueryJob) })
}

async function abortJob(bulk: BulkQuery, call: ApiCall): Promise<Reply> {
  const { state } = await readJson(call.request)
  const job = requireJob(bulk, call)
  if (state !== 'Aborted')
    throw new ApiError(400, 'INVALIDJOBSTATE', `Changing a Job to state ${String(state)} not allowed`)
  requireAbortable(job)
  bulk.jobs.book.change(bulk.jobs.journal, job.id, { state: 'Aborted' })
  bulk.jobs.faults.wake()
  return json(200, describeQueryJob(requireJob(bulk, call)))
}

function deleteJob(bulk: BulkQuery, call: ApiCall): Reply {
  const job = requireJob(bulk, call)
  if (!isFinal(job)) {
    throw new ApiError(400, 'API_ERROR', `Job ${job.id} cannot be deleted because the job is not terminated`)
  }
  bulk.jobs.book.remove(bulk.jobs.journal, job.id)
  return empty(204)
}

async function answerResults(bulk: BulkQuery, call: ApiCall): Promise<Reply> {
  const job = requireJob(bulk, call)
  if (job.state !== 'JobComplete') return answerTooEarly(job)
  if (bulk.jobs.faults.take('results-not-ready')) return answerTooEarly({ ...job, state: 'InProgress' })
  const plan = planQuery(job.soql, bulk.jobs.tables)
  const from = parseLocator(call.url.searchParams.get('locator')) ?? startOf(plan)
  const to = await advance(plan, job.asOf, from, parsePageRows(call.url.searchParams.get('maxRecords')))
  const headers = {
    'content-type': 'text/csv;charset=UTF-8',
    'sforce-locator': to.given < job.total ? formatLocator(to) : 'null',
    'sforce-numberofrecords': String(to.given - from.given),
  }
  return { status: 200, headers, stream: readPage(plan, job.asOf, from, to) }
}

function answerTooEarly(job: QueryJob): Reply {
  if (job.state === 'UploadComplete' || job.state === 'InProgress') {
    if (Number(job.apiVersion) >= FIRST_VERSION_WITH_204) return empty(204)
    const status = job.state === 'InProgress' ? 'IN_PROGRESS' : 'UPLOAD_COMPLETE'
    const words = 'can only download query results of successfully completed bulk job with status: JOB_COMPLETE.'
    throw new ApiError(412, 'JOB_NOT_COMPLETE', `${words} Current status: ${status}`)
  }
  throw new ApiError(400, 'INVALIDJOBSTATE', `Results of a Job in state ${job.state} are not available`)
}

/** Each page begins with the header again. */
async function* readPage(plan: QueryPlan, asOf: number, from: Place, to: Place): AsyncGenerator<string> {
  yield formatLine(
    plan.columns.map((column) => column.path.join('.')),
    FORMAT,
  )
  for await (const rows of readRows(plan, asOf, from, to)) yield rows.map((row) => formatRow(plan, row)).join('')
}

function formatRow(plan: QueryPlan, row: Row): string {
  return formatLine(
    plan.columns.map((column) => formatBulkValue(column.read(row), column.type)),
    FORMAT,
  )
}

function parsePageRows(text: string | null): number {
  if (text === null) return PAGE_ROWS.usual
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new ApiError(400, 'API_ERROR', `maxRecords must be a positive number; it is ${text}`)
  return Math.min(PAGE_ROWS.most, Number(text))
}

function formatLocator({ position, given }: Place): string {
  return Buffer.from(`${position}.${given}`).toString('base64url')
}

function parseLocator(text: string | null): Place | undefined {
  if (text === null) return undefined
  const [, position, given] = /^(\d{1,10})\.(\d{1,10})$/.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  if (position === undefined || given === undefined)
    throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  return { position: Number(position), given: Number(given) }
}
