import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3'
import type { PlainBucket } from '../contract/independent-probe.ts'

/** Removes a bucket with every version of every object in it and every upload that was begun. */
export async function removeBucket(plain: PlainBucket): Promise<void> {
  const Bucket = plain.bucket
  while (await removePage(plain)) {
    // Deleting changes what a next page would be, so each page is the first.
  }
  const { Uploads = [] } = await plain.sdk.send(new ListMultipartUploadsCommand({ Bucket }))
  for (const { Key, UploadId } of Uploads) {
    await plain.sdk.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  }
  await plain.sdk.send(new DeleteBucketCommand({ Bucket }))
}

/** @returns whether anything was there */
async function removePage({ sdk, bucket: Bucket }: PlainBucket): Promise<boolean> {
  const { Versions = [], DeleteMarkers = [] } = await sdk.send(new ListObjectVersionsCommand({ Bucket }))
  const all = [...Versions, ...DeleteMarkers]
  for (const { Key, VersionId } of all) await sdk.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
  return all.length > 0
}
