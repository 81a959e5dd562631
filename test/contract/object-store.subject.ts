import { ListMultipartUploadsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import { openObjectStore } from '../../server/adapters/s3/object-store.ts'
import type { StoreCapabilities } from '../../server/domain/object/store-capabilities.ts'
import type { ObjectStoreSubject } from './object-store.suite.ts'

/** A bucket and whose it is. */
export interface BucketAddress {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

/** The AWS SDK for a server, sending no checksum that it was not asked for. */
export function openSdk({ endpoint, region, accessKeyId, secretAccessKey }: Omit<BucketAddress, 'bucket'>): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

/**
 * The adapter on a bucket, for the contract.
 * @param capabilities as the store is known to have them, not as the adapter found them
 */
export function subjectOn(
  { bucket, ...server }: BucketAddress,
  capabilities: StoreCapabilities,
  sdk: S3Client,
  stop: () => Promise<void>,
): ObjectStoreSubject {
  const opened: { close(): Promise<void> }[] = []
  return {
    bucket,
    capabilities,
    open: (options = {}) => {
      const store = openObjectStore({
        bucket,
        isPathStyle: true,
        capabilities,
        partSizeBytes: 5 * 1024 * 1024,
        ...server,
        ...options,
      })
      opened.push(store)
      return store
    },
    countOpenUploads: async () => {
      const { Uploads = [] } = await sdk.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.length
    },
    countVersions: async (prefix) => {
      const asked = sdk.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }))
      const found = await asked.catch((thrown: Error) => {
        if (thrown.name === 'NotImplemented') return undefined
        throw thrown
      })
      return found && (found.Versions ?? []).length + (found.DeleteMarkers ?? []).length
    },
    stop: async () => {
      for (const store of opened) await store.close()
      await stop()
      sdk.destroy()
    },
  }
}
