import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type ChunkSigner, createChunkSigner } from './chunk-signatures.ts'
import { S3Error } from './errors.ts'
import {
  type Credentials,
  canonicalRequest,
  parseAmzDate,
  type SignedParts,
  scopeOf,
  signatureOf,
  textToSign,
} from './signature.ts'
import { type Claim, claimOfHeader, claimOfQuery, header } from './signature-claims.ts'
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

const SKEW_MS = 15 * 60 * 1_000

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
  if (!isSame(expected, claim.signature)) throw mismatch(parts, claim, authority)
  assertNoToken(message, target)
  const { amzDate, signature, payloadHash } = claim
  const seed = { amzDate, signature, region: authority.region }
  return { kind: 'owner', payloadHash, createChunkSigner: () => createChunkSigner(authority.credentials, seed) }
}

/** S3 tells what it signed, so that a client can find the difference. */
function mismatch(parts: SignedParts, { signature }: Claim, { credentials }: Authority): S3Error {
  const [toSign, canonical] = [textToSign(parts), canonicalRequest(parts)]
  return new S3Error('SignatureDoesNotMatch', {
    details: {
      AWSAccessKeyId: credentials.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: signature,
      StringToSignBytes: spacedHex(toSign),
      CanonicalRequest: canonical,
      CanonicalRequestBytes: spacedHex(canonical),
    },
  })
}

function spacedHex(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
}

/** The keys here are not temporary, so no token belongs to them. */
function assertNoToken(message: IncomingMessage, target: Target): void {
  const token = header(message, 'x-amz-security-token') ?? queryValue(target, 'X-Amz-Security-Token')
  if (token !== undefined) throw new S3Error('InvalidToken')
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
      ServerTime: formatSeconds(nowMs),
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
      Expires: formatSeconds(endsMs),
      ServerTime: formatSeconds(nowMs),
    },
  })
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}

function formatSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+/, '')
}
