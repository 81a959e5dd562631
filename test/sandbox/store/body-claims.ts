import type { IncomingHttpHeaders } from 'node:http'
import { CHECKSUM_PREFIX, type ChecksumAlgorithm, isBase64Of, isChecksumOf, parseAlgorithm } from './checksums.ts'
import { S3Error } from './errors.ts'
import type { Traits } from './personalities.ts'
import type { S3Request } from './request.ts'
import { UNSIGNED_PAYLOAD } from './signature.ts'

/** What the client said about the body before sending it. */
export interface BodyClaims {
  sizeBytes: number
  /** Base64. */
  contentMd5: string | undefined
  /** Hex, from the signature; undefined when the payload is unsigned. */
  sha256: string | undefined
  checksum: ClaimedChecksum | undefined
  /** Present for a body in chunks. */
  chunked: { isSigned: boolean; trailerNames: readonly string[] } | undefined
}

export interface ClaimedChecksum {
  algorithm: ChecksumAlgorithm
  /** Base64; undefined when it follows the body as a trailer. */
  value: string | undefined
}

/** S3's limit for one PUT or one part. */
const LARGEST_BYTES = 5 * 1024 ** 3
/** Headers with the prefix that carry no checksum. */
const NOT_CHECKSUMS = ['x-amz-checksum-mode', 'x-amz-checksum-algorithm', 'x-amz-checksum-type']
const SDK_ALGORITHM = 'x-amz-sdk-checksum-algorithm'

/**
 * Reads the claims in the headers; those that this store does not look at are left out.
 * @throws S3Error MissingContentLength, EntityTooLarge, InvalidDigest, InvalidRequest, NotImplemented
 */
export function parseBodyClaims({ headers, payloadHash }: S3Request, traits: Traits): BodyClaims {
  const chunked = parseChunked(headers, payloadHash)
  if (chunked && payloadHash.endsWith('-TRAILER')) assertTrailersTaken(traits)
  const checksum = parseClaimedChecksum(headers, chunked?.trailerNames ?? [])
  const contentMd5 = headers['content-md5']?.toString()
  if (contentMd5 !== undefined && !isBase64Of(contentMd5, 16)) throw new S3Error('InvalidDigest')
  const hasSha256 = payloadHash !== UNSIGNED_PAYLOAD && chunked === undefined
  return {
    sizeBytes: contentLength(headers, chunked ? 'x-amz-decoded-content-length' : 'content-length'),
    contentMd5: traits.ignoresBodyDigests ? undefined : contentMd5,
    sha256: hasSha256 && !traits.ignoresBodyDigests ? payloadHash : undefined,
    checksum: traits.ignoresChecksums ? undefined : checksum,
    chunked,
  }
}

function assertTrailersTaken({ trailersRefusedWith }: Traits): void {
  if (trailersRefusedWith !== undefined) throw new S3Error(trailersRefusedWith)
}

function parseChunked(headers: IncomingHttpHeaders, payloadHash: string): BodyClaims['chunked'] {
  const announced = headers['x-amz-trailer']?.toString().toLowerCase()
  if (!payloadHash.startsWith('STREAMING-')) {
    if (headers['content-encoding']?.includes('aws-chunked')) throw unsupported('content-encoding')
    if (announced !== undefined) throw new S3Error('MalformedTrailerError')
    return undefined
  }
  const trailerNames = announced?.split(',').map((name) => name.trim()) ?? []
  if (trailerNames.length > 0 && !payloadHash.endsWith('-TRAILER')) throw new S3Error('MalformedTrailerError')
  if (trailerNames.some((name) => !name.startsWith(CHECKSUM_PREFIX))) {
    throw new S3Error('InvalidRequest', { message: 'The value specified in the x-amz-trailer header is not supported' })
  }
  return { isSigned: payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256'), trailerNames }
}

function contentLength(headers: IncomingHttpHeaders, name: string): number {
  const length = headers[name]?.toString()
  if (length === undefined || !/^\d+$/.test(length)) throw new S3Error('MissingContentLength')
  if (Number(length) > LARGEST_BYTES) {
    throw new S3Error('EntityTooLarge', { details: { ProposedSize: length, MaxSizeAllowed: String(LARGEST_BYTES) } })
  }
  return Number(length)
}

function parseClaimedChecksum(
  headers: IncomingHttpHeaders,
  trailerNames: readonly string[],
): ClaimedChecksum | undefined {
  const inHeaders = Object.keys(headers).filter(
    (name) => name.startsWith(CHECKSUM_PREFIX) && !NOT_CHECKSUMS.includes(name),
  )
  const [name, ...others] = [...inHeaders, ...trailerNames]
  if (others.length > 0) {
    throw invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  assertSdkAlgorithm(headers[SDK_ALGORITHM]?.toString(), name)
  if (name === undefined) return undefined
  const algorithm = parseAlgorithm(name.slice(CHECKSUM_PREFIX.length))
  const value = headers[name]?.toString()
  if (value !== undefined && !isChecksumOf(algorithm, value)) throw invalid(`Value for ${name} header is invalid.`)
  return { algorithm, value }
}

function assertSdkAlgorithm(algorithm: string | undefined, name: string | undefined): void {
  if (algorithm === undefined) return
  if (name === undefined) {
    throw invalid(
      `${SDK_ALGORITHM} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`,
    )
  }
  if (name !== CHECKSUM_PREFIX + algorithm.toLowerCase()) throw invalid(`Value for ${SDK_ALGORITHM} header is invalid.`)
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}

function unsupported(header: string): S3Error {
  return new S3Error('NotImplemented', { details: { Header: header } })
}
