import { type Answer, xmlAnswer } from './answer.ts'
import { checksumElements } from './checksums.ts'
import { S3Error } from './errors.ts'
import { findVersion } from './find-version.ts'
import { checksumsOf } from './object-reads.ts'
import type { ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { storageClassOf } from './storage-headers.ts'
import { queryValue } from './target.ts'
import { versionHeaders } from './versioning.ts'
import { element, type XmlElement } from './xml.ts'

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const
type Attribute = (typeof ATTRIBUTES)[number]
const LARGEST_PAGE = 1_000

/** GetObjectAttributes. */
export async function getObjectAttributes(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const { bucket, target } = request
  const asked = parseAsked(request)
  const version = await findVersion(bucket.objects, target.key, queryValue(target, 'versionId'))
  const checksums = asked.includes('Checksum') ? await checksumsOf(request, context, version) : {}
  const all: Record<Attribute, XmlElement | undefined> = {
    ETag: element('ETag', version.etag.replaceAll('"', '')),
    Checksum: Object.keys(checksums).length > 0 ? element('Checksum', checksumElements(checksums)) : undefined,
    ObjectParts: version.parts && describeParts(request, version),
    StorageClass: element('StorageClass', storageClassOf(version.storageHeaders)),
    ObjectSize: element('ObjectSize', version.sizeBytes),
  }
  const elements = ATTRIBUTES.filter((name) => asked.includes(name)).map((name) => all[name])
  return xmlAnswer(element('GetObjectAttributesResponse', elements), {
    ...versionHeaders(bucket, version),
    'last-modified': new Date(version.modifiedAt).toUTCString(),
  })
}

function parseAsked({ headers }: BucketRequest): string[] {
  const asked = (headers['x-amz-object-attributes']?.toString() ?? '').split(',').map((name) => name.trim())
  if (asked.every((name) => (ATTRIBUTES as readonly string[]).includes(name))) return asked
  throw new S3Error('InvalidArgument', {
    message: 'Invalid attribute name specified.',
    details: { ArgumentName: 'x-amz-object-attributes', ArgumentValue: asked.join(',') },
  })
}

/** The parts themselves are told only of objects with checksums, as S3 does. */
function describeParts({ headers }: BucketRequest, { parts = [], checksums }: ObjectVersion): XmlElement {
  const algorithm = Object.keys(checksums).find((name) => !name.endsWith('-type'))
  const count = element('PartsCount', parts.length)
  if (algorithm === undefined) return element('ObjectParts', [count])
  const marker = Number(headers['x-amz-part-number-marker'] ?? 0)
  const most = Number(headers['x-amz-max-parts'] ?? LARGEST_PAGE)
  const rest = parts.filter(({ partNumber }) => partNumber > marker)
  const page = rest.slice(0, most)
  const isTruncated = page.length < rest.length
  return element('ObjectParts', [
    count,
    element('PartNumberMarker', marker),
    isTruncated ? element('NextPartNumberMarker', page.at(-1)?.partNumber ?? marker) : undefined,
    element('MaxParts', most),
    element('IsTruncated', isTruncated),
    ...page.map(({ partNumber, sizeBytes, checksum }) =>
      element('Part', [
        element('PartNumber', partNumber),
        element('Size', sizeBytes),
        ...(checksum ? checksumElements({ [algorithm]: checksum }) : []),
      ]),
    ),
  ])
}
