import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3'
import { DocliftError } from '../../domain/errors.ts'
import type { UnfinishedUpload } from '../../domain/housekeeping/abandoned.ts'
import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { describeObject, type ObjectToDescribe } from './object-headers.ts'
import { storageInput } from './storage.ts'

/** The calls of a multipart upload, one request each. */

/** A multipart upload that the store knows. */
export interface Multipart {
  uploadId: string
  key: string
  /** Kind of checksum that goes with every part. */
  kind: ChecksumAlgorithm | undefined
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
  object: ObjectToDescribe,
  kind: ChecksumAlgorithm | undefined,
): Promise<Multipart> {
  const { contentType, contentDisposition, metadata } = describeObject(object)
  const command = new CreateMultipartUploadCommand({
    Bucket: client.bucket,
    Key: object.key,
    ContentType: contentType,
    ContentDisposition: contentDisposition,
    Metadata: metadata,
    ...storageInput(client.storage),
    ChecksumAlgorithm: flexibleKind(kind),
  })
  const { UploadId } = await client.control(`start an upload of ${quoteKey(object.key)}`, (sdk) => sdk.send(command))
  return { uploadId: UploadId ?? '', key: object.key, kind }
}

/** Uploads that were begun for this very key and have not ended. */
export async function listMultiparts(client: BucketClient, key: string): Promise<Multipart[]> {
  const command = new ListMultipartUploadsCommand({ Bucket: client.bucket, Prefix: key })
  const { Uploads = [] } = await client.control(`list the uploads of ${quoteKey(key)}`, (sdk) => sdk.send(command))
  const own = Uploads.filter((upload) => upload.Key === key)
  return own.flatMap(({ UploadId: uploadId }) => (uploadId ? [{ uploadId, key, kind: undefined }] : []))
}

/** All uploads below a prefix that have not ended, in the store's order. */
export async function* listUnfinished(client: BucketClient, prefix: string): AsyncGenerator<UnfinishedUpload> {
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {}
  while (markers !== undefined) {
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: client.bucket,
      Prefix: prefix,
      ...markers,
    })
    const page = await client.control(`list the uploads below ${quoteKey(prefix)}`, (sdk) => sdk.send(command))
    for (const { Key: key, UploadId: uploadId, Initiated: startedAt } of page.Uploads ?? []) {
      if (key !== undefined && uploadId !== undefined && startedAt !== undefined) yield { key, uploadId, startedAt }
    }
    markers = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined
  }
}

/** @returns the ETag of the part */
export async function sendPart(client: BucketClient, { key, uploadId }: Multipart, part: PartToSend): Promise<string> {
  const { number, body, headers, signal } = part
  const query = [['partNumber', String(number)] as const, ['uploadId', uploadId] as const]
  const answer = await client.send({ method: 'PUT', key, query, headers, body, signal })
  await answer.discard()
  return answer.headers.etag ?? ''
}

/** @param isCreateOnly answered with `s3.already-exists` when something is at the key, by stores that honour it */
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

/** Ends an upload; one that is gone has ended. */
export async function abortMultipart(
  client: BucketClient,
  { key, uploadId }: Pick<Multipart, 'key' | 'uploadId'>,
): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: client.bucket, Key: key, UploadId: uploadId })
  try {
    await client.control(`abort the upload of ${quoteKey(key)}`, (sdk) => sdk.send(command))
  } catch (thrown) {
    const isGone = thrown instanceof DocliftError && ['s3.upload-gone', 's3.not-found'].includes(thrown.code)
    if (!isGone) throw thrown
  }
}

function toCompletedPart({ number, etag, digest }: SentPart, kind: ChecksumAlgorithm | undefined): CompletedPart {
  const flexible = flexibleKind(kind)
  const checksum = flexible && { [`Checksum${flexible}`]: digest?.toString('base64') }
  return { PartNumber: number, ETag: etag, ...checksum }
}

/** An upload is told which kind its parts will have, and its completion has them again; MD5 is not among those. */
function flexibleKind(kind: ChecksumAlgorithm | undefined): 'SHA256' | 'CRC32' | undefined {
  return kind && FLEXIBLE[kind]
}

const FLEXIBLE = { sha256: 'SHA256', md5: undefined, crc32: 'CRC32' } as const
