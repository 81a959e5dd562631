import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type Answer, xmlAnswer } from './answer.ts'
import { keepIf, receiveText, writeChunks } from './body.ts'
import { type Checksum, checksumElements, checksumHeaders, compositeChecksum, createDigester } from './checksums.ts'
import {
  assertCompletionClaims,
  assertListedChecksum,
  type CompletionClaims,
  invalidPart,
  type ListedPart,
  parseCompletionClaims,
  parseListedParts,
} from './completion-claims.ts'
import { S3Error } from './errors.ts'
import { uploadOf } from './multipart.ts'
import { commitObject, conditionsOf } from './object-writes.ts'
import type { ObjectFacts, ObjectVersion } from './objects.ts'
import type { BucketRequest, StoreContext } from './request.ts'
import { encodePath } from './signature.ts'
import { encryptionHeaders } from './storage-headers.ts'
import { queryValue } from './target.ts'
import {
  findCompleted,
  listUploadedParts,
  partFile,
  rememberCompleted,
  removeUpload,
  type Upload,
  type UploadedPart,
  uploadedEtag,
} from './uploads.ts'
import { versionHeaders } from './versioning.ts'
import { element } from './xml.ts'

const SMALLEST_PART_BYTES = 5 * 1024 ** 2

/** CompleteMultipartUpload. Asked for again with the same list, it answers the same and does nothing. */
export async function completeMultipartUpload(request: BucketRequest, context: StoreContext): Promise<Answer> {
  // The checksum in the headers is the object's.
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'))
  const xml = await receiveText({ ...request, headers: Object.fromEntries(headers) }, context)
  const uploadId = queryValue(request.target, 'uploadId') ?? ''
  const version = await request.bucket.uploadLocks.run(
    uploadId,
    async () => (await findEarlier(request, uploadId, xml)) ?? (await complete(request, context, xml)),
  )
  return completedAnswer(request, version)
}

function completedAnswer(request: BucketRequest, version: ObjectVersion): Answer {
  const { bucket, target } = request
  return xmlAnswer(
    element('CompleteMultipartUploadResult', [
      element('Location', `http://${request.headers.host ?? ''}${encodePath(target.path)}`),
      element('Bucket', bucket.name),
      element('Key', target.key),
      element('ETag', version.etag),
      ...checksumElements(version.checksums),
    ]),
    { ...encryptionHeaders(version.storageHeaders), ...versionHeaders(bucket, version) },
  )
}

/** The version that an earlier completion with this list made, if it is still there. */
async function findEarlier(request: BucketRequest, uploadId: string, xml: string): Promise<ObjectVersion | undefined> {
  const { bucket, target } = request
  const earlier = await findCompleted(bucket.uploadsFolder, uploadId)
  if (earlier?.key !== target.key || !isDeepStrictEqual(earlier.listed, partsOf(xml))) return undefined
  return (await bucket.objects.versions(target.key)).find(({ dataId }) => dataId === earlier.dataId)
}

async function complete(request: BucketRequest, context: StoreContext, xml: string): Promise<ObjectVersion> {
  const { bucket, target } = request
  const upload = await uploadOf(request)
  const isIgnoring = context.personality.traits.ignoresChecksums ?? false
  const claims = isIgnoring ? NO_CLAIMS : parseCompletionClaims(request, upload)
  const listed = parseListedParts(xml, isIgnoring ? undefined : upload.checksumAlgorithm)
  const parts = chooseParts(upload, listed, await listUploadedParts(bucket.uploadsFolder, upload))
  const current = await bucket.objects.current(target.key)
  conditionsOf(request, context)(current?.isDeleteMarker ? undefined : current)
  const { file, facts } = await joinParts(request, context, upload, parts, claims)
  const version = await commitObject(request, context, file, facts)
  const { key, uploadId } = upload
  await rememberCompleted(bucket.uploadsFolder, uploadId, { key, listed: partsOf(xml), dataId: version.dataId })
  await removeUpload(bucket.uploadsFolder, uploadId)
  return version
}

