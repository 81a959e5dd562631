import { ListPartsCommand, type ListPartsCommandOutput } from '@aws-sdk/client-s3'
import { DocliftError } from '../../domain/errors.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import type { Multipart } from './multipart-calls.ts'

/** What a store says when the upload is gone, as Ceph does by the second, or when it lets nobody ask. */
const UNKNOWN = ['s3.upload-gone', 's3.not-found', 's3.access-denied', 's3.refused']

/**
 * The parts that the store has of an upload, by number, with their ETags.
 * @returns undefined when the upload is not known any more, or cannot be asked about
 */
export async function storedParts(
  client: BucketClient,
  multipart: Multipart,
): Promise<ReadonlyMap<number, string> | undefined> {
  const parts = new Map<number, string>()
  let marker: string | undefined
  try {
    do {
      const page = await listParts(client, multipart, marker)
      for (const { PartNumber = 0, ETag } of page.Parts ?? []) parts.set(PartNumber, plainEtag(ETag))
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
    } while (marker !== undefined)
    return parts
  } catch (thrown) {
    if (thrown instanceof DocliftError && UNKNOWN.includes(thrown.code)) return undefined
    throw thrown
  }
}

function listParts(
  client: BucketClient,
  { key, uploadId }: Multipart,
  marker: string | undefined,
): Promise<ListPartsCommandOutput> {
  const command = new ListPartsCommand({
    Bucket: client.bucket,
    Key: key,
    UploadId: uploadId,
    ...(marker === undefined ? {} : { PartNumberMarker: marker }),
  })
  return client.control(`list the parts of ${quoteKey(key)}`, (sdk) => sdk.send(command))
}
