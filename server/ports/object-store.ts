import type { UnfinishedUpload } from '../domain/housekeeping/abandoned.ts'
import type { ByteBody } from '../domain/object/byte-body.ts'
import type { Attestation, Checksum } from '../domain/object/checksum.ts'
import type { StoreCapabilities } from '../domain/object/store-capabilities.ts'
import type { Resumption } from './upload-memory.ts'

/** An object of another bucket, as the store may know it. */
export interface CopySource {
  bucket: string
  key: string
  versionId: string | null
  /** Without quotes. */
  etag: string
}

export interface PutObject {
  key: string
  body: ByteBody
  /** Exact number of bytes `body` gives; a shorter or longer body is an error and stores nothing. */
  sizeBytes: number
  contentType: string
  /** Value of the Content-Disposition header. */
  contentDisposition?: string
  metadata?: Readonly<Record<string, string>>
  /**
   * Only create: an existing object at the key is left alone. When it has the same bytes, which are read for it, the put
   * succeeds; otherwise it is answered with `s3.already-exists`. A store that does not honour it is looked up first, so of
   * writers at the same moment the last one wins there.
   */
  isCreateOnly?: boolean
  /** Computes SHA-256 of it, whatever is set for copies. */
  needsSha256?: boolean
  /** Lets a large object that was broken off go on later; without it the upload ends with the put. */
  resumption?: Resumption
  /** Where `body` comes from; a store that holds it itself may copy it instead, and then `body` is not read. */
  copySource?: CopySource
}

/** What the store holds after a put, with the checksum computed while the bytes passed, and the store's proof for it. */
export interface PutReceipt {
  etag: string
  versionId: string | null
  sizeBytes: number
  /** Null when the bytes did not pass here. */
  checksum: Checksum | null
  attestation: Attestation
}

export interface StoredObject {
  key: string
  etag: string
  versionId: string | null
  sizeBytes: number
  contentType: string | null
}

/** An object as a list tells of it. */
export interface ListedObject extends StoredObject {
  /** By the clock of the store; null where the list does not tell. */
  modifiedAt: Date | null
}

/** An object every byte of which was read. */
export interface DigestedObject extends StoredObject {
  /** As many as were read. */
  sizeBytes: number
  checksum: Checksum
}

/**
 * The destination store. Errors: TransientError `s3.slow-down`, `s3.unavailable`, `s3.connection`; PermanentError
 * `s3.checksum-mismatch`, `s3.short-body`, `s3.not-found`, `s3.already-exists`, `s3.key-refused`; TransientError `s3.upload-gone`, `s3.part-changed` of an upload that somebody else touched; FatalError
 * `s3.access-denied`, `s3.no-bucket`, `s3.signature`, `s3.storage-not-kept`. It retries nothing itself, except parts of a multipart upload.
 */
export interface ObjectStore {
  /** Where users and the ledger name it: `bucket` and endpoint, for messages. */
  readonly name: string
  /** Streams one object in with a checksum of a kind the store is known to refuse when wrong. Idempotent. */
  put(object: PutObject, signal?: AbortSignal): Promise<PutReceipt>
  /** What is at the key, or undefined. Idempotent. */
  head(key: string): Promise<StoredObject | undefined>
  /** Reads an object, whole. Idempotent. */
  get(key: string): Promise<{ object: StoredObject; body: ByteBody }>
  /** Reads what is at the key whole, within the bandwidth, or gives undefined. Its memory does not grow with it. Idempotent. */
  digest(key: string, algorithm: Checksum['algorithm'], signal?: AbortSignal): Promise<DigestedObject | undefined>
  /**
   * An address by which anybody can read the object, with these headers, until it expires. Nothing is sent, so it is made for
   * a key without an object too.
   * @param answer.seconds how long it is valid, at most a week
   */
  presignGet(key: string, answer: { seconds: number; contentType: string; disposition: string }): Promise<string>
  delete(key: string): Promise<void>
  /** Ends an upload in parts, and with it what its parts cost. Idempotent. */
  abortUpload(upload: { key: string; uploadId: string }): Promise<void>
  /** Keys below a prefix, in the store's order. */
  list(prefix: string): AsyncIterable<ListedObject>
  /** Uploads in parts below a prefix that were neither completed nor aborted, whoever began them. */
  listUnfinishedUploads(prefix: string): AsyncIterable<UnfinishedUpload>
  /** What the store is taken to do: what a probe found, made when it is first needed. Errors as of a put. */
  capabilities(): Promise<StoreCapabilities>
  /** Tries below the prefix what the store refuses, keeps and tells, by sending wrong things on purpose. Leaves nothing. */
  probeCapabilities(probePrefix: string): Promise<StoreCapabilities>
}
