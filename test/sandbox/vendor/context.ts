import type { Catalogue, DocumentFacts } from '../catalogue/catalogue.ts'
import type { FaultPlan } from '../store/faults.ts'
import type { Credentials } from '../store/signature.ts'
import type { Counter } from './counts.ts'
import type { Restores } from './restores.ts'
import type { Revisions } from './revisions.ts'

/** The vendor's operations that faults can strike. */
export const VENDOR_OPERATIONS = ['presign', 'download'] as const

/**
 * The faults that can strike them, by what the other side sees. Refusals: 503, 500, 429 with Retry-After, 403, 404, and 403 as
 * for a link that has expired. Of the body: half of it and then the end or a reset, a reset behind its last byte, fewer or more
 * bytes than announced, no bytes, drop by drop, a page to log in, or half of it while another version takes its place. Of its
 * headers: no ETag, a weak one, or another one each time. `archived` asks for a restore that never ends.
 */
export const VENDOR_FAULTS = [
  ...(['slow-down', 'internal-error', 'throttled', 'forbidden', 'missing', 'archived', 'expired-link'] as const),
  ...(['connection-reset-before-write', 'connection-reset-after-write', 'cut-body', 'reset-in-body'] as const),
  ...(['reset-after-body', 'wrong-length', 'extra-bytes', 'no-bytes', 'slow-drip', 'login-page'] as const),
  ...(['changed-midway', 'no-etag', 'weak-etag', 'wrong-etag'] as const),
]
export type VendorFaultName = (typeof VENDOR_FAULTS)[number]

/** What a link to the first version names as S3's version; one without a version leads to the latest. */
export const FIRST_VERSION_ID = 'first'

/** What the vendor's API and its bucket share. */
export interface VendorContext {
  /** The latest version of every document. */
  catalogue: Catalogue
  /** The first version of every document. */
  firstCatalogue: Catalogue
  /** The token of the API; not a Salesforce session. */
  token: string
  /** With these the API signs links, and the bucket checks them. */
  credentials: Credentials
  region: string
  revisions: Pick<Revisions, 'revise'>
  restores: Restores
  counter: Counter
  faults: FaultPlan<VendorFaultName>
  nowMs(): number
}

/** Where a missing document shows: at the API for one half, and only at the bucket for the other. */
export function isMissingAtApi(facts: DocumentFacts): boolean {
  return facts.answer === 'missing' && Number.parseInt(facts.identifier.slice(-1), 16) % 2 === 0
}
