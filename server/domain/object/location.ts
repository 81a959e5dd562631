/** Where an object is, as a URL says it, and how a URL to a key of ours is written. Keys are byte-exact, never normalised. */

export interface ObjectLocation {
  /** Host and port, lower case, as in the URL; the bucket may be part of it (virtual-hosted style). */
  host: string
  /** Everything after the host, percent-decoded once, without the leading slash. */
  key: string
  /** False when the text had no `https://`; such values are real and are restored byte for byte. */
  hasScheme: boolean
  /** True when a query string was present; it may be a signature and is never stored anywhere else. */
  hasQuery: boolean
}

export interface ParseFailure {
  failure: 'empty' | 'not-a-url' | 'not-http' | 'credentials' | 'no-key'
}

/**
 * Characters that no URL has, though parsers drop them or read them as others: control characters, the backslash, and the
 * mark that stands where a character was lost. A host must be what people see.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
const NEVER_IN_A_URL = /[\u0000-\u001f\u007f-\u009f\\\ufffd]/

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i

/** Parses the text of a URL field. Text without a scheme is read as if `https://` stood before it. Never throws. */
export function parseObjectUrl(text: string | null | undefined): ObjectLocation | ParseFailure {
  const trimmed = (text ?? '').trim()
  if (trimmed === '') return { failure: 'empty' }
  if (NEVER_IN_A_URL.test(trimmed) || !trimmed.isWellFormed()) return { failure: 'not-a-url' }
  const hasScheme = SCHEME.test(trimmed)
  const url = URL.parse(hasScheme ? trimmed : `https://${trimmed}`)
  if (!url) return { failure: 'not-a-url' }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { failure: 'not-http' }
  if (url.username !== '' || url.password !== '') return { failure: 'credentials' }
  const key = decodeOnce(url.pathname.slice(1))
  if (key === undefined) return { failure: 'not-a-url' }
  if (key === '') return { failure: 'no-key' }
  return { host: url.host.toLowerCase(), key, hasScheme, hasQuery: url.search !== '' }
}

/** True when the parse gave no location. */
export function isParseFailure(parsed: ObjectLocation | ParseFailure): parsed is ParseFailure {
  return 'failure' in parsed
}

/**
 * The URL of a key below a base URL. Each path segment is percent-encoded as RFC 3986 wants it (S3 signs the same form),
 * so names with spaces, `#`, `%` and `+` open as they are.
 * @param baseUrl an absolute URL without query; a trailing slash does not matter
 */
export function formatObjectUrl(baseUrl: string, key: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/${encodeKey(key)}`
}

/** A key percent-encoded segment by segment; only RFC 3986 unreserved characters and `/` stay as they are. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeSegment).join('/')
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
