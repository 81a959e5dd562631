/** What identifies one state of a source object: if it is equal, the bytes are the ones that were copied. */

export interface SourceFingerprint {
  /** The source's own version tag, opaque, without the quotes; null when the source gives none. */
  etag: string | null
  versionId: string | null
  sizeBytes: number
}

/** One text for storing and comparing; the parts are separated by a character that no ETag has. */
export function formatFingerprint(fingerprint: SourceFingerprint): string {
  return [fingerprint.etag ?? '', fingerprint.versionId ?? '', String(fingerprint.sizeBytes)].join(' ')
}
