import type { Attestation, Checksum } from '../object/checksum.ts'
import type { Environment } from '../org/identity.ts'
import type { ItemOutcome, Operation } from '../run/run.ts'

/** The exportable proof for one record: what was copied, what the store attested, and every value the URL ever had. */

export const RECEIPT_KIND = 'doclift-receipt'
/** Raised when a field changes its meaning; whoever verifies refuses versions it does not know. */
export const RECEIPT_VERSION = 2

/** What the ledger says of a record and its copy; times in ISO 8601, UTC. */
export interface ReceiptFacts {
  record: { id: string; accountId: string | null; accountName: string | null; name: string }
  source: {
    /** ETag or version of the bytes at the source, with their size. */
    fingerprint: string
    sizeBytes: number
    /** When the source last said that it still has these bytes. */
    confirmedAt: string | null
  }
  object: {
    key: string
    etag: string
    versionId: string | null
    sizeBytes: number
    /** Of all bytes; null when they did not pass through Doclift. */
    checksum: Checksum | null
    attestation: Attestation
    contentType: string | null
    verifiedAt: string
  }
  url: {
    firstSeen: string | null
    present: string | null
    /** What the latest switch wrote; null when no switch wrote anything. */
    target: string | null
  }
  /** Every value the URL field was seen with or given, oldest first. */
  history: {
    at: string
    kind: 'first_seen' | 'observed' | 'written'
    url: string | null
    actor: string
    runNumber: number
  }[]
  /** What became of the record in each run that took it, oldest first. */
  runs: { number: number; operation: Operation; outcome: ItemOutcome }[]
}

/** Everything the signature covers. */
export interface ReceiptContent extends ReceiptFacts {
  kind: typeof RECEIPT_KIND
  version: typeof RECEIPT_VERSION
  installation: { orgId: string; environment: Environment }
  issuedAt: string
  signer: {
    algorithm: 'Ed25519'
    /** SHA-256 of the public key (SPKI, DER), hex. */
    keyId: string
  }
}

export interface Receipt extends ReceiptContent {
  /** Ed25519 over the canonical JSON of everything else, base64url. */
  signature: string
}
