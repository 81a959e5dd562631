import { FatalError } from '../../domain/errors.ts'
import type { SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import { badAnswer, busyError, missing, refused } from '../http/source-refusals.ts'
import { errorCodeOf } from './errors.ts'

/** What a bucket that documents come from says instead of the document. */

const ERROR_DOCUMENT_BYTES = 16 * 1024

/** Our credentials are refused, whatever is asked for ("Error responses", Amazon S3 API reference). */
const OF_CREDENTIALS = [
  ...['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed', 'RequestExpired'],
  ...['ExpiredToken', 'InvalidToken', 'InvalidSecurity', 'AuthorizationHeaderMalformed'],
]
/** The bucket is not where the settings say it is. */
const OF_BUCKET = ['NoSuchBucket', 'PermanentRedirect', 'IllegalLocationConstraintException', 'InvalidBucketName']
const BUSY = ['SlowDown', 'ServiceUnavailable', 'InternalError', 'RequestTimeout']

/**
 * A refusal, or that the object is archived, which the caller may mend.
 * @param who the bucket, for people
 * @throws FatalError `source.unauthorised`, `source.no-bucket`; TransientError `source.throttled`, `source.unavailable`
 */
export async function sourceRefusalOf(answer: Answer, who: string): Promise<SourceRefusal | { kind: 'in-archive' }> {
  const code = errorCodeOf(await answer.text(ERROR_DOCUMENT_BYTES).catch(() => ''))
  const busy = busyError(BUSY.includes(code) ? { ...answer, status: Math.max(500, answer.status) } : answer, who)
  if (busy) throw busy
  if (OF_CREDENTIALS.includes(code) || answer.status === 401) throw unauthorised(who, code)
  if (OF_BUCKET.includes(code) || answer.status === 301) throw noBucket(who, code)
  if (code === 'InvalidObjectState') return { kind: 'in-archive' }
  if (answer.status === 404) return missing(who)
  return answer.status === 403 ? denied(who) : badAnswer(who, answer.status)
}

export function restoreNotAllowed(who: string): SourceRefusal {
  return refused(
    'source.restore-not-allowed',
    `Expected the bytes of the document; it is archived in ${who}, and no restore was asked for. Set SOURCE_S3_RESTORE=true, or have the owner of the bucket restore it, then try again.`,
  )
}

export function restoreRefused(who: string, code: string): SourceRefusal {
  return refused(
    'source.restore-refused',
    `Expected ${who} to restore an archived object; it answered ${code}. Grant the credentials s3:RestoreObject, then try again.`,
  )
}

function denied(who: string): SourceRefusal {
  return refused(
    'source.denied',
    `Expected ${who} to give the document to our credentials; it denied it. Grant them s3:GetObject on it, or ask the owner of the bucket why it is closed.`,
  )
}

function unauthorised(who: string, code: string): FatalError {
  return new FatalError(
    'source.unauthorised',
    `Expected ${who} to accept our credentials; it answered ${code || 'status 401'}. Check the SOURCE_S3_ settings and the clock of this machine, then resume the run.`,
  )
}

function noBucket(who: string, code: string): FatalError {
  return new FatalError(
    'source.no-bucket',
    `Expected ${who} to be there; it answered ${code || 'status 301'}. Check SOURCE_S3_BUCKETS, SOURCE_S3_REGION and SOURCE_S3_ENDPOINT, then resume the run.`,
  )
}
