import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { S3Error } from './errors.ts'
import { ALGORITHM, parseAmzDate, UNSIGNED_PAYLOAD } from './signature.ts'
import { queryValue, type Target } from './target.ts'

/** What a request says of its own signature, not yet believed. */
export interface Claim {
  credential: string
  signedHeaders: string[]
  signature: string
  amzDate: string
  payloadHash: string
  query: Target['query']
}

const LONGEST_EXPIRY_SECONDS = 604_800
const PAYLOAD_HASH =
  /^(UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER|STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?|[0-9a-f]{64})$/

/**
 * The claim in the Authorization header.
 * @throws S3Error AuthorizationHeaderMalformed, AccessDenied, InvalidRequest, InvalidArgument
 */
export function claimOfHeader(message: IncomingMessage, target: Target): Claim {
  const fields = /^AWS4-HMAC-SHA256 +Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})$/.exec(
    message.headers.authorization ?? '',
  )
  if (fields === null) throw new S3Error('AuthorizationHeaderMalformed')
  const [, credential = '', signedHeaders = '', signature = ''] = fields
  return {
    credential,
    signature,
    signedHeaders: signedHeaders.split(';'),
    amzDate: dateHeader(message),
    payloadHash: payloadHashHeader(message),
    query: target.query,
  }
}

function dateHeader(message: IncomingMessage): string {
  const amzDate = header(message, 'x-amz-date')
  if (amzDate !== undefined && parseAmzDate(amzDate) !== undefined) return amzDate
  throw new S3Error('AccessDenied', {
    message: 'AWS authentication requires a valid Date or x-amz-date header',
  })
}

function payloadHashHeader(message: IncomingMessage): string {
  const hash = header(message, 'x-amz-content-sha256')
  if (hash === undefined) {
    throw new S3Error('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    })
  }
  if (PAYLOAD_HASH.test(hash)) return hash
  throw new S3Error('InvalidArgument', {
    message:
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: hash },
  })
}

/** The claim in the query of a signed link. @throws S3Error AuthorizationQueryParametersError */
export function claimOfQuery(target: Target): Claim {
  const [credential, amzDate, expires, signedHeaders, signature] = [
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ].map((name) => queryValue(target, name))
  if (!credential || !amzDate || !expires || !signedHeaders || !signature) {
    throw queryError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  if (queryValue(target, 'X-Amz-Algorithm') !== ALGORITHM) {
    throw queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
  }
  if (parseAmzDate(amzDate) === undefined) {
    throw queryError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  }
  assertExpiryInRange(expires)
  return {
    credential,
    amzDate,
    signature,
    signedHeaders: signedHeaders.split(';'),
    payloadHash: queryValue(target, 'X-Amz-Content-Sha256') ?? UNSIGNED_PAYLOAD,
    query: target.query.filter(([name]) => name !== 'X-Amz-Signature'),
  }
}

function assertExpiryInRange(expires: string): void {
  if (!/^\d+$/.test(expires)) throw queryError('X-Amz-Expires should be a number')
  if (Number(expires) > LONGEST_EXPIRY_SECONDS) {
    throw queryError('X-Amz-Expires must be less than a week (in seconds) that is 604800')
  }
}

/** The parameters that make a link; every other one that begins like them stands for the header of its name. */
const LINK_PARAMETERS = [
  'algorithm',
  'content-sha256',
  'credential',
  'date',
  'expires',
  'security-token',
  'signature',
  'signedheaders',
]

/** The headers of a request, with those that a signed link carries in its query. */
export function headersOf(message: IncomingMessage, target: Target): IncomingHttpHeaders {
  if (queryValue(target, 'X-Amz-Signature') === undefined) return message.headers
  const given = target.query.map(([name, value]) => [name.toLowerCase(), value] as const)
  const hoisted = given.filter(
    ([name]) => name.startsWith('x-amz-') && !LINK_PARAMETERS.includes(name.slice('x-amz-'.length)),
  )
  return { ...Object.fromEntries(hoisted), ...message.headers }
}

/** A header's value, several joined. */
export function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function queryError(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', { message })
}
