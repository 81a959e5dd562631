import { DocliftError, FatalError, TransientError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { QueryPosition } from '../../ports/salesforce-org.ts'
import type { CsvRow } from './csv.ts'
import { type CsvDownload, openCsvDownload } from './csv-download.ts'
import type { FieldReader } from './entry-fields.ts'
import {
  cleanSentence,
  contentKindOf,
  type OrgAnswer,
  queryExpired,
  unexpectedAnswer,
  unexpectedPage,
} from './errors.ts'
import { type JsonObject, jsonObject, parseJson, textIn } from './json.ts'
import type { OrgRequests } from './request.ts'

export interface BulkQueryParts {
  requests: OrgRequests
  apiVersion: string
  clock: Clock
  pollIntervalMs: number
  pageSizes: PageSizes
}

export interface PageSizes {
  /** Asked for; the org may give less. */
  rowsPerDownload: number
  entriesPerPage: number
}

/** What a query reads, and what its rows become. */
export interface QueryShape<Item> {
  columns: readonly string[]
  toItem(read: FieldReader): Item
}

interface ReadOptions {
  /** Put together for a new job; a job that exists has its own. */
  soql: () => string
  from?: QueryPosition | undefined
  signal?: AbortSignal | undefined
}

interface Page<Item> {
  items: Item[]
  next: QueryPosition | undefined
}

/** Ten downloads for a million records; their size costs no memory, because they are read as a stream. */
export const DEFAULT_PAGE_SIZES: PageSizes = { rowsPerDownload: 100_000, entriesPerPage: 2_000 }
/** Polls double their distance up to this many times the first, so that a job of an hour costs few API calls. */
const SLOWEST_POLL_FACTOR = 32

/** Reads the rows of an object by Bulk API 2.0 query (salesforce-platform.md 1.4). */
export class BulkQuery<Item> {
  readonly #parts: BulkQueryParts
  readonly #shape: QueryShape<Item>
  /** Of the columns within a row. */
  readonly #places: ReadonlyMap<string, number>

  constructor(parts: BulkQueryParts, shape: QueryShape<Item>) {
    this.#parts = parts
    this.#shape = shape
    this.#places = new Map(shape.columns.map((column, place) => [column, place]))
  }

  /**
   * Reads all rows, page after page. The first page of a new job is empty: it carries the job's position, so that a
   * process that dies while the org still computes finds the job again. Positions lie at the starts of downloads; each page
   * within a download but the last carries the download's own start, so that going on reads some rows again and skips
   * none. The same holds inside when a download breaks off.
   * @throws PermanentError salesforce.query-expired when the job is gone or was aborted; FatalError salesforce.query-failed
   */
  async *pages({ soql, from, signal }: ReadOptions): AsyncGenerator<Page<Item>> {
    const start = from ?? (await this.#createJob(soql(), signal))
    if (from === undefined) yield { items: [], next: start }
    await this.#awaitCompletion(start, signal)
    let position: QueryPosition | undefined = start
    while (position !== undefined) position = yield* this.#download(position, signal)
    await this.#deleteJob(start)
  }

  async #createJob(query: string, signal: AbortSignal | undefined): Promise<QueryPosition> {
    const { requests, apiVersion } = this.#parts
    const format = { contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' }
    const body = JSON.stringify({ operation: 'query', query, ...format })
    // Tried again like a read: a job too many costs nothing, and the platform deletes it after seven days.
    const path = `/services/data/v${apiVersion}/jobs/query`
    const answer = await requests.read({ method: 'POST', path, headers: JSON_BODY, body, signal })
    return { jobId: textIn(jsonObject(parseJson(answer), 'a query job'), 'id'), apiVersion, locator: null }
  }

  async #awaitCompletion(job: QueryPosition, signal: AbortSignal | undefined): Promise<void> {
    const { clock, pollIntervalMs } = this.#parts
    for (let delayMs = pollIntervalMs; !(await this.#isComplete(job, signal)); delayMs *= 2) {
      await clock.sleep(Math.min(delayMs, pollIntervalMs * SLOWEST_POLL_FACTOR), signal)
    }
  }

  async #isComplete(job: QueryPosition, signal: AbortSignal | undefined): Promise<boolean> {
    const answer = await this.#parts.requests.retries.run(() => this.#readStatus(job, signal), signal)
    if (answer.status === 404) throw queryExpired(job.jobId, 'the org has deleted it')
    const info = jsonObject(parseJson(answer), 'a query job')
    const state = textIn(info, 'state')
    if (state === 'Aborted') throw queryExpired(job.jobId, 'somebody aborted it in the org')
    if (state === 'Failed') throw jobFailed(info)
    return state === 'JobComplete'
  }

  /** A page in front of the org may answer 404 at any time; only the org's own says that the job is gone. */
  async #readStatus(job: QueryPosition, signal: AbortSignal | undefined): Promise<OrgAnswer> {
    const answer = await this.#parts.requests.read({ method: 'GET', path: pathOf(job), signal, understood: [404] })
    if (answer.status === 404 && contentKindOf(answer) !== 'json') throw unexpectedPage(answer)
    return answer
  }

  /** Downloads from a position and gives the next one; tries again from its start when it breaks off. */
  async *#download(
    position: QueryPosition,
    signal?: AbortSignal,
  ): AsyncGenerator<Page<Item>, QueryPosition | undefined> {
    for (const tries = this.#parts.requests.retries.begin(); ; ) {
      try {
        return yield* this.#downloadOnce(position, signal)
      } catch (error) {
        await tries.pauseOrThrow(error, signal)
      }
    }
  }

  async *#downloadOnce(
    position: QueryPosition,
    signal?: AbortSignal,
  ): AsyncGenerator<Page<Item>, QueryPosition | undefined> {
    const download = await this.#open(position, signal)
    let items: Item[] = []
    for await (const rows of download.rows) {
      for (const row of rows) {
        if (items.length === this.#parts.pageSizes.entriesPerPage) {
          yield { items, next: position }
          items = []
        }
        items.push(this.#toItem(row))
      }
    }
    const next = positionAfter(position, download)
    yield { items, next }
    return next
  }

  async #open(position: QueryPosition, signal: AbortSignal | undefined): Promise<CsvDownload> {
    const locator = position.locator === null ? '' : `&locator=${encodeURIComponent(position.locator)}`
    const path = `${pathOf(position)}/results?maxRecords=${this.#parts.pageSizes.rowsPerDownload}${locator}`
    const request = { method: 'GET', path, headers: CSV_ANSWER, signal, understood: [204, 404, 412] } as const
    const download = await openCsvDownload(this.#parts.requests, request, this.#shape.columns)
    if (download.status === 404) throw await this.#whyGone(position, signal)
    if (download.status !== 200) throw notReady()
    return download
  }

  /** The job itself is asked: the answer to the results can be that of a page in front of the org. */
  async #whyGone(position: QueryPosition, signal: AbortSignal | undefined): Promise<DocliftError> {
    const { status } = await this.#readStatus(position, signal)
    return status === 404 ? queryExpired(position.jobId, 'its results are gone') : notReady()
  }

  #toItem(row: CsvRow): Item {
    // Bulk CSV writes null as an empty cell.
    return this.#shape.toItem((field) => row[this.#places.get(field)!] || null)
  }

  async #deleteJob(job: QueryPosition): Promise<void> {
    try {
      await this.#parts.requests.read({ method: 'DELETE', path: pathOf(job), understood: [404] })
    } catch (error) {
      // All is read; a job left behind is deleted by the platform after seven days.
      if (!(error instanceof DocliftError)) throw error
    }
  }
}

