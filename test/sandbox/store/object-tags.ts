import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts'
import { receiveText } from './body.ts'
import { findVersion } from './find-version.ts'
import type { ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { parseTagDocument, type Tags, tagDocument } from './tags.ts'
import { queryValue } from './target.ts'
import { versionHeaders } from './versioning.ts'

/** GetObjectTagging. */
export async function getObjectTagging(request: BucketRequest): Promise<Answer> {
  const version = await versionOf(request)
  return xmlAnswer(tagDocument(version.tags), versionHeaders(request.bucket, version))
}

/** PutObjectTagging: the new tags take the place of all old ones, and the version stays the same. */
export async function putObjectTagging(request: BucketRequest, context: StoreContext): Promise<Answer> {
  return replaceTags(request, 200, parseTagDocument(await receiveText(request, context)))
}

/** DeleteObjectTagging. */
export function deleteObjectTagging(request: BucketRequest): Promise<Answer> {
  return replaceTags(request, 204, {})
}

async function replaceTags(request: BucketRequest, status: number, tags: Tags): Promise<Answer> {
  const version = await versionOf(request)
  await request.bucket.objects.tag(request.target.key, version.versionId, tags)
  return emptyAnswer(status, versionHeaders(request.bucket, version))
}

function versionOf({ bucket, target }: BucketRequest): Promise<ObjectVersion> {
  return findVersion(bucket.objects, target.key, queryValue(target, 'versionId'))
}
