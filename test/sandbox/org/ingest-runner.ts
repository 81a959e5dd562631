import { rm } from 'node:fs/promises'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { type CsvLine, readLines } from './csv.ts'
import { formatRowError } from './errors.ts'
import type { IngestJob, IngestJobs } from './ingest-jobs.ts'
import { isFinal } from './job-book.ts'
import type { IngestProgress } from './journal.ts'
import { applyLocks } from './locks.ts'
import type { Change } from './record-store.ts'
import { findField } from './schema.ts'
import { judgeUpdate, type Refusal, type UpdateRequest } from './update-rules.ts'
import { type Writer, writeChanges } from './writer.ts'

export interface IngestRunner {
  jobs: IngestJobs
  writer: Writer
  /** From closing to the first row. */
  delayMs: number
  /** Ends all work when the org stops; what is unfinished goes on at the next start. */
  signal: AbortSignal
}

interface Group {
  firstRow: number
  lines: CsvLine[]
}

/** Triggers see the rows of a job in groups of this many; a group is written as a whole. */
const GROUP_ROWS = 200
const SET_NULL = '#N/A'

/** Takes a closed job to its end, unless it is aborted or the org stops. */
export async function runIngestJob(runner: IngestRunner, id: string): Promise<void> {
  try {
    await setTimeout(runner.delayMs, undefined, { signal: runner.signal })
    await holdWhile(runner, id, (afterRows) => afterRows === undefined)
    if (!isRunning(runner, id)) return
    runner.jobs.book.change(runner.writer.journal, id, { state: 'InProgress' })
    await writeGroups(runner, id)
    await deleteByFault(runner, id)
  } catch (error) {
    if (!runner.signal.aborted)
      fail(runner, id, `InvalidBatch : ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function writeGroups(runner: IngestRunner, id: string): Promise<void> {
  const job = runner.jobs.book.find(id)
  if (job === undefined) return
  await using lines = readLines(runner.jobs.fileOf(id), job)
  const header = (await lines.next()).value?.cells ?? []
  checkHeader(runner, job, header)
  const endAt = endByFault(runner)
  for await (const group of groupLines(lines)) {
    if (group.firstRow < runner.jobs.progressOf(id).rows) continue
    await holdWhile(runner, id, (afterRows) => afterRows !== undefined && group.firstRow >= afterRows)
    if (endAt !== undefined && group.firstRow >= endAt.afterRows) endJob(runner, id, endAt.state)
    if (!isRunning(runner, id)) return
    writeGroup(runner, job, header, group)
    await setImmediate()
  }
  if (isRunning(runner, id)) runner.jobs.book.change(runner.writer.journal, id, { state: 'JobComplete' })
}

type EndByFault = { state: 'Aborted' | 'Failed'; afterRows: number }

/** Decided at the start of a job: whether it is to end before its rows do, and where. */
function endByFault({ writer }: IngestRunner): EndByFault | undefined {
  const { faults } = writer.rules
  const aborted = faults.strike('job-aborted', ({ of }) => of === 'ingest')
  if (aborted !== undefined) return { state: 'Aborted', afterRows: aborted.afterRows ?? GROUP_ROWS }
  const failed = faults.strike('job-failed', ({ of }) => of === 'ingest')
  return failed === undefined ? undefined : { state: 'Failed', afterRows: failed.afterRows ?? 0 }
}

function endJob(runner: IngestRunner, id: string, state: EndByFault['state']): void {
  if (!isRunning(runner, id)) return
  if (state === 'Failed') fail(runner, id, 'InvalidBatch : InvalidBatch : the batch could not be processed')
  else runner.jobs.book.change(runner.writer.journal, id, { state })
}

async function deleteByFault({ jobs, writer }: IngestRunner, id: string): Promise<void> {
  const job = jobs.book.find(id)
  if (job === undefined || !isFinal(job)) return
  if (!writer.rules.faults.take('job-deleted', ({ of }) => of === 'ingest')) return
  jobs.book.remove(writer.journal, id)
  await rm(jobs.fileOf(id), { force: true })
}

async function* groupLines(lines: AsyncIterable<CsvLine>): AsyncGenerator<Group> {
  let group: Group = { firstRow: 0, lines: [] }
  for await (const line of lines) {
    group.lines.push(line)
    if (group.lines.length < GROUP_ROWS) continue
    yield group
    group = { firstRow: group.firstRow + GROUP_ROWS, lines: [] }
  }
  if (group.lines.length > 0) yield group
}

/** Writes one group and notes the job's progress, in one line of the journal. */
function writeGroup({ jobs, writer }: IngestRunner, job: IngestJob, header: readonly string[], group: Group): void {
  const changes: Change[] = []
  const failures: (readonly [number, string, string])[] = []
  const judgements = group.lines.map((line) => judgeUpdate(writer.rules, parseRow(header, line)))
  for (const [offset, judgement] of applyLocks(writer.rules, judgements).entries()) {
    if ('change' in judgement) changes.push(judgement.change)
    else failures.push([group.firstRow + offset, ...failedRow(writer, judgement.refusal)])
  }
  const progress: IngestProgress = { jobId: job.id, rows: group.lines.length, failures }
  writeChanges(writer, changes, job.createdById, progress)
  jobs.replay(progress)
}

/** `sf__Id`, which some failures come without, and `sf__Error`. */
function failedRow({ rules }: Writer, refusal: Refusal): [id: string, error: string] {
  return [rules.faults.take('empty-row-id') ? '' : refusal.recordId, formatRowError(refusal)]
}

/** An empty cell leaves a field as it is; `#N/A` empties it. */
function parseRow(header: readonly string[], { cells }: CsvLine): UpdateRequest {
  if (cells.length !== header.length) throw new Error(`A row has ${cells.length} cells, the header ${header.length}`)
  const named = header.map((name, index) => [name, cells[index] ?? ''] as const)
  const id = named.find(([name]) => isId(name))?.[1] ?? ''
  const given = named.filter(([name, cell]) => !isId(name) && cell !== '')
  return { id, fields: Object.fromEntries(given.map(([name, cell]) => [name, cell === SET_NULL ? null : cell])) }
}

function checkHeader({ writer, jobs }: IngestRunner, job: IngestJob, header: readonly string[]): void {
  if (header.some((name) => /[\r\n]/.test(name))) {
    throw new Error(`LineEnding is invalid on user data. Current LineEnding setting is ${job.lineEnding}`)
  }
  const unknown = header.find((name) => findField(writer.records.definition, name) === undefined)
  if (unknown !== undefined && jobs.progressOf(job.id).rows === 0) {
    throw new Error(`InvalidBatch : Field name not found : ${unknown}`)
  }
}

function isId(name: string): boolean {
  return name.toLowerCase() === 'id'
}

async function holdWhile(
  runner: IngestRunner,
  id: string,
  holds: (afterRows: number | undefined) => boolean,
): Promise<void> {
  const { faults } = runner.writer.rules
  for (
    let fault = faults.find('hold-jobs');
    fault !== undefined && holds(fault.afterRows);
    fault = faults.find('hold-jobs')
  ) {
    if (!isRunning(runner, id)) return
    await faults.changed(runner.signal)
  }
}

function isRunning({ jobs, signal }: IngestRunner, id: string): boolean {
  const job = jobs.book.find(id)
  return job !== undefined && !isFinal(job) && !signal.aborted
}

function fail({ jobs, writer }: IngestRunner, id: string, errorMessage: string): void {
  if (jobs.book.find(id) !== undefined) jobs.book.change(writer.journal, id, { state: 'Failed', errorMessage })
}