const NO_CLAIMS: CompletionClaims = { checksum: undefined, type: undefined, sizeBytes: undefined }

/** Numbers and ETags as they are written to disk. */
function partsOf(xml: string): { partNumber: number; etag: string }[] {
  return parseListedParts(xml, undefined).map(({ partNumber, etag }) => ({ partNumber, etag }))
}

/** The uploaded parts that the list names. */
function chooseParts(upload: Upload, listed: readonly ListedPart[], uploaded: readonly UploadedPart[]): UploadedPart[] {
  const isAscending = listed.every(({ partNumber }, at) => partNumber > (listed[at - 1]?.partNumber ?? 0))
  if (!isAscending) throw new S3Error('InvalidPartOrder')
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]))
  return listed.map((named, at) => {
    const part = byNumber.get(named.partNumber)
    if (part === undefined || uploadedEtag(upload, part) !== `"${named.etag}"`) throw invalidPart(named)
    assertListedChecksum(upload, named, part)
    if (at < listed.length - 1 && part.sizeBytes < SMALLEST_PART_BYTES) throw tooSmall(part, named.etag)
    return part
  })
}

async function joinParts(
  request: BucketRequest,
  context: StoreContext,
  upload: Upload,
  parts: readonly UploadedPart[],
  claims: CompletionClaims,
): Promise<{ file: string; facts: ObjectFacts }> {
  const type = upload.checksumType ?? 'FULL_OBJECT'
  const algorithm = upload.checksumAlgorithm ?? claims.checksum?.algorithm
  const digester = algorithm && type === 'FULL_OBJECT' ? createDigester(algorithm) : undefined
  const chunks = bytesOf(request.bucket.uploadsFolder, upload, parts)
  const written = await writeChunks(context.temporaryFolder, chunks, digester ? [digester] : [])
  const value = digester?.digest().toString('base64') ?? compositeOf(upload, parts)
  const checksum = algorithm && value !== undefined ? { algorithm, value } : undefined
  const { sizeBytes } = written
  const { file } = await keepIf(written, () => assertCompletionClaims(claims, { sizeBytes, checksum, type }))
  return { file, facts: { ...factsOf(upload, parts, checksum), sizeBytes } }
}

async function* bytesOf(folder: string, upload: Upload, parts: readonly UploadedPart[]): AsyncGenerator<Buffer> {
  for (const { partNumber } of parts) yield* createReadStream(partFile(folder, upload.uploadId, partNumber))
}

function compositeOf({ checksumAlgorithm }: Upload, parts: readonly UploadedPart[]): string | undefined {
  if (checksumAlgorithm === undefined) return undefined
  return compositeChecksum(
    checksumAlgorithm,
    parts.map((part) => part.checksum?.value ?? ''),
  )
}

function factsOf(upload: Upload, parts: readonly UploadedPart[], checksum: Checksum | undefined) {
  const { contentHeaders, userMetadata, storageHeaders, tags, checksumAlgorithm, checksumType } = upload
  const md5s = Buffer.concat(parts.map((part) => Buffer.from(uploadedEtag(upload, part).slice(1, -1), 'hex')))
  return {
    ...{ contentHeaders, userMetadata, storageHeaders, tags },
    etag: `"${createHash('md5').update(md5s).digest('hex')}-${parts.length}"`,
    checksums: checksumAlgorithm ? checksumHeaders(checksum, checksumType) : {},
    parts: parts.map((part) => ({
      partNumber: part.partNumber,
      sizeBytes: part.sizeBytes,
      checksum: checksumAlgorithm ? part.checksum?.value : undefined,
    })),
  }
}

function tooSmall(part: UploadedPart, etag: string): S3Error {
  return new S3Error('EntityTooSmall', {
    details: {
      ProposedSize: String(part.sizeBytes),
      MinSizeAllowed: String(SMALLEST_PART_BYTES),
      PartNumber: String(part.partNumber),
      ETag: etag,
    },
  })
}
