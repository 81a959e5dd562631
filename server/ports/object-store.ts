import type { Readable } from 'node:stream'
import type { Attestation, Checksum, StoreCapabilities } from '../domain/object/checksum.ts'

export interface PutObject {
  key: string
  body: Readable
  /** Exact number of bytes `body` gives; a shorter or longer body is an error and stores nothing. */
  sizeBytes: number
  contentType: string
  /** Value of the Content-Disposition header. */
  contentDisposition?: string
  metadata?: Readonly<Record<string, string>>
  /** Only create: an existing object at the key is left alone and answered with `s3.already-exists` (where honoured). */
  isCreateOnly?: boolean
}

/** What the store holds after a put, with the checksum computed while the bytes passed and the store's proof for it. */
export interface PutReceipt {
  etag: string
  versionId: string | null
  sizeBytes: number
  checksum: Checksum
  attestation: Attestation
}

export interface StoredObject {
  key: string
  etag: string
  versionId: string | null
  sizeBytes: number
  contentType: string | null
}

/**
 * The destination store. Errors: TransientError `s3.slow-down`, `s3.unavailable`, `s3.connection`; PermanentError
 * `s3.checksum-mismatch`, `s3.short-body`, `s3.not-found`, `s3.already-exists`, `s3.key-refused`; FatalError
 * `s3.access-denied`, `s3.no-bucket`, `s3.signature`. It retries nothing itself, except parts of a multipart upload.
 */
export interface ObjectStore {
  /** Where users and the ledger name it: `bucket` and endpoint, for messages. */
  readonly name: string
  /** Streams one object in with a request checksum of a kind the store is known to refuse when wrong. Idempotent. */
  put(object: PutObject, signal?: AbortSignal): Promise<PutReceipt>
  /** What is at the key, or undefined. Idempotent. */
  head(key: string): Promise<StoredObject | undefined>
  /** Reads an object, whole or from a byte on. Idempotent. */
  get(key: string): Promise<{ object: StoredObject; body: Readable }>
  /**
   * An address by which anybody can read the object, with these headers, until it expires. Nothing is sent, so it is made for
   * a key without an object too.
   * @param answer.seconds how long it is valid, at most a week
   */
  presignGet(key: string, answer: { seconds: number; contentType: string; disposition: string }): Promise<string>
  delete(key: string): Promise<void>
  /** Keys below a prefix, in the store's order. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** Sends wrong checksums of each kind to a probe key below the prefix and reports which were refused. Leaves nothing. */
  probeCapabilities(probePrefix: string): Promise<StoreCapabilities>
}
