import type { IncomingHttpHeaders } from 'node:http'
import { S3Error } from './errors.ts'

/** What a condition is compared with. */
export interface Validators {
  /** Quoted. */
  etag: string
  modifiedAt: Date
}

/**
 * Evaluates the conditions of a read in the order of RFC 9110 section 13.2.2.
 * @returns whether the client's copy is still good (answer 304)
 * @throws S3Error PreconditionFailed
 */
export function isNotModified(headers: IncomingHttpHeaders, current: Validators): boolean {
  assertUnchanged(headers, current)
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined) return hasTag(noneMatch, current.etag)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return wholeSeconds(current.modifiedAt) <= since
}

/**
 * Evaluates `if-match`, else `if-unmodified-since`.
 * @param prefix of the headers, for people
 * @throws S3Error PreconditionFailed
 */
export function assertUnchanged(
  headers: { 'if-match'?: string | undefined; 'if-unmodified-since'?: string | undefined },
  current: Validators,
  prefix = '',
): void {
  const match = headers['if-match']
  if (match !== undefined) {
    if (!hasTag(match, current.etag)) throw failed(`${prefix}If-Match`)
    return
  }
  const since = Date.parse(headers['if-unmodified-since'] ?? '')
  if (wholeSeconds(current.modifiedAt) > since) throw failed(`${prefix}If-Unmodified-Since`)
}

/**
 * Evaluates the conditions of a write: `If-None-Match: *` and `If-Match: etag`.
 * @throws S3Error PreconditionFailed, NoSuchKey for If-Match without an object, NotImplemented for other forms
 */
export function assertMayWrite(headers: IncomingHttpHeaders, current: { etag: string } | undefined): void {
  const noneMatch = headers['if-none-match']
  const match = headers['if-match']
  if (noneMatch !== undefined && noneMatch !== '*') throw new S3Error('NotImplemented')
  if (noneMatch === '*' && current !== undefined) throw failed('If-None-Match')
  if (match === undefined) return
  if (current === undefined) throw new S3Error('NoSuchKey')
  if (!hasTag(match, current.etag)) throw failed('If-Match')
}

/** Whether a list of ETags, quoted or not, has this one. */
export function hasTag(list: string, etag: string): boolean {
  const tags = list.split(',').map((tag) => tag.trim())
  return tags.some((tag) => tag === '*' || tag === etag || `"${tag}"` === etag)
}

/** HTTP dates have whole seconds. */
export function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: condition } })
}
