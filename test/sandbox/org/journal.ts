import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import type { FieldValue } from './schema.ts'

/** One accepted write: what it set, and the stamp it gave the record. */
export interface RecordWrite {
  recordId: string
  atMs: number
  byUserId: string
  fields: Readonly<Record<string, FieldValue>>
  /** Whether the record began with it. */
  isCreation?: true
}

/** The progress of an ingest job that the writes beside it are part of. */
export interface IngestProgress {
  jobId: string
  rows: number
  /** Row number in the upload, `sf__Id`, `sf__Error`. */
  failures: readonly (readonly [row: number, id: string, error: string])[]
}

/** What was changed about a user; what is absent stays. */
export interface UserChange {
  userId: string
  isActive?: boolean
  /** All permission set groups the user is assigned to from now on. */
  groups?: readonly { name: string; expiresAt: string | null }[]
}

/** The name of an Account from now on. */
export interface AccountRename {
  /** 18 characters. */
  accountId: string
  name: string
}

/** An Account that a client of the API created, or deletes again. */
export interface AccountChange {
  /** 18 characters. */
  accountId: string
  /** Null deletes it. */
  name: string | null
}

/** A row of a new version of a document. */
export interface VersionRow {
  id: string
  recordId: string
  atMs: number
}

export type JobKind = 'ingest' | 'query'

/**
 * One line of the journal. A line is whole or absent, so what stands in one line happened together: the writes of a
 * group of rows and the group's place in its job can never be seen apart.
 */
export type JournalEntry =
  | { type: 'writes'; writes: readonly RecordWrite[]; progress?: IngestProgress }
  | { type: 'job-created'; kind: JobKind; job: { id: string } }
  | { type: 'job-changed'; kind: JobKind; id: string; changes: Record<string, unknown> }
  | { type: 'job-deleted'; kind: JobKind; id: string }
  | { type: 'user-changed'; change: UserChange }
  | { type: 'account-renamed'; change: AccountRename }
  | { type: 'account-changed'; change: AccountChange }
  | { type: 'version-added'; version: VersionRow }

export interface Journal {
  /** Writes an entry. Once it returns, the end of this process cannot undo it. */
  append(entry: JournalEntry): void
  /** Closes the file; closing again does nothing, and appending is an error from then on. */
  close(): void
}

const BLOCK_BYTES = 1 << 20
const NEWLINE = 0x0a

/**
 * Opens the journal and replays it. A last line without an end was torn by a kill and is cut off, because the next
 * line would otherwise be glued to it.
 * @param file path; created when absent
 * @param replay called with each entry in the order written
 */
export function openJournal(file: string, replay: (entry: JournalEntry) => void): Journal {
  const descriptor = openSync(file, 'a+', 0o600)
  const wholeBytes = replayLines(descriptor, (line) => replay(JSON.parse(line)))
  ftruncateSync(descriptor, wholeBytes)
  let isOpen = true
  return {
    append: (entry) => {
      // The system gives the number of a closed file to the next one opened, so a late write would go there.
      if (!isOpen) throw new Error('The journal is closed.')
      writeAll(descriptor, Buffer.from(`${JSON.stringify(entry)}\n`))
    },
    close: () => {
      if (isOpen) closeSync(descriptor)
      isOpen = false
    },
  }
}

/** Gives the length of the file up to its last complete line, in bytes. */
function replayLines(descriptor: number, onLine: (line: string) => void): number {
  const sizeBytes = fstatSync(descriptor).size
  const block = Buffer.alloc(BLOCK_BYTES)
  let rest = Buffer.alloc(0)
  for (let offset = 0; offset < sizeBytes; ) {
    const readBytes = readSync(descriptor, block, 0, BLOCK_BYTES, offset)
    offset += readBytes
    rest = takeLines(Buffer.concat([rest, block.subarray(0, readBytes)]), onLine)
  }
  return sizeBytes - rest.length
}

function takeLines(bytes: Buffer, onLine: (line: string) => void): Buffer<ArrayBuffer> {
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    onLine(bytes.toString('utf8', start, end))
    start = end + 1
  }
  return Buffer.from(bytes.subarray(start))
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}
