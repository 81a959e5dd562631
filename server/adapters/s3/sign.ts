import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** AWS Signature Version 4 in headers ("Signature Calculations for the Authorization Header", Amazon S3 API reference). */

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'
const ALGORITHM = 'AWS4-HMAC-SHA256'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

export interface SignableRequest {
  method: string
  /** Host as the Host header will have it. */
  host: string
  /** Percent-encoded once. */
  path: string
  /** Query as `canonicalQuery` gives it; empty when there is none. */
  query: string
  /** Lower-case names, printable ASCII values; all of them are signed. */
  headers: Readonly<Record<string, string>>
  /** SHA-256 of the body as lower-case hex, or UNSIGNED_PAYLOAD. */
  payloadHash: string
}

/** Gives the headers to send: those of the request and the signature's own. Host is signed and left to the HTTP client. */
export type Sign = (request: SignableRequest, at: Date) => Record<string, string>

/** Makes a signer. The day's key is kept, which saves four of five HMACs per request. */
export function createSigner(credentials: Credentials, region: string, service: 's3' | 'sts' = 's3'): Sign {
  const keyOfDay = cachedKey(credentials.secretAccessKey, region, service)
  return (request, at) => {
    const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '')
    const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
    const headers = { ...request.headers, ...ownHeaders(request, time, credentials.sessionToken) }
    const { names, canonical } = canonicalRequest(request, headers)
    const toSign = [ALGORITHM, time, scope, sha256Hex(canonical)].join('\n')
    const signature = hmac(keyOfDay(time.slice(0, 8)), toSign).toString('hex')
    const credential = `${credentials.accessKeyId}/${scope}`
    const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
    return { ...headers, authorization }
  }
}

/** A query in the one form that is both signed and sent: encoded, sorted, `=` after names without a value. */
export function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted((left, right) => (left < right ? -1 : 1))
    .join('&')
}

function ownHeaders(request: SignableRequest, time: string, sessionToken: string | undefined): Record<string, string> {
  const own = { 'x-amz-content-sha256': request.payloadHash, 'x-amz-date': time }
  return sessionToken === undefined ? own : { ...own, 'x-amz-security-token': sessionToken }
}

function canonicalRequest(request: SignableRequest, headers: Record<string, string>) {
  const signed = Object.entries({ ...headers, host: request.host }).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}\n`).join('')
  const canonical = [request.method, request.path, request.query, lines, names, request.payloadHash].join('\n')
  return { names, canonical }
}

function cachedKey(secretAccessKey: string, region: string, service: string): (day: string) => KeyObject {
  let cached: { day: string; key: KeyObject } | undefined
  return (day) => {
    if (cached?.day !== day) {
      cached = { day, key: createSecretKey(signingKey(secretAccessKey, [day, region, service])) }
    }
    return cached.key
  }
}

function signingKey(secretAccessKey: string, scope: readonly string[]): Buffer {
  return [...scope, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`))
}

function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** The payload hash of a body that is signed itself. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
