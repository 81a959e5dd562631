import { FatalError, TransientError } from '../../domain/errors.ts'
import type { SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import { parseRetryAfter } from '../http/retry-after.ts'

/** An answer that says nothing about the document, only that now is a bad time; undefined for every other. */
export function busyError(answer: Answer, who: string): TransientError | undefined {
  const { status, headers } = answer
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

export function unauthorised(status: number): FatalError {
  return new FatalError(
    'source.unauthorised',
    `Expected the vendor's API to accept our token; it answered ${status}. Ask the vendor for a new token, put it into VENDOR_TOKEN and resume the run.`,
    { facts: { status } },
  )
}

export function missing(where: string): SourceRefusal {
  const sentence = `Expected a document; ${where} says that there is none. Ask the vendor, or take the record out of scope.`
  return { kind: 'missing', code: 'source.missing', sentence }
}

/** @param found what was expected and found, and what to do next */
export function refused(code: string, found: string): SourceRefusal {
  return { kind: 'refused', code, sentence: found }
}
