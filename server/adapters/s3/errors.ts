import { type Behaviour, DocliftError, FatalError, PermanentError, TransientError } from '../../domain/errors.ts'

/** What a store answered instead of doing what it was asked. */
export interface StoreRefusal {
  /** Bucket and endpoint, for people. */
  store: string
  /** What was asked, as `PUT "key"`. */
  action: string
  /** HTTP status; 0 when unknown. */
  status: number
  /** S3's error code; empty when the answer had none, as after HEAD. */
  errorCode: string
  retryAfterMs?: number | undefined
}

interface Meaning {
  behaviour: Behaviour
  code: string
  /** What to do next. */
  advice: string
}

const SLOW_DOWN = transient('s3.slow-down', 'It is tried again more slowly.')
const UNAVAILABLE = transient('s3.unavailable', 'It is tried again. If it stays so, look at the store.')
const UPLOAD_GONE = transient('s3.upload-gone', 'Another worker or a lifecycle rule ended the upload. It starts anew.')
const PART_CHANGED = transient('s3.part-changed', 'Somebody else wrote a part of the upload. That part is sent again.')
const MISMATCH = permanent('s3.checksum-mismatch', 'The bytes changed on the way. Nothing was stored. Copy it again.')
const NOT_FOUND = permanent('s3.not-found', 'Nothing is at this key. Copy the record again.')
const EXISTS = permanent('s3.already-exists', 'An object is there already and was left alone.')
const KEY = permanent('s3.key-refused', 'Shorten the prefix, or mend the name the key is made of.')
const REFUSED = permanent('s3.refused', 'Look the code up in the documentation of the store.')
const DENIED = fatal('s3.access-denied', 'Grant the credentials read, write, list and delete on the bucket.')
const NO_BUCKET = fatal('s3.no-bucket', 'Create the bucket, or mend the bucket, region or endpoint setting.')
const SIGNATURE = fatal('s3.signature', 'Check the access key, the secret, the region and the clock of this machine.')

/** By S3's error code ("Error responses", Amazon S3 API reference); texts are never read, some stores leave them empty. */
const BY_CODE: ReadonlyMap<string, Meaning> = new Map([
  ...each(['SlowDown', 'TooManyRequests', 'Throttling', 'ThrottlingException', 'RequestLimitExceeded'], SLOW_DOWN),
  ...each(['InternalError', 'ServiceUnavailable', 'RequestTimeout', 'OperationAborted', 'IncompleteBody'], UNAVAILABLE),
  ...each(['ConditionalRequestConflict'], UNAVAILABLE),
  ...each(['NoSuchUpload'], UPLOAD_GONE),
  ...each(['InvalidPart'], PART_CHANGED),
  ...each(['BadDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch'], MISMATCH),
  ...each(['NoSuchKey', 'NoSuchVersion'], NOT_FOUND),
  ...each(['PreconditionFailed'], EXISTS),
  ...each(['KeyTooLongError', 'InvalidURI', 'InvalidObjectName', 'XMinioInvalidObjectName'], KEY),
  ...each(['AccessDenied', 'AllAccessDisabled', 'AccountProblem', 'InvalidPayer'], DENIED),
  ...each(['NoSuchBucket', 'PermanentRedirect', 'InvalidBucketName', 'IllegalLocationConstraintException'], NO_BUCKET),
  ...each(['SignatureDoesNotMatch', 'InvalidAccessKeyId', 'RequestTimeTooSkewed', 'RequestExpired'], SIGNATURE),
  ...each(['AuthorizationHeaderMalformed', 'InvalidToken', 'ExpiredToken', 'InvalidSecurity'], SIGNATURE),
])

const BY_STATUS: ReadonlyMap<number, Meaning> = new Map([
  [301, NO_BUCKET],
  [307, UNAVAILABLE],
  [401, SIGNATURE],
  [403, DENIED],
  [404, NOT_FOUND],
  [409, UNAVAILABLE],
  [412, EXISTS],
  [429, SLOW_DOWN],
  [501, REFUSED],
])

/** The error for a refusal, by its code and else its status. An unknown 4xx is PermanentError `s3.refused`. */
export function storeError(refusal: StoreRefusal): DocliftError {
  const { status, errorCode, retryAfterMs } = refusal
  const { behaviour, code, advice } = BY_CODE.get(errorCode) ?? BY_STATUS.get(status) ?? byClass(status)
  const answer = errorCode === '' ? `status ${status}` : `${errorCode} (status ${status})`
  const sentence = `Expected ${refusal.store} to do ${refusal.action}; it answered ${answer}. ${advice}`
  const details = { facts: { status, errorCode }, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  return new CLASSES[behaviour](code, sentence, details)
}

/** S3's error code out of an error document; empty when there is none. */
export function errorCodeOf(document: string): string {
  return /<Code>\s*([A-Za-z0-9.]{1,80})\s*<\/Code>/.exec(document)?.[1] ?? ''
}

/**
 * The error for anything the AWS SDK throws. Errors of the project pass through: the requests of the SDK go through the
 * project's own way out.
 */
export function sdkError(thrown: unknown, store: string, action: string): DocliftError {
  if (thrown instanceof DocliftError) return thrown
  const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  // The SDK makes these names up when the answer had no code.
  const errorCode = ['NotFound', 'Unknown', 'UnknownError', 'Error'].includes(name ?? '') ? '' : (name ?? '')
  return storeError({ store, action, status, errorCode })
}

/** A key as text for people: quoted, on one line, whatever its characters. */
export function quoteKey(key: string): string {
  return JSON.stringify(key)
}

const CLASSES = { transient: TransientError, permanent: PermanentError, fatal: FatalError } as const

function byClass(status: number): Meaning {
  return status >= 500 || status === 0 ? UNAVAILABLE : REFUSED
}

function each(errorCodes: readonly string[], meaning: Meaning): [string, Meaning][] {
  return errorCodes.map((errorCode) => [errorCode, meaning])
}

function transient(code: string, advice: string): Meaning {
  return { behaviour: 'transient', code, advice }
}

function permanent(code: string, advice: string): Meaning {
  return { behaviour: 'permanent', code, advice }
}

function fatal(code: string, advice: string): Meaning {
  return { behaviour: 'fatal', code, advice }
}
