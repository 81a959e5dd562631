import { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { StoredObject } from '../../ports/object-store.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'

/**
 * What is at the key, without its bytes; undefined when nothing is.
 * @param versionId asks for this version, whatever was written since
 */
export async function headObject(
  client: BucketClient,
  key: string,
  versionId?: string | null,
): Promise<StoredObject | undefined> {
  const command = new HeadObjectCommand({ Bucket: client.bucket, Key: key, VersionId: versionId ?? undefined })
  try {
    const found = await client.control(`HEAD ${quoteKey(key)}`, (sdk) => sdk.send(command))
    return {
      key,
      etag: plainEtag(found.ETag),
      versionId: found.VersionId ?? null,
      sizeBytes: found.ContentLength ?? 0,
      contentType: found.ContentType ?? null,
    }
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined
    throw thrown
  }
}

/** True for what is thrown when nothing is at a key. */
export function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 's3.not-found'
}
