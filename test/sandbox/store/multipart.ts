import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts'
import { parseBodyClaims, receiveBody, receiveText } from './body.ts'
import { checksumHeader, compositeChecksum, parseAlgorithm } from './checksums.ts'
import { S3Error } from './errors.ts'
import { parseContentHeaders, parseUserMetadata } from './metadata.ts'
import { commitObject } from './object-writes.ts'
import type { ObjectFacts } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { encodePath } from './signature.ts'
import { queryValue } from './target.ts'
import {
  findUpload,
  keepPart,
  listUploadedParts,
  listUploads,
  partChecksumHeaders,
  partFile,
  removeUpload,
  startUpload,
  type Upload,
  type UploadedPart,
} from './uploads.ts'
import { element, innerOf, textOf } from './xml.ts'

const SMALLEST_PART_BYTES = 5 * 1024 ** 2
const LARGEST_PART_NUMBER = 10_000

/** CreateMultipartUpload. */
export async function createMultipartUpload(request: BucketRequest): Promise<Answer> {
  const { bucket, headers, target } = request
  const algorithm = headers['x-amz-checksum-algorithm']?.toString()
  const upload = await startUpload(bucket.uploadsFolder, {
    key: target.key,
    contentHeaders: parseContentHeaders(headers),
    userMetadata: parseUserMetadata(headers),
    checksumAlgorithm: algorithm === undefined ? undefined : parseAlgorithm(algorithm),
  })
  return xmlAnswer(
    element('InitiateMultipartUploadResult', [
      element('Bucket', bucket.name),
      element('Key', target.key),
      element('UploadId', upload.uploadId),
    ]),
    upload.checksumAlgorithm ? { 'x-amz-checksum-algorithm': upload.checksumAlgorithm } : {},
  )
}

/** UploadPart. */
export async function uploadPart(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const partNumber = parsePartNumber(queryValue(request.target, 'partNumber') ?? '')
  const upload = await uploadOf(request)
  const claims = parseBodyClaims(request.message, request.payloadHash)
  assertPartChecksum(upload, claims.checksum?.algorithm)
  const body = await receiveBody(request.message, claims, context.temporaryFolder)
  const part = await keepPart(request.bucket.uploadsFolder, upload, partNumber, body)
  return emptyAnswer(200, { etag: `"${part.md5}"`, ...partChecksumHeaders(upload, part) })
}

/** CompleteMultipartUpload. */
export async function completeMultipartUpload(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const { bucket, target, message } = request
  const upload = await uploadOf(request)
  const listed = parseListedParts(await receiveText(message, parseBodyClaims(message, request.payloadHash)))
  const parts = chooseParts(listed, await listUploadedParts(bucket.uploadsFolder, upload))
  const file = join(context.temporaryFolder, randomUUID())
  await joinParts(bucket.uploadsFolder, upload, parts, file)
  const version = await commitObject(request, context, file, factsOf(upload, parts))
  await removeUpload(bucket.uploadsFolder, upload.uploadId)
  return xmlAnswer(
    element('CompleteMultipartUploadResult', [
      element('Location', `http://${request.headers.host ?? ''}${encodePath(target.path)}`),
      element('Bucket', bucket.name),
      element('Key', target.key),
      element('ETag', version.etag),
      ...checksumElements(upload, version.checksums),
    ]),
    { 'x-amz-version-id': version.versionId },
  )
}

/** AbortMultipartUpload. */
export async function abortMultipartUpload(request: BucketRequest): Promise<Answer> {
  const upload = await uploadOf(request)
  await removeUpload(request.bucket.uploadsFolder, upload.uploadId)
  return emptyAnswer(204)
}

/** ListParts, in one page: an upload has at most 10,000 parts, and the stand-in does not cut them. */
export async function listParts(request: BucketRequest): Promise<Answer> {
  const upload = await uploadOf(request)
  const parts = await listUploadedParts(request.bucket.uploadsFolder, upload)
  return xmlAnswer(
    element('ListPartsResult', [
      element('Bucket', request.bucket.name),
      element('Key', upload.key),
      element('UploadId', upload.uploadId),
      element('MaxParts', LARGEST_PART_NUMBER),
      element('IsTruncated', false),
      ...parts.map((part) =>
        element('Part', [
          element('PartNumber', part.partNumber),
          element('LastModified', part.uploadedAt),
          element('ETag', `"${part.md5}"`),
          element('Size', part.sizeBytes),
        ]),
      ),
    ]),
  )
}

