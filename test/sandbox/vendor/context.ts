import type { Catalogue, DocumentFacts } from '../catalogue/catalogue.ts'
import type { FaultPlan } from '../store/faults.ts'
import type { Credentials } from '../store/signature.ts'
import type { Counter } from './counts.ts'
import type { Restores } from './restores.ts'

/** The vendor's operations that faults can strike. */
export const VENDOR_OPERATIONS = ['presign', 'download'] as const

/** The faults that can strike them. */
export const VENDOR_FAULTS = [
  ...(['slow-down', 'internal-error', 'cut-body'] as const),
  ...(['connection-reset-before-write', 'connection-reset-after-write'] as const),
]

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
  restores: Restores
  counter: Counter
  faults: FaultPlan
  nowMs(): number
}

/** Where a missing document shows: at the API for one half, and only at the bucket for the other. */
export function isMissingAtApi(facts: DocumentFacts): boolean {
  return facts.answer === 'missing' && Number.parseInt(facts.identifier.slice(-1), 16) % 2 === 0
}
