import type { OrgAnswer } from '../../../server/adapters/salesforce/errors.ts'
import { jsonObject, parseJson, textIn } from '../../../server/adapters/salesforce/json.ts'
import type { OrgConfig } from '../../../server/config.ts'
import type { CheckContext } from './context.ts'
import { CannotTell, requireSuccess } from './finding.ts'
import type { OrgClient } from './org-client.ts'
import { type ResultRow, readResultRows } from './result-rows.ts'
import type { ScratchRecords } from './scratch-records.ts'

export type ResultFile = 'successfulResults' | 'failedResults' | 'unprocessedrecords'

const JOBS = '/jobs/ingest'
const FORMAT = { contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' }
export const TERMINAL: readonly string[] = ['JobComplete', 'Failed', 'Aborted']
/** Looks at a job come ever more slowly, up to this many times the first distance. */
const SLOWEST_POLL_FACTOR = 16
const LONGEST_JOB_MS = 10 * 60_000

/** Ingest jobs that write to the scratch records alone; each is deleted at the end. */
export class ScratchJobs {
  readonly #client: OrgClient
  readonly #names: OrgConfig['salesforce']['names']
  readonly #records: ScratchRecords
  /** Paths of all jobs that were created. */
  readonly #made = new Set<string>()

  constructor(client: OrgClient, names: OrgConfig['salesforce']['names'], records: ScratchRecords) {
    this.#client = client
    this.#names = names
    this.#records = records
  }

  /** Creates an open job and gives its id. */
  async create(): Promise<string> {
    const body = { object: this.#names.object, operation: 'update', ...FORMAT }
    const answer = await this.#client.send({ method: 'POST', path: JOBS, body })
    requireSuccess(answer, 'creating an ingest job')
    const id = textIn(jsonObject(parseJson(answer), 'an ingest job'), 'id')
    this.#made.add(`${JOBS}/${id}`)
    return id
  }

  /**
   * Uploads rows of an id and cells as they are; the answer as it came.
   * @param rows quoted here; a row may have the wrong number of cells
   */
  async upload(jobId: string, rows: readonly (readonly string[])[]): Promise<OrgAnswer> {
    for (const [id = ''] of rows) await this.#records.assertOurs(id)
    const lines = rows.map((cells) => cells.map(quoted).join(','))
    const csv = `${[`Id,${this.#names.urlField}`, ...lines].join('\n')}\n`
    const headers = { 'content-type': 'text/csv; charset=UTF-8' }
    return this.#client.send({ method: 'PUT', path: `${JOBS}/${jobId}/batches`, headers, body: csv })
  }

  change(jobId: string, state: 'UploadComplete' | 'Aborted'): Promise<OrgAnswer> {
    return this.#client.send({ method: 'PATCH', path: `${JOBS}/${jobId}`, body: { state } })
  }

  /** @param apiVersion of the reading; that of the job when left out */
  read(jobId: string, apiVersion?: string): Promise<OrgAnswer> {
    const base = apiVersion === undefined ? '' : `/services/data/v${apiVersion}`
    return this.#client.send({ path: `${base}${JOBS}/${jobId}` })
  }

  readResults(jobId: string, file: ResultFile): Promise<OrgAnswer> {
    return this.#client.send({ path: `${JOBS}/${jobId}/${file}`, headers: { accept: 'text/csv' } })
  }

  /** The rows of a result of a job that has ended. */
  async results(jobId: string, file: ResultFile): Promise<ResultRow[]> {
    const answer = requireSuccess(await this.readResults(jobId, file), `reading ${file}`)
    return readResultRows(answer.body)
  }

  /** A job from its creation to its end. */
  async run(context: CheckContext, rows: readonly (readonly string[])[]): Promise<string> {
    const jobId = await this.create()
    requireSuccess(await this.upload(jobId, rows), 'uploading to an ingest job')
    requireSuccess(await this.change(jobId, 'UploadComplete'), 'closing an ingest job')
    await untilTerminal(context, () => this.read(jobId))
    return jobId
  }

  delete(jobId: string): Promise<OrgAnswer> {
    return this.#client.send({ method: 'DELETE', path: `${JOBS}/${jobId}` })
  }

  /** A query job is to be deleted at the end too. */
  noteQuery(path: string): void {
    this.#made.add(path)
  }

  /** Ends and deletes every job. */
  async remove(): Promise<void> {
    for (const path of this.#made) {
      await this.#client.send({ method: 'PATCH', path, body: { state: 'Aborted' } })
      await this.#client.send({ method: 'DELETE', path })
    }
  }
}

/**
 * Asks for a job until it has ended, and gives its state.
 * @throws CannotTell when that takes longer than ten minutes
 */
export async function untilTerminal(context: CheckContext, read: () => Promise<OrgAnswer>): Promise<string> {
  const { clock, pollMs, signal } = context
  const endMs = clock.now().getTime() + LONGEST_JOB_MS
  for (let waitMs = pollMs; ; waitMs = Math.min(waitMs * 2, pollMs * SLOWEST_POLL_FACTOR)) {
    const state = textIn(jsonObject(parseJson(requireSuccess(await read(), 'reading a job')), 'a job'), 'state')
    if (TERMINAL.includes(state)) return state
    if (clock.now().getTime() > endMs) throw new CannotTell(`a job was still ${state} after ten minutes`)
    await clock.sleep(waitMs, signal)
  }
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}
