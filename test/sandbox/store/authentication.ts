import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type ChunkSigner, createChunkSigner } from './chunk-signatures.ts'
import { S3Error } from './errors.ts'
import {
  ALGORITHM,
  type Credentials,
  formatAmzDate,
  parseAmzDate,
  type SignedParts,
  scopeOf,
  signatureOf,
  UNSIGNED_PAYLOAD,
} from './signature.ts'
import { queryValue, type Target } from './target.ts'

/** Who asks: somebody with the keys, or nobody in particular. */
export type Identity =
  | { kind: 'anonymous' }
  | {
      kind: 'owner'
      payloadHash: string
      /** Signs on from the request's own signature; to be called once. */
      createChunkSigner(): ChunkSigner
    }

/** Who may sign here, for which region, and what time it is. */
export interface Authority {
  credentials: Credentials
  region: string
  nowMs(): number
}

interface Claim {
  credential: string
  signedHeaders: string[]
  signature: string
  amzDate: string
  payloadHash: string
  query: Target['query']
}

const SKEW_MS = 15 * 60 * 1_000
const LONGEST_EXPIRY_SECONDS = 604_800
const PAYLOAD_HASH =
  /^(UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER|STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?|[0-9a-f]{64})$/

/**
 * Checks the signature of a request, in the header or in the query.
 * @throws S3Error with the code S3 gives for the first thing that is wrong
 */
export function authenticate(message: IncomingMessage, target: Target, authority: Authority): Identity {
  if (message.headers.authorization !== undefined) {
    const claim = claimOfHeader(message, target)
    assertNotSkewed(claim.amzDate, authority.nowMs())
    return verified(claim, message, target, authority)
  }
  if (queryValue(target, 'X-Amz-Algorithm') === undefined) return { kind: 'anonymous' }
  const claim = claimOfQuery(target)
  const identity = verified(claim, message, target, authority)
  assertNotExpired(target, claim.amzDate, authority.nowMs())
  return identity
}

function claimOfHeader(message: IncomingMessage, target: Target): Claim {
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

function claimOfQuery(target: Target): Claim {
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

function verified(claim: Claim, message: IncomingMessage, target: Target, authority: Authority): Identity {
  assertScope(claim, authority)
  assertAllSigned(claim, message)
  const parts: SignedParts = {
    method: message.method ?? 'GET',
    path: target.path,
    query: claim.query,
    headers: claim.signedHeaders.map((name) => [name, header(message, name) ?? ''] as const),
    payloadHash: claim.payloadHash,
    amzDate: claim.amzDate,
    region: authority.region,
  }
  const expected = signatureOf(parts, authority.credentials.secretAccessKey)
  if (!isSame(expected, claim.signature)) {
    throw new S3Error('SignatureDoesNotMatch', { details: { AWSAccessKeyId: authority.credentials.accessKeyId } })
  }
  const { amzDate, signature, payloadHash } = claim
  const seed = { amzDate, signature, region: authority.region }
  return { kind: 'owner', payloadHash, createChunkSigner: () => createChunkSigner(authority.credentials, seed) }
}

function assertScope(claim: Claim, authority: Authority): void {
  const [accessKeyId = '', ...scope] = claim.credential.split('/')
  if (accessKeyId !== authority.credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', { details: { AWSAccessKeyId: accessKeyId } })
  }
  const region = scope[1] ?? ''
  if (region !== authority.region) {
    throw new S3Error('AuthorizationHeaderMalformed', {
      message: `The authorization header is malformed; the region '${region}' is wrong; expecting '${authority.region}'`,
      details: { Region: authority.region },
    })
  }
  if (scope.join('/') !== scopeOf(claim.amzDate.slice(0, 8), region)) {
    throw new S3Error('AuthorizationHeaderMalformed', {
      message: `The authorization header is malformed; Invalid credential date or scope "${scope.join('/')}".`,
    })
  }
}

/** `host` and every `x-amz-` header must be signed; otherwise somebody on the way could add meaning to a request. */
function assertAllSigned(claim: Claim, message: IncomingMessage): void {
  const needed = ['host', ...Object.keys(message.headers).filter((name) => name.startsWith('x-amz-'))]
  const unsigned = needed.filter((name) => !claim.signedHeaders.includes(name))
  if (unsigned.length > 0) {
    throw new S3Error('AccessDenied', {
      message: 'There were headers present in the request which were not signed',
      details: { HeadersNotSigned: unsigned.join(', ') },
    })
  }
}

function assertNotSkewed(amzDate: string, nowMs: number): void {
  if (Math.abs((parseAmzDate(amzDate) ?? 0) - nowMs) <= SKEW_MS) return
  throw new S3Error('RequestTimeTooSkewed', {
    details: {
      RequestTime: amzDate,
      ServerTime: new Date(nowMs).toISOString(),
      MaxAllowedSkewMilliseconds: String(SKEW_MS),
    },
  })
}

function assertNotExpired(target: Target, amzDate: string, nowMs: number): void {
  const signedMs = parseAmzDate(amzDate) ?? 0
  if (signedMs > nowMs + SKEW_MS) throw new S3Error('AccessDenied', { message: 'Request is not valid yet' })
  const expires = queryValue(target, 'X-Amz-Expires') ?? '0'
  const endsMs = signedMs + Number(expires) * 1_000
  if (nowMs < endsMs) return
  throw new S3Error('AccessDenied', {
    message: 'Request has expired',
    details: {
      'X-Amz-Expires': expires,
      Expires: new Date(endsMs).toISOString(),
      ServerTime: formatAmzDate(nowMs),
    },
  })
}

function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}

function queryError(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', { message })
}
