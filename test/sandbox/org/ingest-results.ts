import { type CsvFormat, type CsvLine, formatLine, LINE_ENDINGS, readLines } from './csv.ts'
import type { FaultBoard } from './faults.ts'
import { parseId } from './ids.ts'
import type { IngestJob, IngestJobs, Progress } from './ingest-jobs.ts'
import { shuffle } from './shuffle.ts'

/** The three results of a job, by the names of their resources. */
export type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords'

// Long enough that a client which relies on the order of its upload notices; short enough to hold.
const SHUFFLED_ROWS = 1000

/** An upload and what became of its rows. */
interface Outcome {
  format: CsvFormat
  header: CsvLine
  /** The column that holds the record's id. */
  idColumn: number
  progress: Progress
  faults: FaultBoard
}

/**
 * Reads one of the results of a finished job as CSV. Every uploaded row is in exactly one of them. The order is not
 * that of the upload, but the same each time it is read.
 */
export async function* readResults(
  jobs: IngestJobs,
  job: IngestJob,
  kind: ResultKind,
  faults: FaultBoard,
): AsyncGenerator<string> {
  if (!job.isUploaded) return
  await using lines = readLines(jobs.fileOf(job.id), job)
  const header: CsvLine = (await lines.next()).value ?? { cells: [], raw: '' }
  const idColumn = header.cells.findIndex((name) => name.toLowerCase() === 'id')
  const outcome = { format: job, header, idColumn, progress: jobs.progressOf(job.id), faults }
  yield formatHeader(kind, outcome)
  for await (const block of blocksOf(lines, kind, outcome)) yield shuffle(block, job.id).join('')
}

async function* blocksOf(lines: AsyncIterable<CsvLine>, kind: ResultKind, outcome: Outcome): AsyncGenerator<string[]> {
  let block: string[] = []
  let row = 0
  for await (const line of lines) {
    const isMeant = kindOf(outcome.progress, row) === kind && !outcome.faults.take('row-left-out')
    if (isMeant) block.push(formatRow(kind, line, row, outcome))
    row += 1
    if (block.length < SHUFFLED_ROWS) continue
    yield block
    block = []
  }
  yield block
}

function kindOf(progress: Progress, row: number): ResultKind {
  if (row >= progress.rows) return 'unprocessedrecords'
  return progress.failures.has(row) ? 'failedResults' : 'successfulResults'
}

function formatHeader(kind: ResultKind, { header, format }: Outcome): string {
  if (kind === 'unprocessedrecords') return header.raw + LINE_ENDINGS[format.lineEnding]
  return formatLine(['sf__Id', kind === 'failedResults' ? 'sf__Error' : 'sf__Created', ...header.cells], format)
}

function formatRow(kind: ResultKind, { raw, cells }: CsvLine, row: number, outcome: Outcome): string {
  const { format, idColumn, progress } = outcome
  if (kind === 'unprocessedrecords') return raw + LINE_ENDINGS[format.lineEnding]
  const failure = progress.failures.get(row)
  if (failure !== undefined) return formatLine([failure.recordId, failure.error, ...cells], format)
  const id = cells[idColumn] ?? ''
  return formatLine([parseId(id) ?? id, 'false', ...cells], format)
}
