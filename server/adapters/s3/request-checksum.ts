import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { UNSIGNED_PAYLOAD } from './sign.ts'

const HEADERS: Readonly<Record<ChecksumAlgorithm, string>> = {
  sha256: 'x-amz-checksum-sha256',
  md5: 'content-md5',
  crc32: 'x-amz-checksum-crc32',
}

/** The header that carries a checksum of this kind. */
export function checksumHeader(kind: ChecksumAlgorithm, digest: Buffer): Record<string, string> {
  return { [HEADERS[kind]]: digest.toString('base64') }
}

/**
 * What a request with these headers is signed for: its body where SHA-256 of it goes along, because stores that overlook that
 * header, as Ceph does, refuse other bytes by their signature.
 */
export function payloadHashOf(headers: Readonly<Record<string, string>>): string {
  const sha256 = headers[HEADERS.sha256]
  return sha256 === undefined ? UNSIGNED_PAYLOAD : Buffer.from(sha256, 'base64').toString('hex')
}
