import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { chunksOf } from '../../domain/object/byte-body.ts'
import type { Checksum, ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { createDigest } from '../../domain/object/digest.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'

/** What a store gave for a key, every byte read. */
export interface ReadDigest {
  etag: string
  versionId: string | null
  sizeBytes: number
  checksum: Checksum
}

/**
 * Reads an object whole.
 * @param algorithm of the checksum that is computed of it
 * @param options.versionId reads this version, whatever was written since
 */
export async function readDigest(
  client: BucketClient,
  key: string,
  algorithm: ChecksumAlgorithm,
  { versionId, signal }: { versionId?: string | null; signal?: AbortSignal | undefined } = {},
): Promise<ReadDigest> {
  const query = versionId ? { query: [['versionId', versionId] as const] } : {}
  const answer = await client.send({ method: 'GET', key, ...query, signal })
  const { body } = await answer.open(0)
  const digest = createDigest(algorithm)
  let sizeBytes = 0
  for await (const chunk of chunksOf(body)) {
    digest.update(chunk)
    sizeBytes += chunk.length
  }
  const found = { etag: plainEtag(answer.headers.etag), versionId: answer.headers['x-amz-version-id'] ?? null }
  return { ...found, sizeBytes, checksum: { algorithm, value: digest.digest().toString('hex') } }
}

/** Deletes one version for good; without a version id the object, which leaves a delete marker where versions are kept. */
export async function deleteVersion(client: BucketClient, key: string, versionId: string | null): Promise<void> {
  const version = versionId === null ? {} : { VersionId: versionId }
  const command = new DeleteObjectCommand({ Bucket: client.bucket, Key: key, ...version })
  await client.control(`DELETE ${quoteKey(key)}`, (sdk) => sdk.send(command))
}
