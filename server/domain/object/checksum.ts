/** A checksum we computed while the bytes passed, and what a store has said about it. */

export interface Checksum {
  algorithm: 'sha256'
  /** Lower-case hex. */
  value: string
}

/**
 * How the destination store proved that it holds the bytes we sent:
 * `sha256` and `md5` are request checksums the store is known to refuse when wrong; `parts-…` the same for every part of a
 * multipart upload; `read-back` means that a store that attests nothing was read again and compared.
 */
export type Attestation = 'sha256' | 'md5' | 'parts-sha256' | 'parts-md5' | 'read-back'

/** Kinds of request checksum a store was seen to refuse when wrong, found by probing (s3-copy.md A: real stores differ). */
export interface StoreCapabilities {
  refusesWrongSha256: boolean
  refusesWrongMd5: boolean
}
