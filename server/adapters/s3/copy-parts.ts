import { UploadPartCopyCommand } from '@aws-sdk/client-s3'
import type { CopySource } from '../../ports/object-store.ts'
import { copySourceHeader } from './copy-source.ts'
import { quoteKey } from './errors.ts'
import { headObject } from './head.ts'
import { abortMultipart, completeMultipart, type Multipart, type SentPart, startMultipart } from './multipart-calls.ts'
import type { Joined, Upload } from './upload.ts'

const PARTS_AT_ONCE = 4

/** Has the store copy an object part by part, cut as its source is; whatever fails, the upload is aborted. */
export async function copyInParts(
  upload: Upload,
  source: CopySource,
  { partBytes, parts }: { partBytes: number; parts: number },
): Promise<Joined> {
  const { client, object, signal } = upload
  const multipart = await startMultipart(client, object, undefined)
  try {
    const copied: SentPart[] = []
    for (let first = 1; first <= parts; first += PARTS_AT_ONCE) {
      signal?.throwIfAborted()
      const numbers = Array.from({ length: Math.min(PARTS_AT_ONCE, parts - first + 1) }, (_, at) => first + at)
      copied.push(
        ...(await Promise.all(numbers.map((number) => copyPart(upload, multipart, source, number, partBytes)))),
      )
    }
    const { etag, versionId } = await completeMultipart(client, multipart, copied, false)
    return { etag: etag || ((await headObject(client, object.key, versionId))?.etag ?? ''), versionId }
  } catch (thrown) {
    await abortMultipart(client, multipart).catch(() => undefined)
    throw thrown
  }
}

async function copyPart(
  { client, object }: Upload,
  { key, uploadId }: Multipart,
  source: CopySource,
  number: number,
  partBytes: number,
): Promise<SentPart> {
  const start = (number - 1) * partBytes
  const end = Math.min(object.sizeBytes, start + partBytes) - 1
  const command = new UploadPartCopyCommand({
    Bucket: client.bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: number,
    CopySource: copySourceHeader(source),
    CopySourceRange: `bytes=${start}-${end}`,
    CopySourceIfMatch: `"${source.etag}"`,
  })
  const answer = await client.control(`copy a part to ${quoteKey(key)}`, (sdk) => sdk.send(command))
  return { number, etag: answer.CopyPartResult?.ETag ?? '', digest: undefined }
}
