import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3'
import type { PutObject } from '../../ports/object-store.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { describeObject } from './object-headers.ts'
import type { RequestChecksum } from './request-checksum.ts'

/** The four calls of a multipart upload, one request each. */

/** A multipart upload that the store knows. */
export interface Multipart {
  uploadId: string
  key: string
  /** Kind of checksum that goes with every part. */
  kind: RequestChecksum | undefined
}

/** A part that the store has. */
export interface SentPart {
  number: number
  /** As the store gave it, quotes included. */
  etag: string
  /** Of the checksum that went with it; undefined when none did. */
  digest: Buffer | undefined
}

export interface PartToSend {
  number: number
  body: readonly Buffer[]
  headers: Record<string, string>
  signal?: AbortSignal | undefined
}

export async function startMultipart(
  client: BucketClient,
  object: PutObject,
  kind: RequestChecksum | undefined,
): Promise<Multipart> {
  const { contentType, contentDisposition, metadata } = describeObject(object)
  const command = new CreateMultipartUploadCommand({
    Bucket: client.bucket,
    Key: object.key,
    ContentType: contentType,
    ContentDisposition: contentDisposition,
    Metadata: metadata,
    ChecksumAlgorithm: kind === 'sha256' ? 'SHA256' : undefined,
  })
  const { UploadId } = await client.control(`start an upload of ${quoteKey(object.key)}`, (sdk) => sdk.send(command))
  return { uploadId: UploadId ?? '', key: object.key, kind }
}

/** @returns the ETag of the part */
export async function sendPart(client: BucketClient, { key, uploadId }: Multipart, part: PartToSend): Promise<string> {
  const { number, body, headers, signal } = part
  const query = [['partNumber', String(number)] as const, ['uploadId', uploadId] as const]
  const answer = await client.send({ method: 'PUT', key, query, headers, body, signal })
  await answer.discard()
  return answer.headers.etag ?? ''
}

export async function completeMultipart(
  client: BucketClient,
  { key, uploadId, kind }: Multipart,
  parts: readonly SentPart[],
  isCreateOnly: boolean,
): Promise<{ etag: string; versionId: string | null }> {
  const command = new CompleteMultipartUploadCommand({
    Bucket: client.bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts.map((part) => toCompletedPart(part, kind)) },
    IfNoneMatch: isCreateOnly ? '*' : undefined,
  })
  const completed = await client.control(`complete the upload of ${quoteKey(key)}`, (sdk) => sdk.send(command))
  return { etag: plainEtag(completed.ETag), versionId: completed.VersionId ?? null }
}

export async function abortMultipart(client: BucketClient, { key, uploadId }: Multipart): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: client.bucket, Key: key, UploadId: uploadId })
  await client.control(`abort the upload of ${quoteKey(key)}`, (sdk) => sdk.send(command))
}

function toCompletedPart({ number, etag, digest }: SentPart, kind: RequestChecksum | undefined): CompletedPart {
  const checksum = kind === 'sha256' ? digest?.toString('base64') : undefined
  return { PartNumber: number, ETag: etag, ChecksumSHA256: checksum }
}
