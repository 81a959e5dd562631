import { createHash, randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm as Kind } from '../../server/domain/object/checksum.ts'
import type { StoreCapabilities } from '../../server/domain/object/store-capabilities.ts'

/** The same questions as the adapter's probe, asked with the AWS SDK and nothing of the adapter's. */

const BODY = 'what is sent'

/** A bucket, spoken to by the SDK alone. */
export interface PlainBucket {
  sdk: S3Client
  bucket: string
}

export async function probeIndependently(plain: PlainBucket): Promise<StoreCapabilities> {
  const { VersionId } = await plain.sdk.send(putCommand(plain, randomUUID(), {}))
  return {
    refusesWrong: {
      objects: await kindsThat((kind) => objectRefuses(plain, kind)),
      parts: await kindsThat((kind) => partRefuses(plain, kind)),
    },
    keepsExisting: {
      objects: await createsOnce((key) => plain.sdk.send(putCommand(plain, key, { IfNoneMatch: '*' }))),
      completions: await createsOnce((key) => uploadOnce(plain, key)),
    },
    keepsVersions: VersionId !== undefined && VersionId !== 'null',
  }
}

async function kindsThat(refuses: (kind: Kind) => Promise<boolean>): Promise<Kind[]> {
  const kinds: Kind[] = []
  for (const kind of CHECKSUM_ALGORITHMS) if (await refuses(kind)) kinds.push(kind)
  return kinds
}

async function objectRefuses(plain: PlainBucket, kind: Kind): Promise<boolean> {
  const put = (of: string) =>
    statusOf(plain.sdk.send(signedFor(kind, of, putCommand(plain, randomUUID(), checksum(kind, of)))))
  return (await put(BODY)) === 200 && (await put('other')) === 400
}

async function partRefuses({ sdk, bucket }: PlainBucket, kind: Kind): Promise<boolean> {
  const where = { Bucket: bucket, Key: randomUUID() }
  const ChecksumAlgorithm = ({ sha256: 'SHA256', md5: undefined, crc32: 'CRC32' } as const)[kind]
  const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm }))
  const part = { ...where, UploadId, PartNumber: 1, Body: BODY }
  const send = (of: string) =>
    statusOf(sdk.send(signedFor(kind, of, new UploadPartCommand({ ...part, ...checksum(kind, of) }))))
  const isRefused = (await send(BODY)) === 200 && (await send('other')) === 400
  await sdk.send(new AbortMultipartUploadCommand({ ...where, UploadId }))
  return isRefused
}

/** A body with SHA-256 is signed with it too. */
function signedFor<Command extends { middlewareStack: unknown }>(kind: Kind, text: string, command: Command): Command {
  if (kind !== 'sha256') return command
  const hash = createHash('sha256').update(text).digest('hex')
  const stack = command.middlewareStack as PutObjectCommand['middlewareStack']
  stack.add(
    (next) => async (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers['x-amz-content-sha256'] = hash
      return await next(args)
    },
    { step: 'build' },
  )
  return command
}

async function createsOnce(create: (key: string) => Promise<unknown>): Promise<boolean> {
  const key = randomUUID()
  return (await statusOf(create(key))) === 200 && (await statusOf(create(key))) === 412
}

async function uploadOnce({ sdk, bucket }: PlainBucket, key: string): Promise<void> {
  const where = { Bucket: bucket, Key: key }
  const { UploadId } = await sdk.send(new CreateMultipartUploadCommand(where))
  const upload = { ...where, UploadId }
  try {
    const { ETag } = await sdk.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: BODY }))
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    await sdk.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, IfNoneMatch: '*' }))
  } catch (thrown) {
    await sdk.send(new AbortMultipartUploadCommand(upload))
    throw thrown
  }
}

function putCommand({ bucket }: PlainBucket, key: string, more: Partial<PutObjectCommandInput>): PutObjectCommand {
  return new PutObjectCommand({ Bucket: bucket, Key: key, Body: BODY, ...more })
}

function checksum(kind: Kind, text: string): { ChecksumSHA256?: string; ContentMD5?: string; ChecksumCRC32?: string } {
  if (kind === 'crc32')
    return { ChecksumCRC32: Buffer.from(crc32(text).toString(16).padStart(8, '0'), 'hex').toString('base64') }
  const digest = createHash(kind).update(text).digest('base64')
  return kind === 'sha256' ? { ChecksumSHA256: digest } : { ContentMD5: digest }
}

async function statusOf(sent: Promise<unknown>): Promise<number> {
  try {
    await sent
    return 200
  } catch (thrown) {
    return (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0
  }
}
