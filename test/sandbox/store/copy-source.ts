import type { IncomingHttpHeaders } from 'node:http'
import type { Bucket } from './buckets.ts'
import { assertUnchanged, hasTag, wholeSeconds } from './conditions.ts'
import { S3Error } from './errors.ts'
import { findVersion } from './find-version.ts'
import type { ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { assertReadable } from './storage-headers.ts'

/** An object that is to be copied, inside this store. */
export interface CopySource {
  bucket: Bucket
  key: string
  version: ObjectVersion
  /** Whether the request names the version. */
  isVersionNamed: boolean
}

const HEADER = 'x-amz-copy-source'

/**
 * Finds the object that `x-amz-copy-source` names, and keeps the conditions on it.
 * @throws S3Error InvalidArgument, NoSuchBucket, NoSuchKey, NoSuchVersion, InvalidRequest for a delete marker,
 *   PreconditionFailed, InvalidObjectState
 */
export async function findCopySource(request: BucketRequest, context: StoreContext): Promise<CopySource> {
  const { bucketName, key, versionId } = parseCopySource(request.headers[HEADER]?.toString() ?? '')
  const bucket = context.buckets.find(bucketName)
  const version = await findSourceVersion(bucket, key, versionId)
  if (!context.personality.traits.overlooksConditionsOf?.includes(HEADER)) assertConditions(request.headers, version)
  assertReadable(version.storageHeaders)
  return { bucket, key, version, isVersionNamed: versionId !== undefined }
}

/** Escapes are resolved in the address only; a version id follows its question mark as it is. */
function parseCopySource(text: string) {
  const [address = '', versionId] = text.split('?versionId=', 2)
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decode(address))
  if (match === null) throw invalid(text, 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
  return { bucketName: match[1] ?? '', key: match[2] ?? '', versionId }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid(text, 'Invalid copy source encoding.')
  }
}

async function findSourceVersion(bucket: Bucket, key: string, versionId: string | undefined): Promise<ObjectVersion> {
  try {
    return await findVersion(bucket.objects, key, versionId)
  } catch (error) {
    if (!(error instanceof S3Error) || error.code !== 'MethodNotAllowed') throw error
    throw new S3Error('InvalidRequest', {
      message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
    })
  }
}

/** As of a read, except that a source that was not modified is a failed condition. A tag decides before a date. */
function assertConditions(headers: IncomingHttpHeaders, version: ObjectVersion): void {
  const given = (name: string) => headers[`${HEADER}-${name}`]?.toString()
  const modifiedAt = new Date(version.modifiedAt)
  const { etag } = version
  assertUnchanged(
    { 'if-match': given('if-match'), 'if-unmodified-since': given('if-unmodified-since') },
    { etag, modifiedAt },
    `${HEADER}-`,
  )
  const noneMatch = given('if-none-match')
  if (noneMatch !== undefined) {
    if (hasTag(noneMatch, etag)) throw failed('If-None-Match')
    return
  }
  if (wholeSeconds(modifiedAt) <= Date.parse(given('if-modified-since') ?? '')) throw failed('If-Modified-Since')
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: `${HEADER}-${condition}` } })
}

function invalid(value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { message, details: { ArgumentName: HEADER, ArgumentValue: value } })
}
