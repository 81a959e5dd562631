import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts'
import { receiveText } from './body.ts'
import { S3Error } from './errors.ts'
import { conditionsOf } from './object-writes.ts'
import { NULL_VERSION } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { queryValue } from './target.ts'
import { element, innerOf, textOf, type XmlElement } from './xml.ts'

const MOST_OBJECTS = 1_000
const LONGEST_KEY_BYTES = 1_024

/** What became of one object. */
interface Deletion {
  /** Of the marker that was added, or of the version that was removed; undefined without versions. */
  versionId: string | undefined
  /** Whether a marker was added or removed. */
  isMarker: boolean
}

/** DeleteObject: a delete marker, or with a version id the end of that version. What is not there is deleted already. */
export async function deleteObject(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const { versionId, isMarker } = await deleteOne(request, context, queryValue(request.target, 'versionId'))
  return emptyAnswer(204, {
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
    ...(isMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  })
}

/** DeleteObjects: up to a thousand at once, each with an outcome of its own. */
export async function deleteObjects(request: BucketRequest, context: StoreContext): Promise<Answer> {
  assertHasDigest(request)
  const xml = await receiveText(request, context)
  const listed = parseListedObjects(xml)
  const isQuiet = textOf(xml, 'Quiet') === 'true'
  const outcomes: XmlElement[] = []
  for (const { key, versionId } of listed) {
    const outcome = await describeDeletion(request, context, key, versionId)
    if (outcome.name === 'Error' || !isQuiet) outcomes.push(outcome)
  }
  return xmlAnswer(element('DeleteResult', outcomes))
}

/** Without a digest a list changed on its way would delete other objects. */
function assertHasDigest({ headers }: BucketRequest): void {
  const hasChecksum = Object.keys(headers).some((name) => /^x-amz-(checksum-|trailer$)/.test(name))
  if (hasChecksum || headers['content-md5'] !== undefined) return
  throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: Content-MD5' })
}

function parseListedObjects(xml: string): { key: string; versionId: string | undefined }[] {
  const objects = innerOf(xml, 'Object').map((inner) => {
    const key = textOf(inner, 'Key')
    if (key === undefined || key === '') throw new S3Error('MalformedXML')
    return { key, versionId: textOf(inner, 'VersionId') }
  })
  if (objects.length === 0 || objects.length > MOST_OBJECTS) throw new S3Error('MalformedXML')
  return objects
}

async function describeDeletion(
  request: BucketRequest,
  context: StoreContext,
  key: string,
  versionId: string | undefined,
): Promise<XmlElement> {
  const asked = [element('Key', key), versionId === undefined ? undefined : element('VersionId', versionId)]
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) return refusal(asked, new S3Error('KeyTooLongError'))
  // Conditions stand in the headers of DeleteObject only.
  const one = { ...request, headers: {}, target: { ...request.target, key } }
  const deletion = await deleteOne(one, context, versionId)
  const marker = deletion.isMarker
    ? [element('DeleteMarker', true), element('DeleteMarkerVersionId', deletion.versionId ?? NULL_VERSION)]
    : []
  return element('Deleted', [...asked, ...marker])
}

function refusal(asked: readonly (XmlElement | undefined)[], error: S3Error): XmlElement {
  return element('Error', [...asked, element('Code', error.code), element('Message', error.message)])
}

async function deleteOne(
  request: BucketRequest,
  context: StoreContext,
  versionId: string | undefined,
): Promise<Deletion> {
  const { bucket, target } = request
  if (versionId === undefined) {
    const marker = await bucket.objects.remove(target.key, conditionsOf(request, context))
    return { versionId: marker?.versionId, isMarker: marker !== undefined }
  }
  const removed = await bucket.objects.removeVersion(target.key, versionId)
  return { versionId, isMarker: removed?.isDeleteMarker ?? false }
}
