import { FatalError, TransientError } from '../domain/errors.ts'
import { looksLikeLostAccess } from '../domain/switch/access.ts'
import { compareBeforeWrite, settleByReading } from '../domain/switch/compare.ts'
import {
  groupsForWriting,
  isForIngest,
  type Narrowness,
  narrower,
  rowsOfNextJob,
  type WritingGroup,
} from '../domain/switch/groups.ts'
import {
  afterReadBack,
  answered,
  confirmed,
  conflicted,
  type Direction,
  failed,
  type ItemResult,
  inDoubt,
  isForwards,
  notTakenBack,
  refused,
} from '../domain/switch/outcome.ts'
import type { HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { keepGuardrail } from './guardrail/keep-guardrail.ts'
import { untilHours } from './hours/until-hours.ts'
import { discardIngestJob } from './ingest-job.ts'
import { readValues } from './read-values.ts'
import { requireEditing } from './require-access.ts'
import { settleNow } from './settle-doubt.ts'
import { sortAnswers, type Unwritten } from './sort-answers.ts'
import { type ComparedChange, type PermittedChange, writeUrls } from './write-urls.ts'

/** A batch of a switch or a rollback at work. */
export interface SwitchingBatch {
  context: Context
  held: HeldBatch
  direction: Direction
  signal: AbortSignal
}

/** Where rows stand that were not written at the first try. */
interface Attempt {
  /** Of this step. */
  tries: number
  narrowness: Narrowness
  /** Ingest jobs of these rows that failed as a whole. */
  failedJobs: number
}

/** Tries of a row that the platform did not get to, in each step; a row that met a lock goes on to the next step at once. */
const TRIES = 5
const FIRST_WAIT_MS = 250
/** So many jobs of the same rows do not fail as a whole by accident. */
const MOST_FAILED_JOBS = 3
const FIRST: Attempt = { tries: 1, narrowness: 0, failedJobs: 0 }

/**
 * Compares, writes and reads back, group after group: large batches as ingest jobs, small ones by Collections, one Account at a
 * time. A halt acts between the groups, and so does the guardrail.
 */
export async function changeUrls(
  batch: SwitchingBatch,
  items: readonly PermittedChange[],
  attempt = FIRST,
): Promise<void> {
  for (let rest = items; rest.length > 0; ) {
    if (!(await mayGoOn(batch))) return
    // Cut anew each time: what one job met decides how large the next is.
    const [first, ...others] = await cut(batch, rest, attempt.narrowness)
    if (first !== undefined) await changeGroup(batch, first, attempt)
    rest = others.flatMap((group) => group.changes)
  }
}

/**
 * A switch that fails too often is stopped here, so asking comes first; outside its hours it writes no more, and rests once its
 * batch is settled. What takes a value back never waits.
 */
async function mayGoOn({ context, held, direction, signal }: SwitchingBatch): Promise<boolean> {
  if (isForwards(direction)) {
    await keepGuardrail(context, held.runId)
    if ((await untilHours(context, 'switch')) !== undefined) return false
  }
  return !signal.aborted && (await context.ports.tracking.isRunning(held.runId))
}

async function cut({ context, held }: SwitchingBatch, rows: readonly PermittedChange[], narrowness: Narrowness) {
  const { collectionsUpTo, batchItems } = context.settings.switching
  const isIngest = isForIngest(rows.length, narrowness, collectionsUpTo)
  const jobs = isIngest ? await context.ports.tracking.jobLocks(held.runId) : []
  return groupsForWriting(rows, narrowness, { collectionsUpTo, jobRows: rowsOfNextJob(jobs, batchItems) })
}

async function changeGroup(batch: SwitchingBatch, group: WritingGroup<PermittedChange>, attempt: Attempt) {
  const { context, held, direction } = batch
  const readAt = context.ports.clock.now()
  const changes = await compareGroup(batch, group.changes)
  if (changes.length === 0) return
  const answer = await writeUrls(context, { held, changes, readAt }, group.way, batch.signal)
  if (answer.kind === 'not-sent') return writeAgain(batch, changes, attempt, () => stop(answer.error))
  if (answer.kind === 'lost') return record(batch, changes, () => inDoubt())
  const { written, refusals, locked, touched, unprocessed, unknown } = sortAnswers(changes, answer.results)
  if (looksLikeLostAccess(changes.length, refusals)) await stopWithoutAccess(batch, refusals)
  if (direction === 'take_back') await setBack(batch, refusals)
  await record(batch, refusals, (change) => refused(direction, change, change.code, change.sentence))
  await record(batch, written, () => answered(direction))
  await readBack(batch, written)
  const unwritten = await settleNow(context, held, direction, unknown)
  if (answer.job) await discardIngestJob(context, answer.job)
  await writeNarrower(batch, locked, attempt)
  await writeAgain(batch, touched, attempt, () => record(batch, touched, gaveUp(batch)))
  const left = [...unprocessed, ...unknown.filter(({ recordId }) => unwritten.includes(recordId))]
  await writeLeft(batch, left, attempt, answer.jobFailure)
}

/** Who lost its rights would be refused for every record that is left: the run stops, and none of them is marked for it. */
async function stopWithoutAccess(batch: SwitchingBatch, rows: readonly PermittedChange[]): Promise<void> {
  try {
    await requireEditing(batch.context)
  } catch (error) {
    await setBack(batch, rows)
    throw error
  }
}

/** Reads the group and keeps what may be written; conflicts, and values that are already there, are settled at once. */
async function compareGroup(batch: SwitchingBatch, group: readonly PermittedChange[]): Promise<ComparedChange[]> {
  const values = await readValues(
    batch.context,
    group.map((change) => change.recordId),
  )
  const writable: ComparedChange[] = []
  const settled: (PermittedChange & { result: ItemResult })[] = []
  for (const change of group) {
    const current = values.get(change.recordId) ?? null
    const decision = compareBeforeWrite(change, current)
    if (decision.action === 'write' && current !== null) {
      writable.push({ ...change, systemModstamp: current.systemModstamp })
    } else if (decision.action === 'already-there' && current !== null) {
      // A new value that stood there before our first write is nothing to try.
      const direction = batch.direction === 'try' ? 'switch' : batch.direction
      settled.push({ ...change, result: confirmed(direction, change, current) })
    } else settled.push({ ...change, result: conflicted(change, current) })
  }
  await record(batch, settled, ({ result }) => result)
  return writable
}

async function readBack(batch: SwitchingBatch, written: readonly PermittedChange[]): Promise<void> {
  const values = await readValues(
    batch.context,
    written.map((change) => change.recordId),
  )
  await record(batch, written, (change) => {
    const current = values.get(change.recordId) ?? null
    return afterReadBack(batch.direction, change, current, settleByReading(change, current))
  })
}

/** Rows that met a lock go again in smaller groups, then few at a time of one Account, then each by itself. */
async function writeNarrower(batch: SwitchingBatch, locked: readonly Unwritten[], attempt: Attempt): Promise<void> {
  const narrowness = narrower(attempt.narrowness)
  const next = narrowness === undefined ? undefined : { ...FIRST, narrowness }
  await goAgain(batch, locked, next, () => record(batch, locked, gaveUp(batch)))
}

/**
 * Rows that the platform did not get to. Nothing is wrong with them, so none of them fails for it: in the end the batch goes
 * back to the queue, or the run stops when their jobs fail again and again.
 */
async function writeLeft(batch: SwitchingBatch, rows: readonly Unwritten[], attempt: Attempt, jobFailure?: string) {
  const failedJobs = attempt.failedJobs + (jobFailure === undefined ? 0 : 1)
  if (jobFailure !== undefined && failedJobs >= MOST_FAILED_JOBS) {
    return goAgain(batch, rows, undefined, () => stop(jobsFail(jobFailure)))
  }
  await writeAgain(batch, rows, { ...attempt, failedJobs }, () => stop(notProcessed(rows.length)))
}

/** Rows go again as they went before: the first times that is waited for here. */
async function writeAgain(
  batch: SwitchingBatch,
  rows: readonly Unwritten[],
  attempt: Attempt,
  giveUp: () => Promise<void>,
): Promise<void> {
  const next = { ...attempt, tries: attempt.tries + 1 }
  await goAgain(batch, rows, attempt.tries < TRIES ? next : undefined, giveUp)
}

async function goAgain(
  batch: SwitchingBatch,
  rows: readonly Unwritten[],
  next: Attempt | undefined,
  giveUp: () => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return
  await setBack(batch, rows)
  if (next === undefined) return giveUp()
  await batch.context.ports.clock.sleep(FIRST_WAIT_MS * 2 ** (next.tries + next.narrowness - 2), batch.signal)
  // What one try met says nothing about the next one.
  const fresh = rows.map(({ code: _code, sentence: _sentence, ...row }) => row)
  await changeUrls(batch, fresh, next)
}

/** Notes that rows are known not to have been written. */
async function setBack({ context, held }: SwitchingBatch, rows: readonly PermittedChange[]): Promise<void> {
  const recordIds = rows.map((row) => row.recordId)
  await context.ports.tracking.recordNotWritten(held, recordIds)
}

function stop(error: Error): Promise<void> {
  return Promise.reject(error)
}

function notProcessed(records: number): TransientError {
  const sentence = `Salesforce did not get to ${records} records in ${TRIES} tries. They are as they were.`
  return new TransientError('switch.not-processed', sentence)
}

function jobsFail(reason: string): FatalError {
  return new FatalError(
    'salesforce.job-failed',
    `Salesforce failed ${MOST_FAILED_JOBS} Bulk jobs of the same records as a whole (${reason}). The records that are left are as they were. Mend what it names, then resume the run.`,
  )
}

function gaveUp({ direction }: SwitchingBatch) {
  return (row: Unwritten): ItemResult => {
    const sentence = row.sentence ?? 'Others kept changing the record right before it was written. Try again later.'
    const code = row.code ?? 'switch.not-processed'
    return direction === 'take_back' ? notTakenBack(code, sentence) : failed(row, code, sentence)
  }
}

/** Writes down what became of items. */
export async function record<T extends { recordId: string }>(
  { context, held }: SwitchingBatch,
  subjects: readonly T[],
  resultOf: (subject: T) => ItemResult,
): Promise<void> {
  if (subjects.length === 0) return
  const outcomes = subjects.map((subject) => ({ recordId: subject.recordId, ...resultOf(subject) }))
  await context.ports.tracking.recordOutcomes(held, outcomes, context.ports.clock.now())
}
