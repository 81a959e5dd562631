import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { type Answer, emptyAnswer } from './answer.ts'
import { isNotModified } from './conditions.ts'
import { S3Error } from './errors.ts'
import { formatObjectHeaders } from './metadata.ts'
import { findVersion, type ObjectVersion } from './objects.ts'
import { type ByteRange, formatContentRange, parseRange } from './ranges.ts'
import type { BucketRequest } from './request.ts'
import { queryValue, type Target } from './target.ts'

/** Query parameters with which a signed read replaces headers of the answer. */
const OVERRIDES = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
] as const

/** GetObject. */
export async function getObject(request: BucketRequest): Promise<Answer> {
  const answer = await headObject(request)
  if (answer.status === 304) return answer
  const { version, range } = await locate(request)
  return { ...answer, body: bytesOf(request, version, range) }
}

/** HeadObject: the answer of GetObject without its bytes. */
export async function headObject(request: BucketRequest): Promise<Answer> {
  const { version, range } = await locate(request)
  const hasChecksums = request.headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined
  const headers = { ...formatObjectHeaders(version, { hasChecksums }), ...overridesOf(request) }
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

async function locate(request: BucketRequest): Promise<{ version: ObjectVersion; range: ByteRange | undefined }> {
  const { bucket, target, headers } = request
  const version = await findVersion(bucket.objects, target.key, queryValue(target, 'versionId'))
  return { version, range: parseRange(headers.range, version.sizeBytes) }
}

function bytesOf(request: BucketRequest, version: ObjectVersion, range: ByteRange | undefined): Readable {
  const { start, end } = range ?? { start: 0, end: version.sizeBytes }
  if (start === end) return Readable.from([])
  return createReadStream(request.bucket.objects.dataFile(request.target.key, version.versionId), {
    start,
    end: end - 1,
  })
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
