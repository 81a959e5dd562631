import type { IncomingHttpHeaders } from 'node:http'
import { S3Error } from './errors.ts'
import type { ObjectVersion } from './objects.ts'

const CONTENT_HEADERS = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
]
const META_PREFIX = 'x-amz-meta-'
/** S3's limit on all user metadata of an object, names and values together. */
const LARGEST_METADATA_BYTES = 2_048

/** The content headers to keep with an object. */
export function parseContentHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = CONTENT_HEADERS.filter((name) => headers[name] !== undefined)
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
  }
}

/**
 * The user metadata of a request.
 * @throws S3Error MetadataTooLarge
 */
export function parseUserMetadata(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).filter(([name]) => name.startsWith(META_PREFIX))
  const metadata = pairs.map(([name, value]) => [name.slice(META_PREFIX.length), String(value)] as const)
  const sizeBytes = metadata.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (sizeBytes > LARGEST_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', {
      details: { Size: String(sizeBytes), MaxSizeAllowed: String(LARGEST_METADATA_BYTES) },
    })
  }
  return Object.fromEntries(metadata)
}

/** The headers that a read of this version carries. */
export function formatObjectHeaders(
  version: ObjectVersion,
  options: { hasChecksums: boolean },
): Record<string, string> {
  const metadata = Object.entries(version.userMetadata).map(([name, value]) => [META_PREFIX + name, value])
  return {
    ...version.contentHeaders,
    ...Object.fromEntries(metadata),
    ...(options.hasChecksums ? version.checksums : {}),
    etag: version.etag,
    'last-modified': new Date(version.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-version-id': version.versionId,
  }
}
