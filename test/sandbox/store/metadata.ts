import type { IncomingHttpHeaders } from 'node:http'
import { S3Error } from './errors.ts'
import type { ObjectDescription, ObjectVersion } from './objects.ts'
import { parseStorageHeaders } from './storage-headers.ts'
import { parseTagHeader } from './tags.ts'

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

/**
 * Everything that a write says of an object besides its bytes.
 * @throws S3Error MetadataTooLarge, and as parseStorageHeaders and parseTagHeader do
 */
export function parseDescription(headers: IncomingHttpHeaders): ObjectDescription {
  return {
    contentHeaders: parseContentHeaders(headers),
    userMetadata: parseUserMetadata(headers),
    storageHeaders: parseStorageHeaders(headers),
    tags: parseTagHeader(headers['x-amz-tagging']?.toString()),
  }
}

/** The content headers to keep with an object; `aws-chunked` tells how it travels, not what it is. */
export function parseContentHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const encodings = headers['content-encoding']?.split(',').map((encoding) => encoding.trim()) ?? []
  const encoding = encodings.filter((name) => name !== 'aws-chunked').join(',')
  const given: IncomingHttpHeaders = { ...headers, 'content-encoding': encoding === '' ? undefined : encoding }
  const kept = CONTENT_HEADERS.flatMap((name) => (given[name] === undefined ? [] : [[name, String(given[name])]]))
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(kept) }
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

/** The headers that a read of this version carries, without its checksums and its version id. */
export function formatObjectHeaders(version: ObjectVersion): Record<string, string> {
  const metadata = Object.entries(version.userMetadata).map(([name, value]) => [META_PREFIX + name, value])
  const tagCount = Object.keys(version.tags).length
  return {
    ...version.contentHeaders,
    ...Object.fromEntries(metadata),
    ...version.storageHeaders,
    ...(tagCount > 0 ? { 'x-amz-tagging-count': String(tagCount) } : {}),
    etag: version.etag,
    'last-modified': new Date(version.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  }
}
