import { TransientError } from '../../domain/errors.ts'
import type { SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from './answer.ts'
import { parseRetryAfter } from './retry-after.ts'

/** What sources of documents say alike, whoever they are. */

/** An answer that says nothing about the document, only that now is a bad time; undefined for every other. */
export function busyError({ status, headers }: Pick<Answer, 'status' | 'headers'>, who: string) {
  const isThrottled = status === 429 || status === 503
  if (!isThrottled && status < 500) return undefined
  const retryAfterMs = parseRetryAfter(headers['retry-after'], new Date())
  const code = isThrottled ? 'source.throttled' : 'source.unavailable'
  const sentence = `Expected ${who} to answer; it said ${status}. It is asked again later.`
  return new TransientError(code, sentence, {
    facts: { status },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

export function missing(where: string): SourceRefusal {
  const sentence = `Expected a document; ${where} says that there is none. Ask the vendor, or take the record out of scope.`
  return { kind: 'missing', code: 'source.missing', sentence }
}

/** @param found what was expected and found, and what to do next */
export function refused(code: string, found: string): SourceRefusal {
  return { kind: 'refused', code, sentence: found }
}

export function badAnswer(who: string, status: number): SourceRefusal {
  return refused(
    'source.bad-answer',
    `Expected the bytes of the document; ${who} answered ${status}. Back the record up again; if it stays so, ask the vendor.`,
  )
}

export function pageInstead(who: string): SourceRefusal {
  return refused(
    'source.html-instead-of-file',
    `Expected the document; ${who} answered with an HTML page, as for a login. Nothing was stored. Open the document in Salesforce; if it opens there, ask the vendor.`,
  )
}

/** Refused rather than collected: without a length a cut body looks like a whole one. */
export function withoutLength(who: string): SourceRefusal {
  return refused(
    'source.no-length',
    `Expected the size of the document with its bytes; the answer of ${who} had none, so a cut one could not be told. Back the record up again; if it stays so, ask the vendor.`,
  )
}

export function tooLarge(sizeBytes: number, maxSizeBytes: number): SourceRefusal {
  const sentence = `Expected at most ${maxSizeBytes} bytes; the document has ${sizeBytes}. To copy it, raise MAX_FILE_SIZE_MB and run an inventory.`
  return { kind: 'too-large', sizeBytes, code: 'source.too-large', sentence }
}
