import type { CopyState } from '../file/states.ts'
import type { Attestation, Checksum } from '../object/checksum.ts'
import { sizeOfFingerprint } from '../object/fingerprint.ts'

/** What the ledger holds of a copy. */
export interface ProofFacts {
  copyState: CopyState
  objectKey: string | null
  objectEtag: string | null
  objectSizeBytes: number | null
  checksum: Checksum | null
  attestation: Attestation | null
  sourceFingerprint: string | null
}

/** What the ledger lacks for a receipt of this copy, for people; null when it lacks nothing. */
export function proofGap(facts: ProofFacts): string | null {
  if (facts.copyState !== 'verified') return `its copy is "${facts.copyState}"`
  const isCopiedWithin = facts.attestation === 'copied-etag'
  const lacking = PARTS.find(([, part]) => facts[part] === null && !(part === 'checksum' && isCopiedWithin))
  if (lacking) return `its ${lacking[0]} is not known`
  if (sizeOfFingerprint(facts.sourceFingerprint ?? '') === facts.objectSizeBytes) return null
  return 'its size is not the one that the source gave'
}

const PARTS = [
  ['key', 'objectKey'],
  ['ETag', 'objectEtag'],
  ['size', 'objectSizeBytes'],
  ['checksum', 'checksum'],
  ['attestation', 'attestation'],
  ['source fingerprint', 'sourceFingerprint'],
] as const satisfies readonly (readonly [string, keyof ProofFacts])[]
