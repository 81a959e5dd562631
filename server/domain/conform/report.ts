import type { ObjectNaming } from './installation.ts'

/** The signed report of what an org was seen to do: made by `npm run org:conform`, imported by `doclift conform import`. */

export const CONFORM_KIND = 'doclift-conformance'
/** Raised when a field changes its meaning; whoever imports refuses versions it does not know. */
export const CONFORM_VERSION = 1

/**
 * `differs`: the org behaves otherwise in something that Doclift does not rely on. `inconclusive`: it could not be found out, because a permission is missing or the org did not answer. `not-provoked`: it
 * could not be brought about, and so counts neither for nor against the org.
 */
export type CheckOutcome = 'passed' | 'differs' | 'failed' | 'inconclusive' | 'not-provoked'

export interface CheckResult {
  /** Of the assumption. */
  name: string
  outcome: CheckOutcome
  /** What the org said, in few words; no token, no query string, no value of the customer. */
  evidence: string
}

/** Everything the signature covers. */
export interface ConformContent {
  kind: typeof CONFORM_KIND
  version: typeof CONFORM_VERSION
  /** The Doclift that made it. */
  doclift: string
  org: {
    /** 18 characters. */
    id: string
    /** Where the org answers, with its port where there is one. */
    host: string
    kind: 'sandbox' | 'developer'
  }
  apiVersion: string
  names: ObjectNaming
  /** ISO 8601, UTC; the age of the report counts from its end. */
  startedAt: string
  endedAt: string
  summary: Readonly<Record<CheckOutcome, number>>
  /** Ids of what could not be removed from the org at the end. */
  leftBehind: readonly string[]
  checks: readonly CheckResult[]
  signer: {
    algorithm: 'Ed25519'
    /** SHA-256 of the public key (SPKI, DER), hex. */
    keyId: string
  }
}

export interface ConformReport extends ConformContent {
  /** Ed25519 over the canonical JSON of everything else, base64url. */
  signature: string
}

/** How many checks ended how. */
export function summarise(checks: readonly Pick<CheckResult, 'outcome'>[]): Record<CheckOutcome, number> {
  const count = (outcome: CheckOutcome) => checks.filter((check) => check.outcome === outcome).length
  return {
    passed: count('passed'),
    differs: count('differs'),
    failed: count('failed'),
    inconclusive: count('inconclusive'),
    'not-provoked': count('not-provoked'),
  }
}
