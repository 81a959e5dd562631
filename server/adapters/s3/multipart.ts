import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3'
import { PermanentError, TransientError } from '../../domain/errors.ts'
import type { PutObject } from '../../ports/object-store.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { ExactBody } from './exact-body.ts'
import { describeObject } from './object-headers.ts'
import type { PutContext, Uploaded } from './put.ts'
import { checksumHeader, digestOf, type RequestChecksum, requestChecksumFor } from './request-checksum.ts'

/** A part is in memory while it is sent, so it can be sent again; a whole object could not. */
const PART_TRIES = 4
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 30_000

export interface Upload {
  uploadId: string
  key: string
  kind: RequestChecksum | undefined
}

interface SentPart {
  number: number
  etag: string
  /** Of the request checksum that went with it; undefined when none did. */
  digest: Buffer | undefined
}

/** Stores an object in parts, one after another; whatever fails, the upload is aborted, so no part is paid for. */
export async function putInParts(
  context: PutContext,
  object: PutObject,
  partSizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uploaded> {
  const kind = requestChecksumFor(context.capabilities)
  const upload = await startUpload(context.client, object, kind)
  try {
    const { parts, sha256 } = await sendParts(context, upload, object, partSizeBytes, signal)
    const { etag, versionId } = await completeUpload(context.client, upload, parts, object.isCreateOnly ?? false)
    assertEtag(context.client, upload, parts, etag)
    return { etag, versionId, sha256, attestation: kind && `parts-${kind}` }
  } catch (thrown) {
    await abortUpload(context.client, upload).catch(() => undefined)
    throw thrown
  }
}

/** Begins an upload whose parts carry a checksum of this kind. */
export async function startUpload(
  client: BucketClient,
  object: PutObject,
  kind: RequestChecksum | undefined,
): Promise<Upload> {
  const { contentType, contentDisposition, metadata } = describeObject(object)
  const command = new CreateMultipartUploadCommand({
    Bucket: client.bucket,
    Key: object.key,
    ContentType: contentType,
    ...(contentDisposition === undefined ? {} : { ContentDisposition: contentDisposition }),
    Metadata: metadata,
    ...(kind === 'sha256' ? { ChecksumAlgorithm: 'SHA256' } : {}),
  })
  const { UploadId } = await client.control(`start an upload of ${quoteKey(object.key)}`, (sdk) => sdk.send(command))
  return { uploadId: UploadId ?? '', key: object.key, kind }
}

/** Sends one part, once. @returns the ETag of the part */
export async function sendPart(
  client: BucketClient,
  upload: Upload,
  part: { number: number; body: Buffer; headers: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<string> {
  const { body, headers, signal } = part
  const query = [['partNumber', String(part.number)] as const, ['uploadId', upload.uploadId] as const]
  const answer = await client.send({ method: 'PUT', key: upload.key, query, headers, body, signal })
  await answer.discard()
  return answer.headers.etag ?? ''
}

export async function abortUpload(client: BucketClient, { key, uploadId }: Upload): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: client.bucket, Key: key, UploadId: uploadId })
  await client.control(`abort the upload of ${quoteKey(key)}`, (sdk) => sdk.send(command))
}

async function sendParts(
  context: PutContext,
  upload: Upload,
  object: PutObject,
  partSizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<{ parts: SentPart[]; sha256: string }> {
  const source = new ExactBody(object.body, object.key, object.sizeBytes)
  // One buffer serves all parts: each is sent before the next is read.
  const buffer = Buffer.allocUnsafeSlow(partSizeBytes)
  const whole = createHash('sha256')
  const parts: SentPart[] = []
  for (let start = 0; start < object.sizeBytes; start += partSizeBytes) {
    const body = buffer.subarray(0, Math.min(partSizeBytes, object.sizeBytes - start))
    await source.fill(body)
    if (start + body.length === object.sizeBytes) await source.end()
    whole.update(body)
    parts.push(await sendWithRetries(context, upload, { number: parts.length + 1, body, signal }))
  }
  return { parts, sha256: whole.digest('hex') }
}

async function sendWithRetries(
  { client, clock }: PutContext,
  upload: Upload,
  part: { number: number; body: Buffer; signal: AbortSignal | undefined },
): Promise<SentPart> {
  const digest = upload.kind && digestOf(upload.kind, part.body)
  const headers = upload.kind && digest ? checksumHeader(upload.kind, digest) : {}
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { number: part.number, etag: await sendPart(client, upload, { ...part, headers }), digest }
    } catch (thrown) {
      const isOver = !(thrown instanceof TransientError) || thrown.code === 's3.upload-gone' || attempt === PART_TRIES
      if (isOver || part.signal?.aborted) throw thrown
      const waitMs = Math.min(LONGEST_WAIT_MS, thrown.retryAfterMs ?? FIRST_WAIT_MS * 2 ** attempt)
      await clock.sleep(waitMs, part.signal)
    }
  }
}

async function completeUpload(client: BucketClient, upload: Upload, parts: readonly SentPart[], isCreateOnly: boolean) {
  const command = new CompleteMultipartUploadCommand({
    Bucket: client.bucket,
    Key: upload.key,
    UploadId: upload.uploadId,
    MultipartUpload: { Parts: parts.map((part) => toCompletedPart(part, upload.kind)) },
    ...(isCreateOnly ? { IfNoneMatch: '*' } : {}),
  })
  const completed = await client.control(`complete the upload of ${quoteKey(upload.key)}`, (sdk) => sdk.send(command))
  return { etag: plainEtag(completed.ETag), versionId: completed.VersionId ?? null }
}

function toCompletedPart({ number, etag, digest }: SentPart, kind: RequestChecksum | undefined): CompletedPart {
  const part = { PartNumber: number, ETag: etag }
  return kind === 'sha256' && digest ? { ...part, ChecksumSHA256: digest.toString('base64') } : part
}

/**
 * Where the parts' ETags are the MD5s that were sent, the object's must be the MD5 of those with the number of parts; another
 * one means that the store joined other parts. ETags of encrypted objects have no such meaning and are not compared.
 */
function assertEtag(client: BucketClient, upload: Upload, parts: readonly SentPart[], etag: string): void {
  const md5s = upload.kind === 'md5' ? parts.flatMap(({ digest }) => digest ?? []) : []
  const areMd5s = md5s.length > 0 && parts.every((part, at) => plainEtag(part.etag) === md5s[at]?.toString('hex'))
  if (!areMd5s) return
  const expected = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}`
  if (plainEtag(etag) === expected) return
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected the ETag ${expected} from ${client.name} for ${quoteKey(upload.key)}; it is ${plainEtag(etag)}, so the parts were not joined as sent. Copy the record again.`,
  )
}
