import { createHash } from 'node:crypto'
import type { StoreCapabilities } from '../../domain/object/checksum.ts'

/** A checksum sent with the bytes, of a kind the store is known to refuse when it is wrong. */
export type RequestChecksum = 'sha256' | 'md5'

/** The kind to send; undefined when the store attests none, so that what it holds has to be read back. */
export function requestChecksumFor(capabilities: StoreCapabilities): RequestChecksum | undefined {
  if (capabilities.refusesWrongSha256) return 'sha256'
  return capabilities.refusesWrongMd5 ? 'md5' : undefined
}

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