const JSON_BODY = { 'content-type': 'application/json' }
const CSV_ANSWER = { accept: 'text/csv' }

/** With the version the job was created with: another one gets 409. */
function pathOf(job: QueryPosition): string {
  return `/services/data/v${encodeURIComponent(job.apiVersion)}/jobs/query/${encodeURIComponent(job.jobId)}`
}

/** The word `null` ends the results. An absent header does not: it would end them too soon. */
function positionAfter(position: QueryPosition, download: CsvDownload): QueryPosition | undefined {
  const locator = download.headers['sforce-locator']
  if (locator === 'null') return undefined
  if (typeof locator !== 'string' || locator === position.locator) throw unexpectedAnswer('a new Sforce-Locator')
  return { ...position, locator }
}

/** 204 and 412 mean that the results are not there yet, never that there are none. */
function notReady(): TransientError {
  return new TransientError(
    'salesforce.unavailable',
    'Expected the results of a finished query job; Salesforce says that they are not ready. Doclift tries again.',
  )
}

function jobFailed(info: JsonObject): FatalError {
  return new FatalError(
    'salesforce.query-failed',
    `The query job failed in the org: ${cleanSentence(String(info.errorMessage ?? 'no reason given'))}. Check the object and field names in the settings and what the integration user may see, then resume the run.`,
  )
}
