import { createHash } from 'node:crypto'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'

/** Size and SHA-256 (lower-case hex) of what the store gives for a key, every byte read. */
export async function readDigest(client: BucketClient, key: string): Promise<{ sizeBytes: number; sha256: string }> {
  const answer = await client.send({ method: 'GET', key })
  const { stream } = await answer.open(0)
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk)
    sizeBytes += chunk.length
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

/** Deletes one version for good; without a version id the object, which leaves a delete marker where versions are kept. */
export async function deleteVersion(client: BucketClient, key: string, versionId: string | null): Promise<void> {
  const version = versionId === null ? {} : { VersionId: versionId }
  const command = new DeleteObjectCommand({ Bucket: client.bucket, Key: key, ...version })
  await client.control(`DELETE ${quoteKey(key)}`, (sdk) => sdk.send(command))
}
