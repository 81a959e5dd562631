import type { BegunUpload, NotedPart } from '../upload-memory.ts'
import type { HeldBatch } from './batches.ts'

/** An upload as the ledger has it. */
export interface LedgerUpload extends BegunUpload {
  recordId: string
  /** Of the document that its parts are of. */
  sourceFingerprint: string
}

export interface IdleUpload {
  runId: string
  recordId: string
  key: string
  uploadId: string
}

/**
 * Uploads in parts that are under way: one for an item of a batch. Every method with a HeldBatch does nothing and throws
 * FatalError `batch.fence-lost` when its fence is not the batch's any more.
 */
export interface UploadStore {
  /** The upload that was begun for this item, under our fence from now on, with its parts by number. */
  claimUpload(held: HeldBatch, recordId: string, at: Date): Promise<(LedgerUpload & { parts: NotedPart[] }) | undefined>
  beginUpload(held: HeldBatch, upload: LedgerUpload, at: Date): Promise<void>
  /** Of different numbers. Does nothing when the upload is not known any more. */
  noteParts(held: HeldBatch, recordId: string, parts: readonly NotedPart[], at: Date): Promise<void>
  forgetUpload(held: HeldBatch, recordId: string): Promise<void>
  /** Uploads that nobody goes on with, at most a hundred: their run is over or their item settled, and nobody has worked on them since then. */
  idleUploads(before: Date): Promise<IdleUpload[]>
  forgetIdleUpload(upload: IdleUpload): Promise<void>
}
