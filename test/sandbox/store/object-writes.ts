import { rm } from 'node:fs/promises'
import { type Answer, emptyAnswer } from './answer.ts'
import { receiveBody } from './body.ts'
import { checksumHeaders } from './checksums.ts'
import { assertMayWrite } from './conditions.ts'
import { parseDescription } from './metadata.ts'
import type { Guard, ObjectFacts, ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { encryptionHeaders, etagOf } from './storage-headers.ts'
import { versionHeaders } from './versioning.ts'

/** PutObject. Nothing is visible before the whole body has arrived and kept what its headers claim. */
export async function putObject(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const description = parseDescription(request.headers)
  // Refused before the body is read where that is already certain; asked again under the key's lock.
  conditionsOf(request, context)(await currentObject(request))
  const { file, ...body } = await receiveBody(request, context)
  const version = await commitObject(request, context, file, {
    ...description,
    sizeBytes: body.sizeBytes,
    etag: etagOf(body.md5, description.storageHeaders),
    checksums: checksumHeaders(body.checksum),
  })
  return emptyAnswer(200, {
    ...version.checksums,
    ...encryptionHeaders(version.storageHeaders),
    ...versionHeaders(request.bucket, version),
    etag: version.etag,
  })
}

/** Makes a received file the newest version of the object, counts it, and removes the file when it is refused. */
export async function commitObject(
  request: BucketRequest,
  context: StoreContext,
  file: string,
  facts: ObjectFacts,
): Promise<ObjectVersion> {
  const { bucket, target } = request
  try {
    const version = await bucket.objects.commit(target.key, file, facts, conditionsOf(request, context))
    const { versionId, sizeBytes } = version
    context.journal.record({ bucket: bucket.name, key: target.key, versionId, sizeBytes })
    return version
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** The conditions of a write, unless this store overlooks them for the operation. */
export function conditionsOf({ headers, operation }: BucketRequest, { personality }: StoreContext): Guard {
  if (personality.traits.overlooksConditionsOf?.includes(operation)) return () => {}
  return (current) => assertMayWrite(headers, current)
}

async function currentObject(request: BucketRequest): Promise<ObjectVersion | undefined> {
  const current = await request.bucket.objects.current(request.target.key)
  return current?.isDeleteMarker ? undefined : current
}
