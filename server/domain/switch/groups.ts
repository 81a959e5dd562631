/** How changes are put together for writing, and how locks make the groups smaller (design.md section 7 steps 4 and 5). */

export type Way = 'ingest-job' | 'collections' | 'single'

/**
 * How close together rows are written. Rows that met a lock go one step on: a smaller group, then few rows of one Account,
 * then each row by itself under the condition that nobody touched it.
 */
export type Narrowness = 0 | 1 | 2 | 3

export interface WritingShape {
  /** More rows than this go as ingest jobs. */
  collectionsUpTo: number
  /** Rows of one ingest job, as the locks of earlier ones allow. */
  jobRows: number
}

export interface WritingGroup<Change> {
  way: Way
  changes: Change[]
}

interface Row {
  accountId: string
  targetUrl: string | null
}

/** What an ingest job met: its rows, and how many of them were refused for a lock. */
export interface JobLocks {
  rows: number
  lockedRows: number
}

/** What a bulk job reads as "set this field to null": a text of this form goes by another way. */
const BULK_NULL = '#N/A'
/** The platform's limit for a Collections call; an ingest job is worked on in groups of as many. */
const GROUP_ROWS = 200
/** Rows of one ingest job, at most, once they met a lock. */
const NARROW_JOB_ROWS = 1_000
/** Rows of one Collections call by how narrow it is. */
const CALL_ROWS = [GROUP_ROWS, 100, 50, 10] as const
/** One row by itself costs three calls, so only a rest goes that way. */
const MOST_SINGLES = 200
/**
 * Bytes of one upload or call, at most. Ten thousand rows of 255 characters fit whatever the characters are; URLs of the 32,000
 * that a bulk job takes would be 320 MB, where the platform takes 100 and a worker has memory for far less.
 */
const MOST_BYTES = 10_000_000
/** A character of a URL is at most three bytes of UTF-8, and a row has its id, quotes and a line end besides. */
const BYTES_PER_CHARACTER = 3
const BYTES_PER_ROW = 30
/** Above this part of locked rows the next jobs are smaller; below the other they grow again. */
const LOCKED_TOO_OFTEN = 0.05
const LOCKED_SELDOM = 0.01

/** Cuts changes into groups to be written one after another; each Account's rows are together, in as few groups as fit. */
export function groupsForWriting<Change extends Row>(
  changes: readonly Change[],
  narrowness: Narrowness,
  { collectionsUpTo, jobRows }: WritingShape,
): WritingGroup<Change>[] {
  if (isForIngest(changes.length, narrowness, collectionsUpTo)) {
    const rows = narrowness === 0 ? jobRows : Math.min(jobRows, NARROW_JOB_ROWS)
    const jobs = packAccounts(changes.filter(isBulkWritable), rows).map(groupOf('ingest-job'))
    return [...jobs, ...calls(changes.filter(isNotBulkWritable), narrowness)]
  }
  if (narrowness === 3 && changes.length <= MOST_SINGLES) return changes.map((change) => groupOf('single')([change]))
  return calls(changes, narrowness)
}

/** Tells whether so many rows go as ingest jobs. */
export function isForIngest(rows: number, narrowness: Narrowness, collectionsUpTo: number): boolean {
  return narrowness <= 1 && rows > collectionsUpTo
}

/** The next step for rows that met a lock; undefined when there is none. */
export function narrower(narrowness: Narrowness): Narrowness | undefined {
  return narrowness === 3 ? undefined : ((narrowness + 1) as Narrowness)
}

/**
 * How many rows the next ingest job of a run has: half as many after one that met many locks, twice as many after one that
 * met hardly any.
 * @param jobs those of the run, oldest first
 */
export function rowsOfNextJob(jobs: readonly JobLocks[], mostRows: number): number {
  const fewestRows = Math.min(GROUP_ROWS, mostRows)
  return jobs.reduce((size, { rows, lockedRows }) => {
    const share = rows === 0 ? 0 : lockedRows / rows
    if (share > LOCKED_TOO_OFTEN) return Math.max(fewestRows, Math.floor(size / 2))
    return share < LOCKED_SELDOM ? Math.min(mostRows, size * 2) : size
  }, mostRows)
}

/** Only the smaller groups right after a job mix Accounts: their rows are few, and each call costs. */
function calls<Change extends Row>(changes: readonly Change[], narrowness: Narrowness): WritingGroup<Change>[] {
  const rows = CALL_ROWS[narrowness]
  const groups = narrowness === 1 ? packAccounts(changes, rows) : slicesOfAccounts(changes, rows).map(changesOf)
  return groups.map(groupOf('collections'))
}

function groupOf(way: Way) {
  return <Change>(changes: Change[]): WritingGroup<Change> => ({ way, changes })
}

function isBulkWritable({ targetUrl }: Row): boolean {
  return targetUrl !== BULK_NULL
}

function isNotBulkWritable(row: Row): boolean {
  return !isBulkWritable(row)
}

/** Rows of one group, and how many bytes they take at most. */
interface Slice<Change> {
  changes: Change[]
  bytes: number
}

/** Whole Accounts share a group while they fit; a larger one becomes groups of its own. */
function packAccounts<Change extends Row>(changes: readonly Change[], rows: number): Change[][] {
  return joinWhileFitting(slicesOfAccounts(changes, rows), rows).map(changesOf)
}

function slicesOfAccounts<Change extends Row>(changes: readonly Change[], rows: number): Slice<Change>[] {
  const accounts = [...Map.groupBy(changes, (change) => change.accountId).values()]
  return accounts.flatMap((account) => joinWhileFitting(account.map(sliceOf), rows))
}

function joinWhileFitting<Change>(slices: readonly Slice<Change>[], rows: number): Slice<Change>[] {
  const joined: Slice<Change>[] = []
  for (const { changes, bytes } of slices) {
    const last = joined.at(-1)
    if (last !== undefined && last.changes.length + changes.length <= rows && last.bytes + bytes <= MOST_BYTES) {
      last.changes.push(...changes)
      last.bytes += bytes
    } else joined.push({ changes: [...changes], bytes })
  }
  return joined
}

function sliceOf<Change extends Row>(change: Change): Slice<Change> {
  return { changes: [change], bytes: (change.targetUrl ?? '').length * BYTES_PER_CHARACTER + BYTES_PER_ROW }
}

function changesOf<Change>({ changes }: Slice<Change>): Change[] {
  return changes
}
