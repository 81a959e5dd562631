import { rm } from 'node:fs/promises'
import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts'
import { receiveBody, type WrittenFile } from './body.ts'
import { CHECKSUM_PREFIX, type ChecksumAlgorithm, parseAlgorithm, parseChecksumType } from './checksums.ts'
import { S3Error } from './errors.ts'
import { parseDescription } from './metadata.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { encryptionHeaders } from './storage-headers.ts'
import { queryValue } from './target.ts'
import {
  findUpload,
  keepPart,
  partChecksumHeaders,
  removeUpload,
  startUpload,
  type Upload,
  type UploadedPart,
  uploadedEtag,
} from './uploads.ts'
import { element } from './xml.ts'

export const LARGEST_PART_NUMBER = 10_000

/** CreateMultipartUpload. */
export async function createMultipartUpload(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const { bucket, headers, target } = request
  const wanted = context.personality.traits.ignoresChecksums ? {} : wantedChecksum(request)
  const facts = { key: target.key, ...parseDescription(headers), ...wanted }
  const upload = await startUpload(bucket.uploadsFolder, facts)
  const { checksumAlgorithm, checksumType } = upload
  return xmlAnswer(
    element('InitiateMultipartUploadResult', [
      element('Bucket', bucket.name),
      element('Key', target.key),
      element('UploadId', upload.uploadId),
    ]),
    {
      ...encryptionHeaders(upload.storageHeaders),
      ...(checksumAlgorithm ? { 'x-amz-checksum-algorithm': checksumAlgorithm } : {}),
      ...(checksumType ? { 'x-amz-checksum-type': checksumType } : {}),
    },
  )
}

/** UploadPart. */
export async function uploadPart(request: BucketRequest, context: StoreContext): Promise<Answer> {
  const partNumber = partNumberOf(request)
  const upload = await uploadOf(request)
  if (!context.personality.traits.ignoresChecksums) assertPartChecksum(upload, claimedAlgorithm(request))
  const body = await receiveBody(request, context, { algorithm: upload.checksumAlgorithm })
  const part = await addPart(request, upload, partNumber, body)
  context.parts.count(request.bucket.name, request.target.key, partNumber)
  return emptyAnswer(200, {
    ...encryptionHeaders(upload.storageHeaders),
    ...partChecksumHeaders(part),
    etag: uploadedEtag(upload, part),
  })
}

/** AbortMultipartUpload. */
export async function abortMultipartUpload(request: BucketRequest): Promise<Answer> {
  const { uploadId } = await uploadOf(request)
  await request.bucket.uploadLocks.run(uploadId, async () => {
    await uploadOf(request)
    await removeUpload(request.bucket.uploadsFolder, uploadId)
  })
  return emptyAnswer(204)
}

/** Adds received bytes to an upload, unless it has ended in the meantime. @throws S3Error NoSuchUpload */
export function addPart(
  request: BucketRequest,
  upload: Upload,
  partNumber: number,
  body: WrittenFile,
): Promise<UploadedPart> {
  const { bucket } = request
  return bucket.uploadLocks.run(upload.uploadId, async () => {
    try {
      await uploadOf(request)
      return await keepPart(bucket.uploadsFolder, upload, partNumber, body)
    } catch (error) {
      await rm(body.file, { force: true })
      throw error
    }
  })
}

/** The upload that a request names. @throws S3Error NoSuchUpload */
export function uploadOf({ bucket, target }: BucketRequest): Promise<Upload> {
  return findUpload(bucket.uploadsFolder, queryValue(target, 'uploadId') ?? '', target.key)
}

/** The number of the part that a request brings. @throws S3Error InvalidArgument */
export function partNumberOf({ target }: BucketRequest): number {
  const text = queryValue(target, 'partNumber') ?? ''
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= LARGEST_PART_NUMBER) return number
  throw new S3Error('InvalidArgument', {
    message: 'Part number must be an integer between 1 and 10000, inclusive',
    details: { ArgumentName: 'partNumber', ArgumentValue: text },
  })
}

function wantedChecksum({ headers }: BucketRequest): Pick<Upload, 'checksumAlgorithm' | 'checksumType'> {
  const name = headers['x-amz-checksum-algorithm']?.toString()
  const type = headers['x-amz-checksum-type']?.toString()
  if (name !== undefined) {
    const checksumAlgorithm = parseAlgorithm(name)
    return { checksumAlgorithm, checksumType: parseChecksumType(checksumAlgorithm, type) }
  }
  if (type === undefined) return {}
  throw new S3Error('InvalidRequest', {
    message: 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
  })
}

function claimedAlgorithm({ headers }: BucketRequest): ChecksumAlgorithm | undefined {
  const names = [...Object.keys(headers), ...(headers['x-amz-trailer']?.toString().toLowerCase().split(',') ?? [])]
  const name = names.find((candidate) => candidate.startsWith(CHECKSUM_PREFIX))
  return name === undefined ? undefined : parseAlgorithm(name.slice(CHECKSUM_PREFIX.length))
}

/** An upload with a checksum over its parts' checksums needs one with every part; otherwise it may be left out. */
function assertPartChecksum({ checksumAlgorithm, checksumType }: Upload, given: ChecksumAlgorithm | undefined): void {
  if (checksumAlgorithm === undefined || checksumAlgorithm === given) return
  if (given === undefined && checksumType === 'FULL_OBJECT') return
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, actual checksum Type: ${given?.toLowerCase() ?? 'null'}`,
  })
}
