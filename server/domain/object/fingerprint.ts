/** What identifies one state of a source object: if it is equal, the bytes are the ones that were copied. */

/** Ways to the documents, as settings name them. */
export const SOURCE_NAMES = ['vendor', 's3', 'https'] as const
export type SourceName = (typeof SOURCE_NAMES)[number]

export interface SourceFingerprint {
  /** Who gave it: tags of different sources say nothing about each other unless they are equal. */
  source: SourceName
  /** The source's own version tag, opaque, without the quotes; null when the source gives none. */
  etag: string | null
  versionId: string | null
  sizeBytes: number
}

/**
 * One text for storing and comparing; the parts are separated by a character that no ETag has. The vendor's API, which most
 * documents come from, is not named.
 */
export function formatFingerprint({ source, etag, versionId, sizeBytes }: SourceFingerprint): string {
  const parts = [etag ?? '', versionId ?? '', String(sizeBytes)]
  return [...parts, ...(source === 'vendor' ? [] : [source])].join(' ')
}

/** Which source gave the fingerprint that is stored. */
export function sourceOfFingerprint(stored: string): SourceName {
  const last = stored.split(' ').at(-1)
  return SOURCE_NAMES.find((name) => name === last) ?? 'vendor'
}

/** The size in a fingerprint that is stored, in bytes; undefined in a text that is none. */
export function sizeOfFingerprint(stored: string): number | undefined {
  const size = stored.split(' ')[2]
  return size !== undefined && /^\d+$/.test(size) ? Number(size) : undefined
}

/**
 * True when what a source shows now is what was copied. A source that stands in for the one that was copied from must show the
 * same tag and size: equal tags of different stores are those of equal bytes, and version ids are each store's own.
 */
export function isSameState(stored: string, found: SourceFingerprint): boolean {
  const copiedFrom = sourceOfFingerprint(stored)
  if (copiedFrom === found.source) return formatFingerprint(found) === stored
  const [etag = '', , sizeBytes] = stored.split(' ')
  return etag !== '' && etag === found.etag && sizeBytes === String(found.sizeBytes)
}
