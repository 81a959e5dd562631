import { compareBeforeWrite, settleByReading } from '../domain/switch/compare.ts'
import {
  afterReadBack,
  answered,
  confirmed,
  conflicted,
  type Direction,
  failed,
  type ItemResult,
  inDoubt,
  outdated,
  refused,
  withdrawn,
} from '../domain/switch/outcome.ts'
import type { WriteResult } from '../ports/salesforce-org.ts'
import type { HeldBatch, SwitchItem } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { readValues } from './read-values.ts'
import { doubtEndsAt, settleDoubts, settleNow } from './settle-doubt.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import type { Revisit } from './work-batch.ts'
import { type PermittedChange, writeUrls } from './write-urls.ts'

/** Tries of a row that was refused for a passing reason, such as a lock. */
const TRIES = 4
const FIRST_WAIT_MS = 250

/** Rows of one Collections call, the platform's limit. */
const COLLECTIONS_ROWS = 200

interface Batch {
  context: Context
  held: HeldBatch
  direction: Direction
  signal: AbortSignal
}

/**
 * Changes the URLs of one batch, forwards or backwards (design.md section 7 step 5): before-images first, then read and
 * compare, write, take the results, read back. Items that an earlier holder had sent are settled before anything else; when
 * the run is taken back, nothing else is done.
 * @returns when the batch must be looked at again because records are still in doubt
 */
export async function switchBatch(
  context: Context,
  held: HeldBatch,
  direction: Direction,
  signal: AbortSignal,
): Promise<Revisit> {
  const { tracking } = context.ports
  const batch = { context, held, direction, signal }
  const sent = (await tracking.switchItems(held)).filter((item) => item.sentAt !== null)
  await settleDoubts(context, held, direction, sent, signal)
  const fresh = (await tracking.switchItems(held)).filter((item) => item.sentAt === null && item.outcome === null)
  if (held.isWithdrawn) await record(batch, fresh, withdrawn)
  else await changeFresh(batch, fresh)
  return revisitOf(context, await tracking.switchItems(held))
}

/** A batch that test mode does not allow as a whole is refused before its first write; the door asks again at each. */
async function changeFresh(batch: Batch, unsent: readonly SwitchItem[]): Promise<void> {
  const { tracking, clock } = batch.context.ports
  await refuseWorkOutsideTestMode(batch.context, batch.held.runId, unsent)
  const fresh = await withdrawOutdated(batch, unsent)
  const withoutImage = fresh.filter((item) => !item.hasBeforeImage).map((item) => item.recordId)
  await tracking.recordIntents(batch.held, withoutImage, clock.now())
  await changeAll(batch, fresh, 1)
}

/** What was found since the approval only takes items out of a switch (design.md section 7 step 1). Returns the others. */
async function withdrawOutdated(batch: Batch, items: readonly SwitchItem[]): Promise<readonly SwitchItem[]> {
  if (batch.direction === 'roll_back') return items
  await record(
    batch,
    items.filter((item) => !item.hasGoodCopy),
    outdated,
  )
  return items.filter((item) => item.hasGoodCopy)
}

/** Large batches go as one ingest job; small ones by Collections, one Account at a time. A halt acts between the calls. */
async function changeAll(batch: Batch, items: readonly PermittedChange[], attempt: number): Promise<void> {
  const { collectionsUpTo } = batch.context.settings.switching
  const way = items.length > collectionsUpTo ? 'ingest-job' : 'collections'
  for (const group of way === 'ingest-job' ? [items] : byAccount(items)) {
    if (batch.signal.aborted || !(await batch.context.ports.tracking.isRunning(batch.held.runId))) return
    await changeGroup(batch, group, way, attempt)
  }
}

async function changeGroup(
  batch: Batch,
  group: readonly PermittedChange[],
  way: 'collections' | 'ingest-job',
  attempt: number,
): Promise<void> {
  const readAt = batch.context.ports.clock.now()
  const changes = await compareGroup(batch, group)
  if (changes.length === 0) return
  const permit = { held: batch.held, changes, readAt }
  const answer = await writeUrls(batch.context, permit, way, batch.signal)
  if (answer.kind === 'lost') return record(batch, changes, () => inDoubt())
  const { written, refusals, again, unknown } = sortAnswers(changes, answer.results)
  await record(batch, refusals, (change) => refused(batch.direction, change, change.code, change.sentence))
  await record(batch, written, () => answered(batch.direction))
  await readBack(batch, written)
  const unwritten = await settleNow(batch.context, batch.held, batch.direction, unknown)
  await tryAgain(batch, [...again, ...unknown.filter((change) => unwritten.includes(change.recordId))], attempt)
}

