import { rm } from 'node:fs/promises'
import { type Answer, emptyAnswer } from './answer.ts'
import { parseBodyClaims, receiveBody } from './body.ts'
import { type ClaimedChecksum, checksumHeader } from './checksums.ts'
import { assertMayWrite } from './conditions.ts'
import { S3Error } from './errors.ts'
import { parseContentHeaders, parseUserMetadata } from './metadata.ts'
import type { ObjectFacts, ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { queryValue } from './target.ts'

/** PutObject. Nothing is visible before the whole body has arrived and kept what its headers claim. */
export async function putObject(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const { message, headers } = request
  const claims = parseBodyClaims(message, request.payloadHash)
  const described = { contentHeaders: parseContentHeaders(headers), userMetadata: parseUserMetadata(headers) }
  // Refused before the body is read where that is already certain; asked again under the key's lock.
  assertMayWrite(headers, await currentObject(request))
  const body = await receiveBody(message, claims, context.temporaryFolder)
  const checksums = body.checksum ? storedChecksum(body.checksum) : {}
  const facts = { sizeBytes: body.sizeBytes, etag: `"${body.md5}"`, checksums, ...described }
  return emptyAnswer(200, writtenHeaders(await commitObject(request, context, body.file, facts)))
}

/** Makes a received file the newest version of the object, counts it, and removes the file when it is refused. */
export async function commitObject(
  request: BucketRequest,
  context: StoreContext,
  file: string,
  facts: ObjectFacts,
): Promise<ObjectVersion> {
  const { bucket, target, headers } = request
  try {
    const version = await bucket.objects.commit(target.key, file, facts, (current) => assertMayWrite(headers, current))
    const { versionId, sizeBytes } = version
    context.journal.record({ bucket: bucket.name, key: target.key, versionId, sizeBytes })
    return version
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** DeleteObject: a delete marker, or with a version id the end of that version. */
export async function deleteObject(request: BucketRequest): Promise<Answer> {
  const { bucket, target } = request
  const versionId = queryValue(target, 'versionId')
  if (versionId === undefined) {
    const marker = await bucket.objects.mark(target.key)
    return emptyAnswer(204, { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId })
  }
  const removed = await bucket.objects.removeVersion(target.key, versionId)
  if (removed === undefined) throw new S3Error('NoSuchVersion', { details: { Key: target.key, VersionId: versionId } })
  const headers: Record<string, string> = { 'x-amz-version-id': versionId }
  if (removed.isDeleteMarker) headers['x-amz-delete-marker'] = 'true'
  return emptyAnswer(204, headers)
}

async function currentObject(request: BucketRequest): Promise<ObjectVersion | undefined> {
  const current = await request.bucket.objects.current(request.target.key)
  return current?.isDeleteMarker ? undefined : current
}

function storedChecksum(checksum: ClaimedChecksum): Record<string, string> {
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }
}

function writtenHeaders(version: ObjectVersion): Record<string, string> {
  return { ...version.checksums, etag: version.etag, 'x-amz-version-id': version.versionId }
}
