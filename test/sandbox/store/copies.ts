import { createReadStream } from 'node:fs'
import { type Answer, xmlAnswer } from './answer.ts'
import { writeMeasured } from './body.ts'
import { type ChecksumAlgorithm, checksumElements, checksumHeaders, parseAlgorithm } from './checksums.ts'
import { type CopySource, findCopySource } from './copy-source.ts'
import { S3Error } from './errors.ts'
import { parseContentHeaders, parseUserMetadata } from './metadata.ts'
import { addPart, partNumberOf, uploadOf } from './multipart.ts'
import { commitObject } from './object-writes.ts'
import type { ObjectDescription, ObjectVersion } from './objects.ts'
import type { ByteRange } from './ranges.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { encryptionHeaders, etagOf, parseStorageHeaders } from './storage-headers.ts'
import { parseTagHeader } from './tags.ts'
import { partChecksumHeaders, uploadedEtag } from './uploads.ts'
import { versionHeaders } from './versioning.ts'
import { element, type XmlElement } from './xml.ts'

/** S3 copies no more at once; larger objects are copied in parts. */
const LARGEST_BYTES = 5 * 1024 ** 3
/** With one of these an object copied onto itself is changed. */
const CHANGES = [
  'x-amz-storage-class',
  'x-amz-server-side-encryption',
  'x-amz-checksum-algorithm',
  'x-amz-website-redirect-location',
]

/** CopyObject. */
export async function copyObject(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const source = await findCopySource(request, context)
  assertSmallEnough(source.version.sizeBytes)
  assertChanges(request, source)
  const description = describeCopy(request, source.version)
  const algorithm = context.personality.traits.ignoresChecksums ? undefined : chosenAlgorithm(request, source.version)
  const { file, ...copied } = await writeMeasured(context.temporaryFolder, bytesOf(source), { algorithm })
  const version = await commitObject(request, context, file, {
    ...description,
    sizeBytes: copied.sizeBytes,
    etag: etagOf(copied.md5, description.storageHeaders),
    checksums: checksumHeaders(copied.checksum),
  })
  return xmlAnswer(copyResult('CopyObjectResult', version.etag, version.modifiedAt, version.checksums), {
    ...encryptionHeaders(version.storageHeaders),
    ...sourceHeaders(source),
    ...versionHeaders(request.bucket, version),
  })
}

/** UploadPartCopy. */
export async function uploadPartCopy(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const partNumber = partNumberOf(request)
  const upload = await uploadOf(request)
  const source = await findCopySource(request, context)
  const range = parseCopyRange(request, source.version.sizeBytes)
  assertSmallEnough(range.end - range.start)
  const options = { algorithm: upload.checksumAlgorithm }
  const copied = await writeMeasured(context.temporaryFolder, bytesOf(source, range), options)
  const part = await addPart(request, upload, partNumber, copied)
  return xmlAnswer(
    copyResult('CopyPartResult', uploadedEtag(upload, part), part.uploadedAt, partChecksumHeaders(part)),
    {
      ...encryptionHeaders(upload.storageHeaders),
      ...sourceHeaders(source),
    },
  )
}

function assertSmallEnough(sizeBytes: number): void {
  if (sizeBytes <= LARGEST_BYTES) return
  throw new S3Error('InvalidRequest', {
    message: `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_BYTES}`,
  })
}

function assertChanges({ bucket, target, headers }: BucketRequest, source: CopySource): void {
  const isItself = source.bucket.name === bucket.name && source.key === target.key && !source.isVersionNamed
  const isChanged = isReplacing(headers['x-amz-metadata-directive']) || CHANGES.some((name) => headers[name])
  if (!isItself || isChanged) return
  throw new S3Error('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  })
}

/** Metadata and tags are the source's unless they are replaced; storage class and encryption are the request's. */
function describeCopy({ headers }: BucketRequest, source: ObjectVersion): ObjectDescription {
  const hasOwnMetadata = isReplacing(headers['x-amz-metadata-directive'], 'metadata')
  const hasOwnTags = isReplacing(headers['x-amz-tagging-directive'], 'tagging')
  return {
    contentHeaders: hasOwnMetadata ? parseContentHeaders(headers) : source.contentHeaders,
    userMetadata: hasOwnMetadata ? parseUserMetadata(headers) : source.userMetadata,
    tags: hasOwnTags ? parseTagHeader(headers['x-amz-tagging']?.toString()) : source.tags,
    storageHeaders: parseStorageHeaders(headers),
  }
}

function isReplacing(directive: string | string[] | undefined, noun = 'metadata'): boolean {
  if (directive === undefined || directive === 'COPY') return false
  if (directive === 'REPLACE') return true
  throw new S3Error('InvalidArgument', {
    message: `Unknown ${noun} directive.`,
    details: { ArgumentName: `x-amz-${noun}-directive`, ArgumentValue: String(directive) },
  })
}

/** The algorithm asked for, else that of the source; a copy is one piece, so its checksum is of the whole object. */
function chosenAlgorithm({ headers }: BucketRequest, source: ObjectVersion): ChecksumAlgorithm | undefined {
  const asked = headers['x-amz-checksum-algorithm']?.toString()
  if (asked !== undefined) return parseAlgorithm(asked)
  const name = Object.keys(source.checksums).find((known) => !known.endsWith('-type'))
  return name === undefined ? undefined : parseAlgorithm(name.slice('x-amz-checksum-'.length))
}

/** @throws S3Error InvalidArgument for another form and for bytes that the source does not have */
function parseCopyRange({ headers }: BucketRequest, sizeBytes: number): ByteRange {
  const text = headers['x-amz-copy-source-range']?.toString()
  if (text === undefined) return { start: 0, end: sizeBytes }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? []
  if (first === undefined || Number(last) < Number(first)) {
    throw invalidRange(
      text,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    )
  }
  if (Number(last) < sizeBytes) return { start: Number(first), end: Number(last) + 1 }
  throw invalidRange(text, `Range specified is not valid for source object of size: ${sizeBytes}`)
}

function invalidRange(value: string, message: string): S3Error {
  const details = { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: value }
  return new S3Error('InvalidArgument', { message, details })
}

function bytesOf({ bucket, key, version }: CopySource, range?: ByteRange): AsyncIterable<Buffer> {
  const { start, end } = range ?? { start: 0, end: version.sizeBytes }
  const file = bucket.objects.dataFile(key, version)
  return start === end ? nothing() : createReadStream(file, { start, end: end - 1 })
}

async function* nothing(): AsyncGenerator<Buffer> {}

function sourceHeaders({ bucket, version }: CopySource): Record<string, string> {
  return bucket.versioning() === 'Off' ? {} : { 'x-amz-copy-source-version-id': version.versionId }
}

function copyResult(name: string, etag: string, modifiedAt: string, checksums: Record<string, string>): XmlElement {
  return element(name, [element('LastModified', modifiedAt), element('ETag', etag), ...checksumElements(checksums)])
}
