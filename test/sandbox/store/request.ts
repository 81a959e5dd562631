import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Bucket, Buckets } from './buckets.ts'
import type { ChunkSigner } from './chunk-signatures.ts'
import type { PutJournal } from './journal.ts'
import type { PartCounts } from './part-counts.ts'
import type { PersonalityHolder } from './personalities.ts'
import type { Target } from './target.ts'

/** What every operation may use. */
export interface StoreContext {
  buckets: Buckets
  journal: PutJournal
  parts: PartCounts
  region: string
  personality: PersonalityHolder
  /** For bodies that are still being received; on the same file system as the objects. */
  temporaryFolder: string
}

/** A request that may do what it asks. */
export interface S3Request {
  message: IncomingMessage
  headers: IncomingHttpHeaders
  target: Target
  /** As signed; `UNSIGNED-PAYLOAD` for anonymous reads, which have no body. */
  payloadHash: string
  isAnonymous: boolean
  /** For a body in signed chunks; to be called once. */
  createChunkSigner(): ChunkSigner
  /** Whether its bytes arrive as others. */
  isDamaged: boolean
  /** The name of the operation. */
  operation: string
}

/** A request about something inside a bucket that exists. */
export interface BucketRequest extends S3Request {
  bucket: Bucket
}