/** Reads the group and keeps what may be written; conflicts, and values that are already there, are settled at once. */
async function compareGroup(batch: Batch, group: readonly PermittedChange[]): Promise<PermittedChange[]> {
  const values = await readValues(
    batch.context,
    group.map((change) => change.recordId),
  )
  const writable: PermittedChange[] = []
  const settled: (PermittedChange & { result: ItemResult })[] = []
  for (const change of group) {
    const current = values.get(change.recordId) ?? null
    const decision = compareBeforeWrite(change, current)
    if (decision.action === 'write') writable.push(change)
    else if (decision.action === 'already-there' && current !== null) {
      settled.push({ ...change, result: confirmed(batch.direction, change, current) })
    } else settled.push({ ...change, result: conflicted(change, current) })
  }
  await record(batch, settled, ({ result }) => result)
  return writable
}

interface SortedAnswers {
  written: PermittedChange[]
  refusals: (PermittedChange & { code: string; sentence: string })[]
  /** Known not to be written, for a passing reason. */
  again: (PermittedChange & { code?: string; sentence?: string })[]
  /** The write is over and the org said nothing about them. */
  unknown: PermittedChange[]
}

function sortAnswers(changes: readonly PermittedChange[], results: ReadonlyMap<string, WriteResult>): SortedAnswers {
  const sorted: SortedAnswers = { written: [], refusals: [], again: [], unknown: [] }
  for (const change of changes) {
    const result = results.get(change.recordId)
    if (!result) sorted.unknown.push(change)
    else if (result.result === 'written') sorted.written.push(change)
    else if (result.result === 'unprocessed') sorted.again.push(change)
    else if (result.isTransient) sorted.again.push({ ...change, code: result.code, sentence: result.sentence })
    else sorted.refusals.push({ ...change, code: result.code, sentence: result.sentence })
  }
  return sorted
}

async function readBack(batch: Batch, written: readonly PermittedChange[]): Promise<void> {
  const values = await readValues(
    batch.context,
    written.map((change) => change.recordId),
  )
  await record(batch, written, (change) => {
    const current = values.get(change.recordId) ?? null
    return afterReadBack(batch.direction, change, current, settleByReading(change, current))
  })
}

async function tryAgain(batch: Batch, again: SortedAnswers['again'], attempt: number): Promise<void> {
  if (again.length === 0) return
  const { tracking, clock } = batch.context.ports
  await tracking.recordNotWritten(
    batch.held,
    again.map((change) => change.recordId),
  )
  if (attempt >= TRIES) {
    return record(batch, again, (change) =>
      failed(
        change,
        change.code ?? 'switch.not-processed',
        change.sentence ?? 'The org did not process the record. Try again later.',
      ),
    )
  }
  await clock.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1), batch.signal)
  await changeAll(batch, again, attempt + 1)
}

async function record<T extends { recordId: string }>(
  { context, held }: Batch,
  subjects: readonly T[],
  resultOf: (subject: T) => ItemResult,
): Promise<void> {
  if (subjects.length === 0) return
  const outcomes = subjects.map((subject) => ({ recordId: subject.recordId, ...resultOf(subject) }))
  await context.ports.tracking.recordOutcomes(held, outcomes, context.ports.clock.now())
}

function byAccount(changes: readonly PermittedChange[]): PermittedChange[][] {
  const groups = [...Map.groupBy(changes, (change) => change.accountId).values()]
  return groups.flatMap((group) => {
    const calls = Math.ceil(group.length / COLLECTIONS_ROWS)
    return Array.from({ length: calls }, (_, call) =>
      group.slice(call * COLLECTIONS_ROWS, (call + 1) * COLLECTIONS_ROWS),
    )
  })
}

function revisitOf(context: Context, items: readonly SwitchItem[]): Revisit {
  const doubtful = items.filter((item) => item.outcome === 'in_doubt')
  if (doubtful.length === 0) return undefined
  const endsAt = Math.min(...doubtful.map((item) => doubtEndsAt(context, item)))
  return { afterMs: Math.max(0, endsAt - context.ports.clock.now().getTime()) + 100 }
}
