/** A checksum we computed while the bytes passed, and what a store has said about it. */

export interface Checksum {
  algorithm: 'sha256'
  /** Lower-case hex. */
  value: string
}

/** Kinds of checksum that can be sent with the bytes, the strongest first. */
export const REQUEST_CHECKSUMS = ['sha256', 'md5'] as const
export type RequestChecksum = (typeof REQUEST_CHECKSUMS)[number]

/**
 * How the destination store proved that it holds the bytes we sent:
 * `sha256` and `md5` are request checksums the store is known to refuse when wrong; `parts-…` the same for every part of a
 * multipart upload; `read-back` means that the object was read again, whole, and compared.
 */
export const ATTESTATIONS = ['sha256', 'md5', 'parts-sha256', 'parts-md5', 'read-back'] as const
export type Attestation = (typeof ATTESTATIONS)[number]

/** Copies by how they were proven; kinds that did not occur are missing. */
export type ProofCounts = Partial<Record<Attestation, number>>

const PROOFS: Readonly<Record<Attestation, string>> = {
  sha256: 'by SHA-256',
  md5: 'by MD5',
  'parts-sha256': 'by SHA-256 of each part',
  'parts-md5': 'by MD5 of each part',
  'read-back': 'by reading back',
}

/** How copies were proven, for people, as `12 by SHA-256, 3 by reading back`; empty when there are none. */
export function describeProofs(proofs: ProofCounts): string {
  const occurred = ATTESTATIONS.filter((kind) => (proofs[kind] ?? 0) > 0)
  return occurred.map((kind) => `${proofs[kind]} ${PROOFS[kind]}`).join(', ')
}
