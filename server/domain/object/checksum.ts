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
