import { setTimeout as sleep } from 'node:timers/promises'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { ChecksumChoice } from '../../domain/object/checksum.ts'
import { USUAL_PART_BYTES } from '../../domain/object/parts.ts'
import type { StoreCapabilities } from '../../domain/object/store-capabilities.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ListedObject, ObjectStore } from '../../ports/object-store.ts'
import { BufferPool } from './buffer-pool.ts'
import { type BucketClient, type BucketOptions, openBucket } from './client.ts'
import { type CopyRoutes, LARGEST_COPY_BYTES } from './copy-within.ts'
import { digestObject } from './digest-object.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import type { PassBytes } from './exact-body.ts'
import { headObject } from './head.ts'
import { abortMultipart, listUnfinished } from './multipart-calls.ts'
import { presignGet } from './presign.ts'
import { probeCapabilities } from './probe.ts'
import { putObject } from './put.ts'
import { deleteVersion } from './read-back.ts'

export interface ObjectStoreOptions extends BucketOptions {
  /** Size of a part, 5 MiB (the least S3 allows) or more; objects up to it are sent whole. */
  partSizeBytes?: number
  /**
   * Bytes that all puts of this store hold in memory together, a part at least. One store per process keeps the process
   * within it.
   */
  maxBufferedBytes?: number
  /** Waited for with each piece of a body, so that puts keep within a bandwidth. */
  passBytes?: PassBytes
  /** Buckets of the same store that our credentials read; what lies in one is copied by the store itself. */
  copyBuckets?: readonly string[]
  /** The most that one request copies; S3's 5 GiB when left out. */
  largestCopyBytes?: number
  /** As `probeCapabilities` found them; a kind that is not attested leads to reading every object back. */
  capabilities: StoreCapabilities
  /** Which checksum of each object is computed and told; SHA-256 when left out. */
  checksum?: ChecksumChoice
  clock?: Clock
}

/** An object store that holds connections. */
export interface OpenObjectStore extends ObjectStore {
  /** Ends all connections; what is under way fails. */
  close(): Promise<void>
}

const MIB = 1024 * 1024

/** Opens a bucket of any store that speaks S3. Nothing is sent yet. */
export function openObjectStore(options: ObjectStoreOptions): OpenObjectStore {
  const clock = options.clock ?? SYSTEM_CLOCK
  const client = openBucket(options, clock)
  const { capabilities, checksum = 'sha256', passBytes, partSizeBytes = USUAL_PART_BYTES } = options
  const { maxBufferedBytes = 32 * MIB } = options
  const puts = {
    client,
    clock,
    capabilities,
    checksum,
    passBytes,
    partSizeBytes,
    pool: new BufferPool(maxBufferedBytes),
    copyRoutes: copyRoutesOf(options),
  }
  return {
    name: client.name,
    put: (object, signal) => putObject(puts, object, signal),
    head: (key) => headObject(client, key),
    get: (key) => getObject(client, key),
    digest: (key, algorithm, signal) => digestObject(puts, key, algorithm, signal),
    presignGet: (key, answer) => presignGet(client, clock, key, answer),
    abortUpload: (upload) => abortMultipart(client, upload),
    delete: (key) => deleteVersion(client, key, null),
    list: (prefix) => listObjects(client, prefix),
    listUnfinishedUploads: (prefix) => listUnfinished(client, prefix),
    capabilities: async () => capabilities,
    probeCapabilities: (prefix) => probeCapabilities(client, prefix),
    close: () => client.close(),
  }
}

function copyRoutesOf({ copyBuckets = [], largestCopyBytes = LARGEST_COPY_BYTES }: ObjectStoreOptions): CopyRoutes {
  return { buckets: new Set(copyBuckets), isProven: false, largestCopyBytes }
}

const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
}

async function getObject(client: BucketClient, key: string): ReturnType<ObjectStore['get']> {
  const answer = await client.send({ method: 'GET', key })
  const { headers } = answer
  const object = {
    key,
    etag: plainEtag(headers.etag),
    versionId: headers['x-amz-version-id'] ?? null,
    sizeBytes: Number(headers['content-length'] ?? 0),
    contentType: headers['content-type'] ?? null,
  }
  return { object, body: (await answer.open(0)).body }
}

async function* listObjects(client: BucketClient, prefix: string): AsyncGenerator<ListedObject> {
  let ContinuationToken: string | undefined
  do {
    const command = new ListObjectsV2Command({ Bucket: client.bucket, Prefix: prefix, ContinuationToken })
    const page = await client.control(`list ${quoteKey(prefix)}`, (sdk) => sdk.send(command))
    for (const { Key = '', ETag, Size = 0, LastModified = null } of page.Contents ?? []) {
      const object = { key: Key, etag: plainEtag(ETag), versionId: null, sizeBytes: Size, contentType: null }
      yield { ...object, modifiedAt: LastModified }
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (ContinuationToken !== undefined)
}
