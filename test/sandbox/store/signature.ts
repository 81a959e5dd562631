import { createHash, createHmac } from 'node:crypto'

/** AWS Signature Version 4 for S3 ("Authenticating Requests", Amazon S3 API reference). */

export const ALGORITHM = 'AWS4-HMAC-SHA256'
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
}

/** Everything that the signature covers. */
export interface SignedParts {
  method: string
  /** Decoded path, `/` first. */
  path: string
  /** Decoded query pairs, without the signature itself. */
  query: readonly (readonly [string, string])[]
  /** Lower-case names with their values, in the order of `SignedHeaders`. */
  headers: readonly (readonly [string, string])[]
  payloadHash: string
  /** Form `20250131T235959Z`. */
  amzDate: string
  region: string
}

/** The signature, lower-case hex. */
export function signatureOf(parts: SignedParts, secretAccessKey: string): string {
  const day = parts.amzDate.slice(0, 8)
  return hmac(signingKey(secretAccessKey, day, parts.region), textToSign(parts)).toString('hex')
}

/** What is signed: the moment, the scope and the digest of the request. */
export function textToSign(parts: SignedParts): string {
  const hashed = createHash('sha256').update(canonicalRequest(parts), 'latin1').digest('hex')
  return [ALGORITHM, parts.amzDate, scopeOf(parts.amzDate.slice(0, 8), parts.region), hashed].join('\n')
}

/** A URL that anybody may GET until it expires. */
export function presignGet(options: {
  /** Scheme, host and port, without a slash at the end. */
  origin: string
  path: string
  credentials: Credentials
  region: string
  nowMs: number
  expiresSeconds: number
  /** Without one the link leads to the latest version. */
  versionId?: string | undefined
}): string {
  const { origin, path, credentials, region } = options
  const amzDate = formatAmzDate(options.nowMs)
  const query: [string, string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scopeOf(amzDate.slice(0, 8), region)}`],
    ['X-Amz-Date', amzDate],
    ['X-Amz-Expires', String(options.expiresSeconds)],
    ['X-Amz-SignedHeaders', 'host'],
    ...(options.versionId === undefined ? [] : [['versionId', options.versionId] as [string, string]]),
  ]
  const headers = [['host', new URL(origin).host]] as const
  const signed = { method: 'GET', path, query, headers, payloadHash: UNSIGNED_PAYLOAD, amzDate, region }
  const signature = signatureOf(signed, credentials.secretAccessKey)
  return `${origin}${encodePath(path)}?${canonicalQuery(query)}&X-Amz-Signature=${signature}`
}

export function scopeOf(day: string, region: string): string {
  return `${day}/${region}/s3/aws4_request`
}

export function formatAmzDate(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Milliseconds since the epoch, or undefined when the text is not of the form `20250131T235959Z`. */
export function parseAmzDate(text: string): number | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const timeMs = iso === text ? Number.NaN : Date.parse(iso)
  return Number.isNaN(timeMs) ? undefined : timeMs
}

/**
 * The request in the one form that is signed. Header values arrive one byte per character, so the whole text is hashed that
 * way and matches what was sent.
 */
export function canonicalRequest(parts: SignedParts): string {
  const headers = parts.headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`)
  const names = parts.headers.map(([name]) => name)
  return [
    parts.method,
    encodePath(parts.path),
    canonicalQuery(parts.query),
    headers.join(''),
    names.join(';'),
    parts.payloadHash,
  ].join('\n')
}

function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  const encoded = query.map(([name, value]) => [encode(name), encode(value)] as const)
  return encoded
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Percent-encodes all but unreserved characters and slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The key for one day, region and service. */
export function signingKey(secretAccessKey: string, day: string, region: string): Buffer {
  return [region, 's3', 'aws4_request'].reduce(hmac, hmac(Buffer.from(`AWS4${secretAccessKey}`), day))
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
