import { encodeKey } from '../../domain/object/location.ts'
import type { CopySource } from '../../ports/object-store.ts'

/** The source of a copy as the header names it. */
export function copySourceHeader({ bucket, key, versionId }: CopySource): string {
  return `${bucket}/${encodeKey(key)}${versionId === null ? '' : `?versionId=${versionId}`}`
}
