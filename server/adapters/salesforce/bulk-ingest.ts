import { PermanentError } from '../../domain/errors.ts'
import type {
  IngestJob,
  IngestJobState,
  IngestJobStatus,
  ObjectNames,
  UrlWrite,
  WriteResult,
} from '../../ports/salesforce-org.ts'
import { formatCsv } from './csv.ts'
import { openCsvDownload } from './csv-download.ts'
import { idOf } from './entry-fields.ts'
import {
  cleanSentence,
  contentKindOf,
  lostAnswer,
  type OrgAnswer,
  refusalOf,
  refusalWords,
  unexpectedAnswer,
  unexpectedPage,
} from './errors.ts'
import { jsonObject, numberIn, parseJson, textIn } from './json.ts'
import type { OrgRequest, OrgRequests } from './request.ts'
import { assertBulkWritable, refusedBulkRow } from './rows.ts'

/** 150 MB after the platform's base64 (salesforce-platform.md 1.3). */
const LARGEST_UPLOAD_BYTES = 100_000_000

const STATES: readonly IngestJobState[] = ['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']
const JSON_BODY = { 'content-type': 'application/json' }

/** Writes URLs by Bulk API 2.0 ingest. Nothing that can change a record is sent twice. */
export class BulkIngest {
  readonly #requests: OrgRequests
  readonly #names: ObjectNames
  readonly #apiVersion: string

  constructor(requests: OrgRequests, names: ObjectNames, apiVersion: string) {
    this.#requests = requests
    this.#names = names
    this.#apiVersion = apiVersion
  }

  /** Creates an open job; without an upload it changes nothing, so a lost answer leaves only an empty job behind. */
  async create(): Promise<IngestJob> {
    const format = { contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' }
    const body = JSON.stringify({ object: this.#names.object, operation: 'update', ...format })
    const path = `/services/data/v${this.#apiVersion}/jobs/ingest`
    const what = 'the creation of an ingest job'
    const answer = await this.#requests.writeOnce({ method: 'POST', path, headers: JSON_BODY, body }, what)
    return { jobId: createdId(answer, what), apiVersion: this.#apiVersion }
  }

  /**
   * Uploads all rows of a job at once: they are in memory anyway, ten thousand of them are about 2 MB, and jobs are cut so that
   * they never have more than 10 MB (domain/switch/groups.ts). A stream would need the length beforehand, and would leave it
   * open how much was sent when it breaks off.
   * @throws PermanentError salesforce.empty-url, salesforce.not-bulk-writable, salesforce.upload-too-large
   */
  async upload(job: IngestJob, writes: readonly UrlWrite[]): Promise<void> {
    for (const write of writes) assertBulkWritable(write)
    const rows = writes.map(({ recordId, url }) => [recordId, url])
    const body = formatCsv(['Id', this.#names.urlField], rows)
    assertUploadable(body)
    const headers = { 'content-type': 'text/csv; charset=UTF-8' }
    const what = `the upload of ${writes.length} records to ingest job ${job.jobId}`
    await this.#requests.writeOnce({ method: 'PUT', path: `${pathOf(job)}/batches`, headers, body }, what)
  }

  /** From here on the org works on the job. */
  async close(job: IngestJob): Promise<void> {
    const what = `the closing of ingest job ${job.jobId}`
    await this.#requests.writeOnce(stateChange(job, 'UploadComplete'), what)
  }

  async status(job: IngestJob): Promise<IngestJobStatus | undefined> {
    const answer = await this.#readOrGone({ method: 'GET', path: pathOf(job) })
    return answer === 'gone' ? undefined : toStatus(answer)
  }

  /** Aborts the job; one that is terminal or gone stays as it is. */
  async abort(job: IngestJob): Promise<void> {
    const answer = await this.#readOrGone({ ...stateChange(job, 'Aborted'), understood: [400] })
    if (answer === 'gone' || answer.status !== 400) return
    if (refusalWords(answer).code !== 'INVALIDJOBSTATE') throw refusalOf(answer)
  }

  /** Deletes a job that has ended; one that is gone stays so. */
  async delete(job: IngestJob): Promise<void> {
    await this.#readOrGone({ method: 'DELETE', path: pathOf(job) })
  }

  /** Every uploaded row, by the uploaded Id: `sf__Id` is empty on some failures, and rows come in another order. */
  async *results(job: IngestJob): AsyncGenerator<WriteResult> {
    yield* this.#resultFile(job, 'successfulResults', [], (recordId) => ({ recordId, result: 'written' }))
    yield* this.#resultFile(job, 'failedResults', ['sf__Error'], (recordId, error = '') =>
      refusedBulkRow(recordId, error),
    )
    yield* this.#resultFile(job, 'unprocessedrecords', [], (recordId) => ({ recordId, result: 'unprocessed' }))
  }

  async *#resultFile(
    job: IngestJob,
    file: string,
    columns: readonly string[],
    toResult: (recordId: string, ...cells: readonly string[]) => WriteResult,
  ): AsyncGenerator<WriteResult> {
    const headers = { accept: 'text/csv' }
    const request = { method: 'GET', path: `${pathOf(job)}/${file}`, headers, understood: [404] } as const
    // A file is kept until it is whole: one that broke off is read again, and its rows may come in another order.
    yield* await this.#requests.retries.run(async () => {
      const { rows } = await openCsvDownload(this.#requests, request, ['Id', ...columns])
      const results: WriteResult[] = []
      for await (const some of rows) for (const [id = '', ...cells] of some) results.push(toResult(idOf(id), ...cells))
      return results
    })
  }

  /** A job is gone when the org itself says so. What stands in front of it answers 404 at any time, also while the job writes. */
  async #readOrGone(request: OrgRequest): Promise<OrgAnswer | 'gone'> {
    return this.#requests.retries.run(async () => {
      const answer = await this.#requests.read({ ...request, understood: [...(request.understood ?? []), 404] })
      if (answer.status !== 404) return answer
      if (contentKindOf(answer) === 'json') return 'gone'
      throw unexpectedPage(answer)
    })
  }
}

