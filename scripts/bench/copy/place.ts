import type { CopyCase, Transport } from './cases.ts'
import type { Usage } from './measure.ts'

/** Copies the objects of one case and says what it took. */
export type Copy = (one: CopyCase, signal: AbortSignal) => Promise<Usage>

/** Where objects come from and go to, and who copies between the two. */
export interface CopyPlace {
  transport: Transport
  subjects: ReadonlyMap<string, Copy>
  /** Makes the objects of a case. */
  prepare(one: CopyCase): Promise<void>
  /** What was stored since it was asked last, and lets it go. */
  takeCounts(): Promise<{ objects: number; bytes: number }>
  stop(): Promise<void>
}

/** All subjects copy so many objects at the same time. */
export const PARALLEL = 16

/** Copied before the clock starts: connections are open then, and code is compiled, as in a worker that has run for a while. */
export const WARM_UP_OBJECTS = 1_000

/** What a client copies: the objects whose addresses are the numbers below `source`, to a bucket of one store. */
export interface Endpoints {
  /** Ends with a slash. */
  source: string
  /** A small object, copied to warm up. */
  warmUp: string
  /** The bucket that is the source; a web server is when it is null. */
  sourceBucket: string | null
  store: { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }
  /** Of the certificate; undefined without TLS. */
  caFile?: string | undefined
}
