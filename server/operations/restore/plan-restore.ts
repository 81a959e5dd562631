import { createHash, type Hash } from 'node:crypto'
import { CsvReader, type CsvRow } from '../../domain/restore/csv-reader.ts'
import { decideRestore, type RestoreFacts, type RestoreKind } from '../../domain/restore/decide.ts'
import { describedDifferences, type KnownDescription, refuseOtherSite } from '../../domain/restore/description.ts'
import { IdSet } from '../../domain/restore/id-set.ts'
import {
  findColumns,
  isProblem,
  type RestoreColumns,
  type RestoreRow,
  type RowProblem,
  toRestoreRow,
} from '../../domain/restore/restore-row.ts'
import type { Context } from '../context.ts'

/** A file of before-images, and what it was compared with. */
export interface RestoreRequest {
  bytes: AsyncIterable<Uint8Array>
  /** What stands beside it; null when nothing does. */
  description: KnownDescription | null
  /** Compares with the values that the org has now, by a call for each 2,000 records, instead of those last seen. */
  isLive: boolean
}

/** What loading a file would do. Nothing was changed. */
export interface RestorePlan {
  rows: number
  sha256: string
  description: KnownDescription | null
  isLive: boolean
  counts: Record<RestoreKind, number>
  /** The first rows of each kind. */
  examples: Record<RestoreKind, RestoreExample[]>
  /** Rows that are not as they must be, and what is wrong with the file as a whole. */
  problems: { rows: number; first: RowProblem[]; ofFile: string[] }
}

export interface RestoreExample {
  line: number
  recordId: string
  now: string | null
  inFile: string | null
}

/** One call of the org, and one statement of the ledger. */
const PAGE_ROWS = 2_000
const EXAMPLES = 5
const MOST_PROBLEMS = 20
/** What a URL field holds at most. Longer values are compared with what the org says of the field. */
const URL_CHARACTERS = 255

interface Work {
  context: Context
  plan: RestorePlan
  hash: Hash
  /** Ids that were seen. */
  seen: IdSet
  columns: RestoreColumns | undefined
}

/**
 * Reads a file of before-images and says what loading it would do, without doing anything. It is streamed; of a million
 * rows their ids alone are held.
 * @throws PermanentError `restore.bad-file`, `restore.other-org`, `restore.other-object`
 */
export async function planRestore(context: Context, request: RestoreRequest): Promise<RestorePlan> {
  const { object, urlField } = context.settings
  const { description, isLive } = request
  const binding = await context.ports.tracking.readBinding()
  if (description) refuseOtherSite(description, { orgId: binding?.orgId ?? null, object, field: urlField })
  const plan = emptyPlan(description, isLive)
  const work: Work = { context, plan, hash: createHash('sha256'), seen: new IdSet(), columns: undefined }
  for await (const rows of pagesOf(rowsOf(request.bytes, work.hash))) await takePage(work, rows)
  return finish(work)
}

function emptyPlan(description: KnownDescription | null, isLive: boolean): RestorePlan {
  return {
    rows: 0,
    sha256: '',
    description,
    isLive,
    counts: { restore: 0, already: 0, 'changed-by-others': 0, unknown: 0, deleted: 0 },
    examples: { restore: [], already: [], 'changed-by-others': [], unknown: [], deleted: [] },
    problems: { rows: 0, first: [], ofFile: [] },
  }
}

async function* rowsOf(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<CsvRow[]> {
  const reader = new CsvReader()
  for await (const piece of bytes) {
    hash.update(piece)
    yield reader.read(piece)
  }
  yield reader.end()
}

async function* pagesOf(pieces: AsyncIterable<CsvRow[]>): AsyncGenerator<CsvRow[]> {
  let page: CsvRow[] = []
  for await (const rows of pieces) {
    page.push(...rows)
    for (; page.length >= PAGE_ROWS; page = page.slice(PAGE_ROWS)) yield page.slice(0, PAGE_ROWS)
  }
  if (page.length > 0) yield page
}

async function takePage(work: Work, page: readonly CsvRow[]): Promise<void> {
  const [head] = page
  const rows = work.columns === undefined ? page.slice(1) : page
  const columns = work.columns ?? findColumns(head as CsvRow, work.context.settings.urlField)
  work.columns = columns
  work.plan.rows += rows.length
  const checked: RestoreRow[] = []
  for (const row of rows.map((one) => toRestoreRow(one, columns))) {
    const problem = isProblem(row) ? row : await problemOf(work, row)
    if (problem) noteProblem(work.plan, problem)
    else checked.push(row as RestoreRow)
  }
  const facts = await factsOf(work, checked)
  for (const row of checked) noteRow(work.plan, row, facts.get(row.recordId))
}

async function problemOf({ context, seen }: Work, { line, recordId, value }: RestoreRow): Promise<RowProblem | null> {
  if (!seen.add(recordId.slice(0, 15))) {
    return { line, problem: `Record ${recordId} is there twice; of two values one would be lost.` }
  }
  if (value === null || value.length <= URL_CHARACTERS) return null
  const { maxCharacters } = await context.urlField()
  if (value.length <= maxCharacters) return null
  return { line, problem: `The value has ${value.length} characters; the field holds ${maxCharacters}.` }
}

async function factsOf({ context, plan }: Work, rows: readonly RestoreRow[]): Promise<Map<string, RestoreFacts>> {
  const ids = rows.map((row) => row.recordId)
  const known = await context.ports.tracking.restoreFacts(ids)
  const facts = plan.isLive ? await asOfNow(context, known) : known
  return new Map(facts.map((one) => [one.recordId, one]))
}

/** What the ledger knows, with the values that the org has now; what it does not show is deleted or hidden from us. */
async function asOfNow({ ports }: Context, known: readonly RestoreFacts[]): Promise<RestoreFacts[]> {
  if (known.length === 0) return []
  const values = await ports.org.readValues(known.map((one) => one.recordId))
  return known.map((one) => {
    const current = values.get(one.recordId)
    return { ...one, currentUrl: current?.documentUrl ?? null, isDeleted: current === undefined }
  })
}

function noteRow({ counts, examples }: RestorePlan, row: RestoreRow, facts: RestoreFacts | undefined): void {
  const kind = decideRestore(row.value, facts)
  counts[kind] += 1
  if (examples[kind].length >= EXAMPLES) return
  examples[kind].push({ line: row.line, recordId: row.recordId, now: facts?.currentUrl ?? null, inFile: row.value })
}

function noteProblem({ problems }: RestorePlan, problem: RowProblem): void {
  problems.rows += 1
  if (problems.first.length < MOST_PROBLEMS) problems.first.push(problem)
}

function finish({ plan, hash, columns }: Work): RestorePlan {
  const sha256 = hash.digest('hex')
  const { rows, description, problems } = plan
  const ofFile = [
    ...(columns === undefined ? ['It is empty.'] : rows === 0 ? ['It has a head and no row.'] : []),
    ...(description ? describedDifferences(description, { rows, sha256 }) : []),
  ]
  return { ...plan, sha256, problems: { ...problems, ofFile } }
}