/** With the version the job was created with: another one gets 409. */
function pathOf(job: IngestJob): string {
  return `/services/data/v${encodeURIComponent(job.apiVersion)}/jobs/ingest/${encodeURIComponent(job.jobId)}`
}

function stateChange(job: IngestJob, state: IngestJobState) {
  return { method: 'PATCH', path: pathOf(job), headers: JSON_BODY, body: JSON.stringify({ state }) } as const
}

function createdId(answer: OrgAnswer, what: string): string {
  try {
    return textIn(jsonObject(parseJson(answer), 'an ingest job'), 'id')
  } catch (error) {
    throw lostAnswer(what, 'the answer cannot be read', error)
  }
}

function toStatus(answer: OrgAnswer): IngestJobStatus {
  const info = jsonObject(parseJson(answer), 'an ingest job')
  const state = STATES.find((known) => known === info.state)
  if (state === undefined) throw unexpectedAnswer('a known state of an ingest job')
  const errorMessage = typeof info.errorMessage === 'string' ? cleanSentence(info.errorMessage) : null
  return {
    state,
    recordsProcessed: 'numberRecordsProcessed' in info ? numberIn(info, 'numberRecordsProcessed') : 0,
    errorMessage,
  }
}

function assertUploadable(csv: string): void {
  const sizeBytes = Buffer.byteLength(csv)
  if (sizeBytes <= LARGEST_UPLOAD_BYTES) return
  throw new PermanentError(
    'salesforce.upload-too-large',
    `Expected at most ${LARGEST_UPLOAD_BYTES} bytes in one ingest job, got ${sizeBytes}. Use smaller batches.`,
  )
}
