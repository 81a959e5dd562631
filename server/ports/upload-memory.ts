import type { ByteBody } from '../domain/object/byte-body.ts'
import type { ChecksumAlgorithm } from '../domain/object/checksum.ts'

/** An upload in parts that was begun. */
export interface BegunUpload {
  key: string
  /** The store's own. */
  uploadId: string
  partSizeBytes: number
  /** The kind of checksum that goes with every part; null where the store proves none. */
  partChecksum: ChecksumAlgorithm | null
}

/** A part that the store has taken. */
export interface NotedPart {
  number: number
  /** As the store gave it. */
  etag: string
  /** Of the bytes as they were sent, by `partChecksum`, or SHA-256 where that is null; lower-case hex. */
  digest: string
}

export interface KnownUpload extends BegunUpload {
  /** Whether its parts are of the document that is to be stored now. */
  isOfSameSource: boolean
  /** By number. */
  parts: readonly NotedPart[]
}

/**
 * What is remembered of the upload of one object, by whoever may work on it: every method fails once somebody else may, and
 * what it was given is not written then.
 */
export interface UploadMemory {
  /** The upload that was begun before, which is ours from now on. */
  claim(): Promise<KnownUpload | undefined>
  /** Durable when it returns. Nothing else is remembered at that time. */
  begin(upload: BegunUpload): Promise<void>
  /** Durable when it returns; a part that is noted again takes the place of the one before. */
  note(part: NotedPart): Promise<void>
  forget(): Promise<void>
}

/** What it takes to go on with an object that was broken off. */
export interface Resumption {
  memory: UploadMemory
  /** The same bytes that `body` gives, from this one on. */
  readFrom(startByte: number): Promise<ByteBody>
}
