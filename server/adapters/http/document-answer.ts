import { contentTypeOfName } from '../../domain/object/content-type.ts'
import { sniffMarkup } from '../../domain/object/signatures.ts'
import type { Answer } from './answer.ts'

/** Reading answers that should be a document, whoever gives them. */

const LOGIN_WORDS = /<form\b|password|\b(?:sign|log)[ -]?(?:in|on)\b/i

/**
 * Whether an answer is a page for people instead of the document: HTML by its type, or a page to log in by its first bytes.
 * A file that is itself HTML (by its name) looks like such a page; there only a page to log in counts as one that has no version,
 * because pages are made when they are asked for and files have one.
 * @param fileName undefined when unknown
 */
export function isPageInstead(answer: Answer, fileName: string | undefined, firstBytes: Uint8Array): boolean {
  const ownType = contentTypeOfName(fileName ?? '')
  if (ownType === 'text/html' || ownType === 'application/xhtml+xml')
    return !hasVersion(answer) && isLoginPage(firstBytes)
  if (/^(?:text\/html|application\/xhtml\+xml)\b/i.test(answer.headers['content-type'] ?? '')) return true
  const isMarkup = ownType === 'application/xml' || ownType === 'image/svg+xml' || ownType === 'multipart/related'
  return !isMarkup && isLoginPage(firstBytes)
}

/** Size of the whole object; null when the answer does not say. A range of it may be all that was asked for. */
export function wholeSizeOf(answer: Answer): number | null {
  const { 'content-range': range = '', 'content-length': length = '' } = answer.headers
  const total = answer.status === 200 ? length : /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(range)?.[1]
  return total !== undefined && /^\d{1,15}$/.test(total) ? Number(total) : null
}

function hasVersion({ headers }: Answer): boolean {
  return headers.etag !== undefined || headers['last-modified'] !== undefined
}

function isLoginPage(firstBytes: Uint8Array): boolean {
  return sniffMarkup(firstBytes) === 'text/html' && LOGIN_WORDS.test(Buffer.from(firstBytes).toString('latin1'))
}
