import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Bucket, Buckets } from './buckets.ts'
import type { PutJournal } from './journal.ts'
import type { Target } from './target.ts'

/** What every operation may use. */
export interface StoreContext {
  buckets: Buckets
  journal: PutJournal
  region: string
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
}

/** A request about something inside a bucket that exists. */
export interface BucketRequest extends S3Request {
  bucket: Bucket
}
