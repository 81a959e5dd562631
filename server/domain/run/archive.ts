import { PermanentError } from '../errors.ts'
import type { Run } from './run.ts'

/** Where the items of an old verification or dry run went, when they left the ledger. */
export interface RunArchive {
  /** Of the object in the bucket: the lines of the run's report, as JSON lines. */
  key: string
  sha256: string
  items: number
  /** ISO 8601, UTC. */
  archivedAt: string
}

/**
 * Refuses to read items that are not there any more: an empty list would look like a run that did nothing.
 * @throws PermanentError `run.items-archived`
 */
export function requireItems({ number, archive }: Pick<Run, 'number' | 'archive'>): void {
  if (archive === null) return
  const where = `object "${archive.key}" of the bucket, SHA-256 ${archive.sha256}`
  const message = `The ${archive.items} items of run ${number} were archived at ${archive.archivedAt}. Read them in ${where}.`
  throw new PermanentError('run.items-archived', message)
}
