import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import { bodyOfChunks } from '../../../server/domain/object/byte-body.ts'
import { NOTHING_PROVEN } from '../../../server/domain/object/store-capabilities.ts'
import { missingPackages } from '../../../test/s3/ceph/commands.ts'
import { type Gateway, startGateway } from '../../../test/s3/ceph/gateway.ts'
import type { CopyCase } from './cases.ts'
import { byClient } from './client-process.ts'
import { startWorkerOnLedger } from './ledger.ts'
import { type Copy, type CopyPlace, type Endpoints, PARALLEL } from './place.ts'
import { isInstalled, rcloneBetweenBuckets } from './rclone.ts'

/** Large enough for the source and what two rounds of the largest case leave until it is let go. */
const DISK_BYTES = 10 * 1024 ** 3
const SOURCE = 'source'
const SINK = 'sink'
const LEDGER = 'ledger'
const WARM_UP_BYTES = 1_000
/** S3 deletes at most so many objects by one request. */
const PAGE = 1_000

/** Packages without which there is no Ceph here; empty when there is. */
export const missingForCeph = missingPackages

/** Buckets of a RADOS Gateway of its own; a back-up with its ledger copies here too. */
export async function openCephPlace(
  home: string,
  options: { say(line: string): void; signal: AbortSignal },
): Promise<CopyPlace> {
  await using starting = new AsyncDisposableStack()
  options.say('Starting Ceph')
  const gateway = starting.adopt(await startGateway(options.signal, DISK_BYTES), (it) => it.stop())
  const sdk = starting.adopt(openSdk(gateway), (it) => it.destroy())
  for (const Bucket of [SOURCE, SINK, LEDGER]) await sdk.send(new CreateBucketCommand({ Bucket }))
  await sdk.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'warm-up', Body: Buffer.alloc(WARM_UP_BYTES) }))
  const buckets = { source: SOURCE, destination: LEDGER }
  const worker = starting.adopt(
    await startWorkerOnLedger(join(home, 'ledger'), { ...options, server: gateway.server, buckets }),
    (it) => it.stop(),
  )
  const running = starting.move()
  return {
    transport: 'ceph',
    subjects: subjectsOn(gateway, worker.copy),
    prepare: (one) => fill(gateway, sdk, one),
    takeCounts: async () => {
      const counts = [await empty(sdk, SINK), await empty(sdk, LEDGER)]
      await gateway.collectGarbage()
      return { objects: sum(counts.map(({ objects }) => objects)), bytes: sum(counts.map(({ bytes }) => bytes)) }
    },
    stop: () => running.disposeAsync(),
  }
}

function subjectsOn({ server }: Gateway, copyWithLedger: Copy): Map<string, Copy> {
  const endpointsOf = (one: CopyCase): Endpoints => ({
    source: `${server.endpoint}/${SOURCE}/${one.name}/`,
    warmUp: `${server.endpoint}/${SOURCE}/warm-up`,
    sourceBucket: SOURCE,
    store: { ...server, bucket: SINK },
  })
  const subjects = new Map<string, Copy>([
    ['doclift', byClient('doclift', endpointsOf)],
    ['doclift+ledger', copyWithLedger],
    ['aws-sdk', byClient('aws-sdk', endpointsOf)],
  ])
  if (isInstalled('rclone')) subjects.set('rclone', rcloneBetweenBuckets(endpointsOf))
  return subjects
}

/** Makes the objects of this case and lets those of the one before go. */
async function fill(
  { server, collectGarbage }: Gateway,
  sdk: S3Client,
  { name, sizeBytes, objects }: CopyCase,
): Promise<void> {
  await empty(sdk, SOURCE, (key) => key === 'warm-up')
  await collectGarbage()
  const bucket = { ...server, bucket: SOURCE, isPathStyle: true }
  const store = openObjectStore({
    ...bucket,
    capabilities: { ...NOTHING_PROVEN, refusesWrong: { objects: ['md5'], parts: ['md5'] } },
  })
  let next = 0
  const putSome = async () => {
    while (next < objects) {
      const key = `${name}/${next}`
      next += 1
      await store.put({ key, body: bodyOfChunks(bytesOf(sizeBytes)), sizeBytes, contentType: 'application/pdf' })
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, putSome))
  await store.close()
}

const CHUNK = Buffer.alloc(1024 * 1024, 'doclift ')

function* bytesOf(sizeBytes: number): Generator<Buffer> {
  for (let left = sizeBytes; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, Math.min(left, CHUNK.length))
}

/** Counts the objects of a bucket and deletes them; what the service keeps for itself stays and is not counted. */
async function empty(
  sdk: S3Client,
  Bucket: string,
  isKept = (key: string) => key.includes('_doclift/'),
): Promise<{ objects: number; bytes: number }> {
  const found: { Key: string; Size: number }[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: { Contents?: { Key?: string; Size?: number }[]; IsTruncated?: boolean } = await sdk.send(
      new ListObjectsV2Command({ Bucket, StartAfter: after }),
    )
    const objects = (page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ Key, Size }))
    found.push(...objects.filter(({ Key }) => !isKept(Key)))
    after = page.IsTruncated ? objects.at(-1)?.Key : undefined
  }
  for (let at = 0; at < found.length; at += PAGE) {
    const Objects = found.slice(at, at + PAGE).map(({ Key }) => ({ Key }))
    await sdk.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
  }
  return { objects: found.length, bytes: sum(found.map(({ Size }) => Size)) }
}

function openSdk({ server: { endpoint, region, accessKeyId, secretAccessKey } }: Gateway): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
