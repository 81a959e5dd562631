import { encodeKey } from './location.ts'

/**
 * The destination key of a copy: `{prefix}/{AccountId}/{account name}/{record id}/{fingerprint}/{file name}`
 * (design.md section 6). The record id and the fingerprint make it unique; names are there for people.
 */

export interface KeyParts {
  /** Without slashes at its ends; may be empty. */
  prefix: string
  /** 18 characters. */
  accountId: string
  accountName: string
  /** 18 characters. */
  recordId: string
  /** A short digest of the source fingerprint: lower-case hex. */
  fingerprintDigest: string
  fileName: string
}

export interface KeyLimits {
  /** S3's limit for a key in UTF-8 bytes. */
  maxKeyBytes: number
  /** Longest percent-encoded key whose URL still fits the field in Salesforce. */
  maxEncodedCharacters: number
}

const UNNAMED = 'unnamed'

/**
 * The key, deterministic in its parts. When it is too long the account name is shortened first, then the file name, whose
 * extension stays; the full name is kept in the object's Content-Disposition, so nothing is lost.
 * @returns undefined when even the shortest form does not fit
 */
export function destinationKey(parts: KeyParts, limits: KeyLimits): string | undefined {
  const fileName = cleanName(parts.fileName)
  const { stem, extension } = splitExtension(fileName)
  const fits = (accountName: string, name: string) => isWithin(joinKey(parts, accountName, name), limits)
  const accountName = longestPrefix(cleanName(parts.accountName), (text) => fits(text, shortName(stem, extension, 8)))
  const name = longestPrefix(stem, (text) => fits(accountName, text + extension)) + extension
  const key = joinKey(parts, accountName, name)
  return isWithin(key, limits) ? key : undefined
}

/**
 * A name safe as one segment of a key: no separators, no control characters, no lone surrogates, no `.` or `..`, never
 * empty. Spaces, `#`, `%`, `+`, quotes and any script stay.
 */
export function cleanName(name: string): string {
  const cleaned = name
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffd/\\]+/g, '_')
    .replace(/\s+/g, ' ')
    .trim()
  return cleaned === '' || /^\.+$/.test(cleaned) ? UNNAMED : cleaned
}

/** A name of at most so many UTF-8 bytes; a longer one loses the end of its stem, and its extension stays. */
export function shortenName(name: string, maxBytes: number): string {
  const { stem, extension } = splitExtension(name)
  return longestPrefix(stem, (text) => Buffer.byteLength(text + extension) <= maxBytes) + extension
}

function joinKey(parts: KeyParts, accountName: string, fileName: string): string {
  const segments = [parts.prefix, parts.accountId, accountName, parts.recordId, parts.fingerprintDigest, fileName]
  return segments.filter((segment) => segment !== '').join('/')
}

function isWithin(key: string, limits: KeyLimits): boolean {
  return Buffer.byteLength(key) <= limits.maxKeyBytes && encodeKey(key).length <= limits.maxEncodedCharacters
}

function shortName(stem: string, extension: string, characters: number): string {
  return Array.from(stem).slice(0, characters).join('') + extension
}

/** An extension is a dot and up to eight letters or digits at the end; anything else belongs to the stem. */
function splitExtension(fileName: string): { stem: string; extension: string } {
  const match = /^(.+)(\.[A-Za-z0-9]{1,8})$/su.exec(fileName)
  return match ? { stem: match[1] ?? '', extension: match[2] ?? '' } : { stem: fileName, extension: '' }
}

/** The longest start of the text, in whole code points, at least one, for which the test holds. */
function longestPrefix(text: string, holds: (text: string) => boolean): string {
  if (holds(text)) return text
  const points = Array.from(text)
  let low = 1
  let high = points.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(points.slice(0, middle).join('').trimEnd())) low = middle
    else high = middle - 1
  }
  return points.slice(0, low).join('').trimEnd()
}
