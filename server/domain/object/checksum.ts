/** A checksum of all bytes of an object, computed while they passed. */
export interface Checksum {
  algorithm: ChecksumAlgorithm
  /** Lower-case hex. */
  value: string
}

/** Kinds of checksum that can be computed, sent with the bytes and kept, the strongest first. */
export const CHECKSUM_ALGORITHMS = ['sha256', 'md5', 'crc32'] as const
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number]

export const CHECKSUM_NAMES: Readonly<Record<ChecksumAlgorithm, string>> = {
  sha256: 'SHA-256',
  md5: 'MD5',
  crc32: 'CRC32',
}

/**
 * Which checksum the ledger keeps of a copy: always SHA-256, or whatever proves the transfer with the least work. The latter
 * finds damage; only SHA-256 also tells the content from any other that somebody may have made on purpose.
 */
export const CHECKSUM_CHOICES = ['sha256', 'fastest'] as const
export type ChecksumChoice = (typeof CHECKSUM_CHOICES)[number]

/** As `SHA-256 2cf24d…`, for people. */
export function describeChecksum({ algorithm, value }: Checksum): string {
  return `${CHECKSUM_NAMES[algorithm]} ${value}`
}

/**
 * How the destination store proved that it holds the bytes we sent:
 * `sha256`, `md5` and `crc32` are request checksums the store is known to refuse when wrong; `parts-…` the same for every part
 * of a multipart upload; `read-back` means that the object was read again, whole, and compared; `copied-etag` that the store
 * copied it from a bucket of its own and gave it the same ETag, made of MD5s, as its source has.
 */
export const ATTESTATIONS = [
  'sha256',
  'md5',
  'crc32',
  'parts-sha256',
  'parts-md5',
  'parts-crc32',
  'read-back',
  'copied-etag',
] as const
export type Attestation = (typeof ATTESTATIONS)[number]

/** Copies by how they were proven; kinds that did not occur are missing. */
export type ProofCounts = Partial<Record<Attestation, number>>

const PROOFS: Readonly<Record<Attestation, string>> = {
  sha256: 'by SHA-256',
  md5: 'by MD5',
  crc32: 'by CRC32',
  'parts-sha256': 'by SHA-256 of each part',
  'parts-md5': 'by MD5 of each part',
  'parts-crc32': 'by CRC32 of each part',
  'read-back': 'by reading back',
  'copied-etag': 'by the ETag of a copy inside the store',
}

/** How copies were proven, for people, as `12 by SHA-256, 3 by reading back`; empty when there are none. */
export function describeProofs(proofs: ProofCounts): string {
  const occurred = ATTESTATIONS.filter((kind) => (proofs[kind] ?? 0) > 0)
  return occurred.map((kind) => `${proofs[kind]} ${PROOFS[kind]}`).join(', ')
}
