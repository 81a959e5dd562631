import type { Clock } from '../ports/clock.ts'
import type { HeldBatch } from '../ports/tracking/batches.ts'
import type { UploadStore } from '../ports/tracking/uploads.ts'
import type { NotedPart, UploadMemory } from '../ports/upload-memory.ts'

/**
 * The ledger's memory of the upload of one item, for whoever holds its batch.
 * @param item.sourceFingerprint of the document that is to be stored
 */
export function rememberUpload(
  { tracking, clock }: { tracking: UploadStore; clock: Clock },
  held: HeldBatch,
  { recordId, sourceFingerprint }: { recordId: string; sourceFingerprint: string },
): UploadMemory {
  return {
    claim: async () => {
      const known = await tracking.claimUpload(held, recordId, clock.now())
      return known && { ...known, isOfSameSource: known.sourceFingerprint === sourceFingerprint }
    },
    begin: (upload) => tracking.beginUpload(held, { ...upload, recordId, sourceFingerprint }, clock.now()),
    note: together((parts) => tracking.noteParts(held, recordId, parts, clock.now())),
    forget: () => tracking.forgetUpload(held, recordId),
  }
}

/**
 * What comes while something is being written is written together afterwards; each is told how its own writing ended. A large
 * file has hundreds of parts, and a transaction for each would hold them up.
 */
function together(write: (parts: readonly NotedPart[]) => Promise<void>): (part: NotedPart) => Promise<void> {
  let waiting: NotedPart[] = []
  let writing = Promise.resolve()
  let next: Promise<void> | undefined
  const writeWaiting = () => {
    const parts = waiting
    waiting = []
    next = undefined
    const written = write(parts)
    writing = written.catch(() => undefined)
    return written
  }
  return (part) => {
    waiting.push(part)
    next ??= writing.then(writeWaiting)
    return next
  }
}
