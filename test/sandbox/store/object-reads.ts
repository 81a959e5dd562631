import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type Answer, emptyAnswer } from './answer.ts'
import { checksumHeaders, createDigester } from './checksums.ts'
import { isNotModified } from './conditions.ts'
import { S3Error } from './errors.ts'
import { findVersion } from './find-version.ts'
import { formatObjectHeaders } from './metadata.ts'
import { partNumberOf } from './multipart.ts'
import type { ObjectVersion } from './objects.ts'
import { type ByteRange, formatContentRange, parseRange } from './ranges.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { assertReadable } from './storage-headers.ts'
import { queryValue, type Target } from './target.ts'
import { versionHeaders } from './versioning.ts'

/** Query parameters with which a signed read replaces headers of the answer. */
const OVERRIDES = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
] as const

interface Found {
  version: ObjectVersion
  range: ByteRange | undefined
}

/** GetObject. */
export async function getObject(request: BucketRequest, context: StoreContext): Promise<Answer> {
  for (;;) {
    const found = await locate(request)
    assertReadable(found.version.storageHeaders)
    const answer = await describe(request, context, found)
    if (answer.status === 304) return answer
    const body = await openBytes(request, found)
    if (body !== undefined) return { ...answer, body }
    // Somebody replaced the object in between, so its newer version is the one to read.
  }
}

/** HeadObject: the answer of GetObject without its bytes. */
export async function headObject(request: BucketRequest, context: StoreContext): Promise<Answer> {
  return describe(request, context, await locate(request))
}

/** HeadObject of one part: where it lies, and how many there are. */
export async function headPart(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const { version } = await locate(request)
  const parts = version.parts ?? [{ partNumber: 1, sizeBytes: version.sizeBytes }]
  const at = partNumberOf(request) - 1
  const part = parts[at]
  if (part === undefined) throw new S3Error('InvalidRange')
  const start = parts.slice(0, at).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const answer = await describe(request, context, { version, range: { start, end: start + part.sizeBytes } })
  const count = version.parts && { 'x-amz-mp-parts-count': String(version.parts.length) }
  return { ...answer, headers: { ...answer.headers, ...count } }
}

async function describe(request: BucketRequest, context: StoreContext, found: Found): Promise<Answer> {
  const { version, range } = found
  const hasChecksums = request.headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined
  const headers = {
    ...formatObjectHeaders(version),
    ...versionHeaders(request.bucket, version),
    ...(hasChecksums ? await checksumsOf(request, context, version) : {}),
    ...overridesOf(request),
  }
  if (isNotModified(request.headers, { etag: version.etag, modifiedAt: new Date(version.modifiedAt) })) {
    return emptyAnswer(304, headers)
  }
  if (range === undefined) return emptyAnswer(200, { ...headers, 'content-length': String(version.sizeBytes) })
  return emptyAnswer(206, {
    ...headers,
    'content-length': String(range.end - range.start),
    'content-range': formatContentRange(range, version.sizeBytes),
  })
}

/**
 * The checksum headers of a version. S3 has a CRC-64 of every object that came without a checksum; here it is computed when
 * somebody asks, which spares the many who never do.
 */
export async function checksumsOf(
  { bucket, target }: BucketRequest,
  { personality }: StoreContext,
  version: ObjectVersion,
): Promise<Record<string, string>> {
  if (personality.traits.ignoresChecksums) return {}
  if (Object.keys(version.checksums).length > 0) return version.checksums
  const digester = createDigester('CRC64NVME')
  const bytes: AsyncIterable<Buffer> = createReadStream(bucket.objects.dataFile(target.key, version))
  for await (const chunk of bytes) digester.update(chunk)
  return checksumHeaders({ algorithm: 'CRC64NVME', value: digester.digest().toString('base64') })
}

async function locate(request: BucketRequest): Promise<Found> {
  const { bucket, target, headers } = request
  const version = await findVersion(bucket.objects, target.key, queryValue(target, 'versionId'))
  return { version, range: parseRange(headers.range, version.sizeBytes) }
}

/** The bytes to send, or undefined when they are gone. */
async function openBytes(request: BucketRequest, { version, range }: Found): Promise<Readable | undefined> {
  const { start, end } = range ?? { start: 0, end: version.sizeBytes }
  if (start === end) return Readable.from([])
  try {
    const handle = await open(request.bucket.objects.dataFile(request.target.key, version))
    return handle.createReadStream({ start, end: end - 1 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Only who signs may choose headers; otherwise any link to a public object could be served as a web page. */
function overridesOf(request: BucketRequest): Record<string, string> {
  const given = OVERRIDES.flatMap((name) => overrideOf(request.target, name))
  if (given.length > 0 && request.isAnonymous) {
    throw new S3Error('InvalidRequest', {
      message: 'Request specific response headers cannot be used for anonymous GET requests.',
    })
  }
  return Object.fromEntries(given)
}

function overrideOf(target: Target, name: string): [string, string][] {
  const value = queryValue(target, `response-${name}`)
  return value === undefined ? [] : [[name, value]]
}
