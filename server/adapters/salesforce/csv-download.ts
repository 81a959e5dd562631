import { DocliftError, TransientError } from '../../domain/errors.ts'
import { type CsvRow, parseCsv } from './csv.ts'
import { connectionError } from './errors.ts'
import type { StreamedAnswer } from './http.ts'
import type { OrgRequest, OrgRequests } from './request.ts'

/** A result file of a bulk job that is being downloaded. */
export interface CsvDownload {
  /** 200, or an understood status; then there are no rows. */
  status: number
  headers: StreamedAnswer['headers']
  /** Some rows at a time, as they come; to be read to the end or left early with `return`. */
  rows: AsyncGenerator<CsvRow[]>
}

/**
 * Opens a result file, one try. The rows fail with TransientError salesforce.connection when the file breaks off or is
 * shorter than the org says; nothing in a CSV tells a short file from a whole one.
 * @param columns those that must be in the file; cells come in their order
 */
export async function openCsvDownload(
  requests: OrgRequests,
  request: OrgRequest,
  columns: readonly string[],
): Promise<CsvDownload> {
  const answer = await requests.openCsvOnce(request)
  const rows = answer.status === 200 ? readRows(answer, columns, request.signal) : noRows()
  return { status: answer.status, headers: answer.headers, rows }
}

async function* readRows(
  answer: StreamedAnswer,
  columns: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<CsvRow[]> {
  let count = 0
  try {
    for await (const rows of parseCsv(answer.body, columns)) {
      count += rows.length
      yield rows
    }
  } catch (error) {
    throw failureOf(error, signal)
  }
  assertComplete(count, answer.headers['sforce-numberofrecords'])
}

async function* noRows(): AsyncGenerator<CsvRow[]> {}

function failureOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason
  return error instanceof DocliftError ? error : connectionError('Salesforce', error, true)
}

function assertComplete(count: number, announced: string | string[] | undefined): void {
  if (announced === undefined || count === Number(announced)) return
  throw new TransientError(
    'salesforce.connection',
    `Expected ${String(announced)} rows in a result file of Salesforce, got ${count}: the download ended early. Doclift tries again.`,
  )
}
