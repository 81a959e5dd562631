import type { Attestation, Checksum, ChecksumChoice } from '../../domain/object/checksum.ts'
import type { StoreCapabilities } from '../../domain/object/store-capabilities.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PutObject } from '../../ports/object-store.ts'
import type { BufferPool } from './buffer-pool.ts'
import type { BucketClient } from './client.ts'
import type { CopyRoutes } from './copy-within.ts'
import { ExactBody, type PassBytes } from './exact-body.ts'

/** What all uploads of one store share. */
export interface UploadContext {
  client: BucketClient
  clock: Clock
  capabilities: StoreCapabilities
  /** Which checksum of the whole object is kept. */
  checksum: ChecksumChoice
  /** Keeps all uploads together within a bandwidth. */
  passBytes: PassBytes | undefined
  /** Memory of all uploads together. */
  pool: BufferPool
  /** Objects up to this size are sent whole, larger ones in parts of it. */
  partSizeBytes: number
  copyRoutes: CopyRoutes
}

/** One object on its way. */
export interface Upload extends UploadContext {
  object: PutObject
  signal: AbortSignal | undefined
}

/** The bytes of an upload, as they may be read; `body` gives those from a later place on. */
export function bodyOf({ object, passBytes, signal }: Upload, body = object.body): ExactBody {
  return new ExactBody(body, object.key, object.sizeBytes, passBytes && ((bytes) => passBytes(bytes, signal)))
}

/** What an upload left in the store. */
export type Uploaded = Joined & (Proven | { checksum: null; attestation: 'copied-etag' })

/** Which object came of it. */
export interface Joined {
  etag: string
  versionId: string | null
}

/** What is known of bytes that passed here. */
interface Proven {
  /** Of the whole object. */
  checksum: Checksum
  /** The store's proof for it; undefined when it gave none. */
  attestation: Attestation | undefined
}
