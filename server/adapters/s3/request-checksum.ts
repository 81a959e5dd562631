import { createHash } from 'node:crypto'
import type { RequestChecksum } from '../../domain/object/checksum.ts'

/** The header that carries a checksum of this kind. */
export function checksumHeader(kind: RequestChecksum, digest: Buffer): Record<string, string> {
  const value = digest.toString('base64')
  return kind === 'sha256' ? { 'x-amz-checksum-sha256': value } : { 'content-md5': value }
}

export function digestOf(kind: RequestChecksum, chunks: readonly Buffer[]): Buffer {
  const hash = createHash(kind)
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest()
}
