import { describe, expect, test } from 'vitest'
import { errorCodeOf, sdkError, storeError } from '../../../server/adapters/s3/errors.ts'
import { PermanentError } from '../../../server/domain/errors.ts'

const refusal = (status: number, errorCode: string) =>
  storeError({ store: 'bucket b', action: 'PUT "k"', status, errorCode })

describe('a refusal of the store is told by its code, and without one by its status', () => {
  test.each([
    [503, 'SlowDown', 's3.slow-down', 'transient'],
    [429, '', 's3.slow-down', 'transient'],
    [503, '', 's3.unavailable', 'transient'],
    [500, 'InternalError', 's3.unavailable', 'transient'],
    // A completed upload can fail with status 200 and an error document.
    [200, 'InternalError', 's3.unavailable', 'transient'],
    [400, 'RequestTimeout', 's3.unavailable', 'transient'],
    [409, 'OperationAborted', 's3.unavailable', 'transient'],
    [404, 'NoSuchUpload', 's3.upload-gone', 'transient'],
    [400, 'InvalidPart', 's3.part-changed', 'transient'],
    [400, 'BadDigest', 's3.checksum-mismatch', 'permanent'],
    [400, 'XAmzContentSHA256Mismatch', 's3.checksum-mismatch', 'permanent'],
    [404, 'NoSuchKey', 's3.not-found', 'permanent'],
    [404, '', 's3.not-found', 'permanent'],
    [412, 'PreconditionFailed', 's3.already-exists', 'permanent'],
    [400, 'KeyTooLongError', 's3.key-refused', 'permanent'],
    [400, 'SomethingNew', 's3.refused', 'permanent'],
    [501, 'NotImplemented', 's3.refused', 'permanent'],
    [403, 'AccessDenied', 's3.access-denied', 'fatal'],
    [403, '', 's3.access-denied', 'fatal'],
    [403, 'SignatureDoesNotMatch', 's3.signature', 'fatal'],
    [403, 'RequestTimeTooSkewed', 's3.signature', 'fatal'],
    [404, 'NoSuchBucket', 's3.no-bucket', 'fatal'],
    [301, 'PermanentRedirect', 's3.no-bucket', 'fatal'],
  ])('%d %j is %s, %s', (status, errorCode, code, behaviour) => {
    expect(refusal(status, errorCode)).toMatchObject({ code, behaviour, facts: { status, errorCode } })
  })

  test('says what was expected, what came and what to do', () => {
    expect(refusal(403, 'AccessDenied').message).toBe(
      'Expected bucket b to do PUT "k"; it answered AccessDenied (status 403). Grant the credentials read, write, list and delete on the bucket.',
    )
  })
})

test('a code is read from an error document, and from nothing that only looks like one', () => {
  expect(errorCodeOf('<Error><Code>SlowDown</Code><Message></Message></Error>')).toBe('SlowDown')
  expect(errorCodeOf('<Error><Code>a b <script></Code></Error>')).toBe('')
  expect(errorCodeOf('<html>')).toBe('')
})

describe('what the AWS SDK throws', () => {
  test('is told by name and status', () => {
    const thrown = Object.assign(new Error('UnknownError'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
    expect(sdkError(thrown, 'bucket b', 'HEAD "k"')).toMatchObject({ code: 's3.slow-down' })
  })

  test.each(['NotFound', 'Unknown', 'UnknownError'])(
    'is told by status alone when the SDK made up the name %s',
    (name) => {
      const thrown = Object.assign(new Error(), { name, $metadata: { httpStatusCode: 404 } })
      expect(sdkError(thrown, 'bucket b', 'HEAD "k"')).toMatchObject({ code: 's3.not-found' })
    },
  )

  test('passes through when it is an error of ours', () => {
    const thrown = new PermanentError('x.y', 'A sentence.')
    expect(sdkError(thrown, 'bucket b', 'HEAD "k"')).toBe(thrown)
  })
})
