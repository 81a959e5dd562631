import { type DocliftError, FatalError, LostAnswerError, PermanentError, TransientError } from '../../domain/errors.ts'
import { HTML_PAGE, ruleFor } from './refusals.ts'

/** An answer of the org, read to its end. */
export interface OrgAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

/** What the org says about a refusal: `errorCode` or OAuth's `error`, and its words. */
export interface RefusalWords {
  code: string
  message: string
}

/** What an answer that is no success means, by the table of refusals. */
export function refusalOf(answer: OrgAnswer): DocliftError {
  const { status } = answer
  const { code: errorCode, message } = refusalWords(answer)
  const { behaviour, code, sentence } = ruleFor({ where: 'request', status, errorCode, message })
  const said = `${status} ${errorCode}: ${message.replace(/\.$/, '')}`
  return new ERROR_OF[behaviour](code ?? 'salesforce.bad-request', sentence?.(said) ?? said, {
    facts: { status, errorCode },
  })
}

const ERROR_OF = { transient: TransientError, permanent: PermanentError, fatal: FatalError }

/** Reads the org's own words from an answer; an answer that is not JSON is named, never parsed. */
export function refusalWords(answer: OrgAnswer): RefusalWords {
  const first = contentKindOf(answer) === 'json' ? firstItem(parsedOrUndefined(answer.body)) : undefined
  const code = textOf(first?.errorCode) ?? textOf(first?.error)
  const message = textOf(first?.message) ?? textOf(first?.error_description)
  if (code !== undefined) return { code: cleanSentence(code), message: cleanSentence(message ?? '') }
  return { code: 'NO_ERROR_CODE', message: `the answer was ${contentOf(answer)} instead of Salesforce's JSON` }
}

/** What the answer claims to be. Salesforce's edge answers HTML at any time, with any status, so nothing is parsed unasked. */
export function contentKindOf(answer: Pick<OrgAnswer, 'headers'>): 'json' | 'csv' | 'html' | 'other' {
  const type = String(answer.headers['content-type'] ?? '').toLowerCase()
  if (type.includes('json')) return 'json'
  if (type.includes('csv')) return 'csv'
  return type.includes('html') ? 'html' : 'other'
}

/**
 * The connection failed before a full answer came.
 * @param isSent false when it is certain that no byte of the request left
 */
export function connectionError(host: string, cause: unknown, isSent: boolean): TransientError {
  return new TransientError(
    'salesforce.connection',
    `Expected an answer from ${host}; the connection failed first (${reasonOf(cause)}). Doclift tries again; if it stays so, check network, proxy and firewall.`,
    { cause, facts: { isSent } },
  )
}

/** The time for a write was over before it could be sent. */
export function tooLate(what: string): TransientError {
  return new TransientError(
    'salesforce.connection',
    `The time for ${what} was over before the login was done; nothing was sent. Doclift tries again; if it stays so, look at how long logins to the org take.`,
    { facts: { isSent: false } },
  )
}

/** A write whose answer is missing or cannot be understood: it may or may not have happened (invariant 5). */
export function lostAnswer(what: string, reason: string, cause?: unknown): LostAnswerError {
  return new LostAnswerError(
    'salesforce.answer-lost',
    `Sent ${what}, but no usable answer came (${reason}). It may or may not have happened: read the records again before anything else is written.`,
    { cause },
  )
}

/** An answer of status 200 whose content is not what the API promises. */
export function unexpectedAnswer(expected: string): FatalError {
  return new FatalError(
    'salesforce.unexpected-answer',
    `Expected ${expected} in Salesforce's answer; it was not there. Check that the login URL leads to a Salesforce org and that the API version is supported.`,
  )
}

/** A page of what stands in front of the org, where the org itself has to answer. */
export function unexpectedPage(answer: OrgAnswer): TransientError {
  return new TransientError(
    'salesforce.unavailable',
    `Expected a result from Salesforce, got ${answer.status} without words of the org. Doclift tries again; if it stays so, look at status.salesforce.com.`,
    { facts: { status: answer.status } },
  )
}

/** A query job that can no longer be read. */
export function queryExpired(jobId: string, reason: string): PermanentError {
  return new PermanentError(
    'salesforce.query-expired',
    `Expected query job ${jobId} to be there for reading on; ${reason}. Resume the run: it reads from the beginning again.`,
  )
}

/**
 * Makes text of the other side fit for logs and screens: no query strings (they can carry signatures), no session ids,
 * no control characters, at most 1,000 characters. Line breaks stay, because some messages point with a caret.
 */
export function cleanSentence(text: string): string {
  const cleaned = text
    .replace(/(https?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, '$1?…')
    .replace(/00D[A-Za-z0-9]{9,15}![A-Za-z0-9._-]+/g, '[session id]')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
    .trim()
  return cleaned.length > 1000 ? `${cleaned.slice(0, 1000)}…` : cleaned
}

/** A query that took too long may do better the next time, where there is nothing smaller to ask instead. */
export function asPassing(error: DocliftError): DocliftError {
  const { code, message, facts } = error
  return isQueryTimeout(error) ? new TransientError(code, message, { facts }) : error
}

/** True for a query that took the org too long: a smaller one may do. */
export function isQueryTimeout(error: unknown): boolean {
  return error instanceof FatalError && error.code === 'salesforce.query-timeout'
}

/** Why a connection failed, in one word: the code or name of the innermost cause. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown reason'
  if (thrown.cause instanceof Error) return reasonOf(thrown.cause)
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name
}

function contentOf(answer: OrgAnswer): string {
  if (contentKindOf(answer) === 'html') return HTML_PAGE
  return answer.body === '' ? 'empty' : 'something else'
}

function firstItem(parsed: unknown): Record<string, unknown> | undefined {
  const item: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : undefined
}

function parsedOrUndefined(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
