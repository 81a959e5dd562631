/** An upload in parts that the store knows and nobody has completed or aborted. */
export interface UnfinishedUpload {
  key: string
  uploadId: string
  /** When it was begun, by the clock of the store. */
  startedAt: Date
}

/**
 * The clock of a store may differ from ours by this much: what is signed with a time further away is refused by S3
 * (`RequestTimeTooSkewed`), so nothing would have been begun.
 */
const STORE_CLOCK_DIFFERS_BY_MS = 15 * 60_000

/**
 * Before which moment an upload must have been begun to be abandoned: long ago, and before any batch was begun that somebody
 * works on, because small uploads of such a batch stand in no ledger.
 * @param oldestBatchAt when the oldest batch was claimed that is at work now; null when none is
 */
export function abandonedBefore(now: Date, afterMs: number, oldestBatchAt: Date | null): Date {
  const longAgo = now.getTime() - afterMs
  const beforeBatches = (oldestBatchAt ?? now).getTime() - STORE_CLOCK_DIFFERS_BY_MS
  return new Date(oldestBatchAt === null ? longAgo : Math.min(longAgo, beforeBatches))
}

/** Whether an upload may be aborted: ours by its key, begun before the moment, and of no row of the ledger. */
export function isAbandoned(
  upload: UnfinishedUpload,
  { prefix, before, known }: { prefix: string; before: Date; known: ReadonlySet<string> },
): boolean {
  return isOwnKey(upload.key, prefix) && upload.startedAt < before && !known.has(upload.uploadId)
}

/**
 * Whether Doclift makes keys of this form: a probe, a list of before-images, or a copy as `destinationKey` names it. What another program keeps below
 * the same prefix is not touched.
 */
export function isOwnKey(key: string, prefix: string): boolean {
  if (!key.startsWith(`${prefix}/`)) return false
  const rest = key.slice(prefix.length + 1)
  return OWN.test(rest) || COPY.test(rest)
}

const OWN = /^_doclift\/(probe|before-images)\/[^/]+$/
const COPY = /^[A-Za-z0-9]{18}\/[^/]+\/[A-Za-z0-9]{18}\/[0-9a-f]+\/[^/]+$/
