import { S3Error } from './errors.ts'

/** What a request is about, from its request line; path-style addressing only. */
export interface Target {
  /** The path with every percent escape resolved. */
  path: string
  bucket: string
  /** Empty for a request about a bucket. Byte-exact: never normalised. */
  key: string
  /** Decoded name and value pairs in the order given. */
  query: readonly (readonly [string, string])[]
}

/** S3's limit on the UTF-8 form of a key. */
const LONGEST_KEY_BYTES = 1_024

/**
 * Reads the request line's address.
 * @throws S3Error InvalidURI when an escape is malformed or is not UTF-8, KeyTooLongError above 1,024 bytes
 */
export function parseTarget(rawUrl: string): Target {
  const mark = rawUrl.indexOf('?')
  const path = decode(mark < 0 ? rawUrl : rawUrl.slice(0, mark))
  if (!path.startsWith('/')) throw new S3Error('InvalidURI', { details: { URI: rawUrl } })
  const slash = path.indexOf('/', 1)
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash)
  const key = slash < 0 ? '' : path.slice(slash + 1)
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) throw tooLong(key)
  return { path, bucket, key, query: mark < 0 ? [] : parseQuery(rawUrl.slice(mark + 1)) }
}

/** The value of a query parameter, or undefined; a parameter without `=` has the value ''. */
export function queryValue(target: Target, name: string): string | undefined {
  return target.query.find(([given]) => given === name)?.[1]
}

function parseQuery(text: string): [string, string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))]
    })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidURI', { details: { URI: text } })
  }
}

function tooLong(key: string): S3Error {
  return new S3Error('KeyTooLongError', {
    details: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(LONGEST_KEY_BYTES) },
  })
}
