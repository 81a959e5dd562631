import { S3Error } from './errors.ts'
import { encodePath } from './signature.ts'
import { queryValue, type Target } from './target.ts'

/** S3's limit on one page of any list. */
export const LARGEST_PAGE = 1_000
const LARGEST_INTEGER = 2 ** 31 - 1

/**
 * A whole number of the query, a page's size at most when `usual` is left out.
 * @throws S3Error InvalidArgument
 */
export function parseCount(target: Target, name: string, usual?: number): number {
  const text = queryValue(target, name)
  if (text === undefined || text === '') return usual ?? LARGEST_PAGE
  if (!/^\d+$/.test(text) || Number(text) > LARGEST_INTEGER) {
    throw invalidArgument(name, text, `Provided ${name} not an integer or within integer range`)
  }
  return usual === undefined ? Math.min(Number(text), LARGEST_PAGE) : Number(text)
}

/**
 * How names are written: with `encoding-type=url` percent-encoded, a space becoming `+`, so that XML can carry any character.
 * @throws S3Error InvalidArgument
 */
export function parseEncoding(target: Target): (text: string) => string {
  const type = queryValue(target, 'encoding-type')
  if (type === undefined) return (plain) => plain
  if (type === 'url') return (plain) => encodePath(plain).replaceAll('%20', '+')
  throw invalidArgument('encoding-type', type, 'Invalid Encoding Method specified in Request')
}

export function invalidArgument(name: string, value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: value } })
}
