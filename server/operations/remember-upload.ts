import type { Clock } from '../ports/clock.ts'
import type { HeldBatch } from '../ports/tracking/batches.ts'
import type { UploadStore } from '../ports/tracking/uploads.ts'
import type { UploadMemory } from '../ports/upload-memory.ts'

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
    note: (part) => tracking.notePart(held, recordId, part, clock.now()),
    forget: () => tracking.forgetUpload(held, recordId),
  }
}
