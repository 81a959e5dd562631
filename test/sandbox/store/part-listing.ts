import { type Answer, xmlAnswer } from './answer.ts'
import { checksumElements, checksumHeader } from './checksums.ts'
import { parseCount, parseEncoding } from './listing-parameters.ts'
import { uploadOf } from './multipart.ts'
import type { BucketRequest } from './request.ts'
import { storageClassOf } from './storage-headers.ts'
import { queryValue } from './target.ts'
import { listUploadedParts, listUploads, type Upload, type UploadedPart, uploadedEtag } from './uploads.ts'
import { element, optional, type XmlElement } from './xml.ts'

/** ListParts. */
export async function listParts(request: BucketRequest): Promise<Answer> {
  const { bucket, target } = request
  const upload = await uploadOf(request)
  const marker = parseCount(target, 'part-number-marker', 0)
  const most = parseCount(target, 'max-parts')
  const rest = (await listUploadedParts(bucket.uploadsFolder, upload)).filter(({ partNumber }) => partNumber > marker)
  const page = rest.slice(0, most)
  const isTruncated = page.length < rest.length
  return xmlAnswer(
    element('ListPartsResult', [
      element('Bucket', bucket.name),
      element('Key', parseEncoding(target)(upload.key)),
      element('UploadId', upload.uploadId),
      element('StorageClass', storageClassOf(upload.storageHeaders)),
      element('PartNumberMarker', marker),
      isTruncated ? element('NextPartNumberMarker', page.at(-1)?.partNumber ?? marker) : undefined,
      element('MaxParts', most),
      element('IsTruncated', isTruncated),
      optional('ChecksumAlgorithm', upload.checksumAlgorithm ?? ''),
      optional('ChecksumType', upload.checksumType ?? ''),
      ...page.map((part) => describePart(upload, part)),
    ]),
  )
}

function describePart(upload: Upload, part: UploadedPart): XmlElement {
  const { checksum } = part
  return element('Part', [
    element('PartNumber', part.partNumber),
    element('LastModified', part.uploadedAt),
    element('ETag', uploadedEtag(upload, part)),
    element('Size', part.sizeBytes),
    ...(checksum ? checksumElements({ [checksumHeader(checksum.algorithm)]: checksum.value }) : []),
  ])
}

/** ListMultipartUploads. */
export async function listMultipartUploads(request: BucketRequest): Promise<Answer> {
  const { bucket, target } = request
  const prefix = queryValue(target, 'prefix') ?? ''
  const marker = { key: queryValue(target, 'key-marker') ?? '', uploadId: queryValue(target, 'upload-id-marker') ?? '' }
  const most = parseCount(target, 'max-uploads')
  const encode = parseEncoding(target)
  const uploads = (await listUploads(bucket.uploadsFolder)).filter(({ key }) => key.startsWith(prefix))
  const rest = behindMarker(uploads, marker)
  const page = rest.slice(0, most)
  const isTruncated = most > 0 && page.length < rest.length
  const last = isTruncated ? page.at(-1) : undefined
  return xmlAnswer(
    element('ListMultipartUploadsResult', [
      element('Bucket', bucket.name),
      element('KeyMarker', encode(marker.key)),
      element('UploadIdMarker', marker.uploadId),
      ...(last ? [element('NextKeyMarker', encode(last.key)), element('NextUploadIdMarker', last.uploadId)] : []),
      element('Prefix', encode(prefix)),
      optional('EncodingType', queryValue(target, 'encoding-type') ?? ''),
      element('MaxUploads', most),
      element('IsTruncated', isTruncated),
      ...page.map((upload) => describeUpload(upload, encode)),
    ]),
  )
}

/** Without the id of an upload all of the marker's key are left out; with it, those up to that upload. */
function behindMarker(uploads: readonly Upload[], marker: { key: string; uploadId: string }): readonly Upload[] {
  if (marker.key === '') return uploads
  const isBehind = ({ key }: Upload) => Buffer.compare(Buffer.from(key), Buffer.from(marker.key)) > 0
  const at = uploads.findIndex(({ key, uploadId }) => key === marker.key && uploadId === marker.uploadId)
  return at < 0 ? uploads.filter(isBehind) : uploads.slice(at + 1)
}

function describeUpload(upload: Upload, encode: (text: string) => string): XmlElement {
  return element('Upload', [
    element('Key', encode(upload.key)),
    element('UploadId', upload.uploadId),
    element('StorageClass', storageClassOf(upload.storageHeaders)),
    element('Initiated', upload.startedAt),
    optional('ChecksumAlgorithm', upload.checksumAlgorithm ?? ''),
    optional('ChecksumType', upload.checksumType ?? ''),
  ])
}
