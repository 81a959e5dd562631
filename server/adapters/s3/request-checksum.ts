import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'

const HEADERS: Readonly<Record<ChecksumAlgorithm, string>> = {
  sha256: 'x-amz-checksum-sha256',
  md5: 'content-md5',
  crc32: 'x-amz-checksum-crc32',
}

/** The header that carries a checksum of this kind. */
export function checksumHeader(kind: ChecksumAlgorithm, digest: Buffer): Record<string, string> {
  return { [HEADERS[kind]]: digest.toString('base64') }
}