/** ListMultipartUploads, in one page. */
export async function listMultipartUploads(request: BucketRequest): Promise<Answer> {
  const { bucket, target } = request
  const prefix = queryValue(target, 'prefix') ?? ''
  const uploads = (await listUploads(bucket.uploadsFolder)).filter(({ key }) => key.startsWith(prefix))
  return xmlAnswer(
    element('ListMultipartUploadsResult', [
      element('Bucket', bucket.name),
      element('Prefix', prefix),
      element('IsTruncated', false),
      ...uploads.map(({ key, uploadId, startedAt }) =>
        element('Upload', [element('Key', key), element('UploadId', uploadId), element('Initiated', startedAt)]),
      ),
    ]),
  )
}

interface ListedPart {
  partNumber: number
  etag: string
}

function uploadOf(request: BucketRequest): Promise<Upload> {
  const { bucket, target } = request
  return findUpload(bucket.uploadsFolder, queryValue(target, 'uploadId') ?? '', target.key)
}

function parsePartNumber(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= LARGEST_PART_NUMBER) return number
  throw new S3Error('InvalidArgument', {
    message: 'Part number must be an integer between 1 and 10000, inclusive',
    details: { ArgumentName: 'partNumber', ArgumentValue: text },
  })
}

function assertPartChecksum(upload: Upload, given: string | undefined): void {
  if (upload.checksumAlgorithm === given) return
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm?.toLowerCase() ?? 'null'}, actual checksum Type: ${given?.toLowerCase() ?? 'null'}`,
  })
}

function parseListedParts(xml: string): ListedPart[] {
  const parts = innerOf(xml, 'Part').map((inner) => ({
    partNumber: Number(textOf(inner, 'PartNumber')),
    etag: (textOf(inner, 'ETag') ?? '').replaceAll('"', ''),
  }))
  if (parts.length === 0 || parts.some(({ partNumber }) => !Number.isInteger(partNumber))) {
    throw new S3Error('MalformedXML')
  }
  return parts
}

/** The uploaded parts that the list names. */
function chooseParts(listed: readonly ListedPart[], uploaded: readonly UploadedPart[]): UploadedPart[] {
  const isAscending = listed.every(({ partNumber }, at) => partNumber > (listed[at - 1]?.partNumber ?? 0))
  if (!isAscending) throw new S3Error('InvalidPartOrder')
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]))
  return listed.map(({ partNumber, etag }, at) => {
    const part = byNumber.get(partNumber)
    if (part === undefined || part.md5 !== etag) throw invalidPart(partNumber, etag)
    if (at < listed.length - 1 && part.sizeBytes < SMALLEST_PART_BYTES) throw tooSmall(part)
    return part
  })
}

async function joinParts(folder: string, upload: Upload, parts: readonly UploadedPart[], file: string): Promise<void> {
  try {
    await using handle = await open(file, 'wx')
    for (const { partNumber } of parts) {
      await handle.writeFile(createReadStream(partFile(folder, upload.uploadId, partNumber)))
    }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

function factsOf(upload: Upload, parts: readonly UploadedPart[]): ObjectFacts {
  const md5s = Buffer.concat(parts.map((part) => Buffer.from(part.md5, 'hex')))
  return {
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    etag: `"${createHash('md5').update(md5s).digest('hex')}-${parts.length}"`,
    contentHeaders: upload.contentHeaders,
    userMetadata: upload.userMetadata,
    checksums: compositeHeaders(upload, parts),
  }
}

function compositeHeaders(upload: Upload, parts: readonly UploadedPart[]): Record<string, string> {
  const { checksumAlgorithm } = upload
  if (checksumAlgorithm === undefined) return {}
  const value = compositeChecksum(
    checksumAlgorithm,
    parts.map((part) => part.checksum ?? ''),
  )
  return { [checksumHeader(checksumAlgorithm)]: value, 'x-amz-checksum-type': 'COMPOSITE' }
}

function checksumElements(upload: Upload, checksums: Record<string, string>) {
  const { checksumAlgorithm } = upload
  const value = checksumAlgorithm && checksums[checksumHeader(checksumAlgorithm)]
  if (value === undefined) return []
  return [element(`Checksum${checksumAlgorithm}`, value), element('ChecksumType', 'COMPOSITE')]
}

function invalidPart(partNumber: number, etag: string): S3Error {
  return new S3Error('InvalidPart', { details: { PartNumber: String(partNumber), ETag: etag } })
}

function tooSmall(part: UploadedPart): S3Error {
  return new S3Error('EntityTooSmall', {
    details: {
      ProposedSize: String(part.sizeBytes),
      MinSizeAllowed: String(SMALLEST_PART_BYTES),
      PartNumber: String(part.partNumber),
      ETag: part.md5,
    },
  })
}
