import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts'
import { receiveText } from './body.ts'
import type { Bucket } from './buckets.ts'
import { S3Error } from './errors.ts'
import type { ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { element, textOf } from './xml.ts'

/** GetBucketVersioning; a bucket that never had versions has no status. */
export async function getBucketVersioning({ bucket }: BucketRequest): Promise<Answer> {
  const versioning = bucket.versioning()
  const status = versioning === 'Off' ? [] : [element('Status', versioning)]
  return xmlAnswer(element('VersioningConfiguration', status))
}

/** PutBucketVersioning: from the first time on a bucket has versions, which can be suspended but not undone. */
export async function putBucketVersioning(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const status = textOf(await receiveText(request, context), 'Status')
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('IllegalVersioningConfigurationException')
  await request.bucket.setVersioning(status)
  return emptyAnswer(200)
}

/** The header that names a version; none in a bucket that never had any. */
export function versionHeaders(bucket: Bucket, { versionId }: ObjectVersion): Record<string, string> {
  return bucket.versioning() === 'Off' ? {} : { 'x-amz-version-id': versionId }
}
