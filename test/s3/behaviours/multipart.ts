import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type UploadPartCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { type Behaviour, told } from './behaviour.ts'
import type { Bench } from './bench.ts'

/** The least that a part which is not the last may have. */
const PART = Buffer.alloc(5 * 1024 * 1024, 'p')
const WRONG_MD5 = Buffer.alloc(16, 1).toString('base64')
const WRONG_SHA256 = Buffer.alloc(32, 1).toString('base64')

interface Upload {
  Bucket: string
  Key: string
  UploadId: string | undefined
}

/** How objects are stored in parts. */
export const MULTIPART: readonly Behaviour[] = [
  { does: 'an upload in two parts', answer: (bench) => uploaded(bench, [PART, 'rest']) },
  { does: 'an upload whose first part is below 5 MiB', answer: (bench) => uploaded(bench, ['small', 'rest']) },
  { does: 'a part with a wrong Content-MD5', answer: (bench) => partTold(bench, { ContentMD5: WRONG_MD5 }) },
  {
    does: 'a part with a wrong SHA256 checksum',
    answer: (bench) => partTold(bench, { ChecksumSHA256: WRONG_SHA256 }, 'SHA256'),
  },
  { does: "a part as a stream with the SDK's usual CRC32 trailer", answer: partAsStream },
  { does: 'completion with another ETag of a part', answer: completeOther },
  { does: 'completion for the second time', answer: completeTwice },
  { does: 'completion that may only create, over an object', answer: completeOverObject },
  { does: 'a part of an upload that was aborted', answer: partAfterAbort },
  { does: 'the lists of parts and of uploads', answer: lists },
  { does: 'a part copied inside the server', answer: partCopied },
]

async function start({ sdk, bucket, newKey }: Bench, ChecksumAlgorithm?: 'SHA256'): Promise<Upload> {
  const Key = newKey()
  const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key, ChecksumAlgorithm }))
  return { Bucket: bucket, Key, UploadId }
}

async function sendPart({ sdk }: Bench, upload: Upload, number: number, body: Buffer | string): Promise<CompletedPart> {
  const { ETag } = await sdk.send(new UploadPartCommand({ ...upload, PartNumber: number, Body: body }))
  return { PartNumber: number, ETag }
}

function complete(
  { sdk }: Bench,
  upload: Upload,
  Parts: CompletedPart[],
  conditions: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  return sdk.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...conditions }))
}

async function uploaded(bench: Bench, bodies: readonly (Buffer | string)[]): Promise<string> {
  const upload = await start(bench)
  const parts: CompletedPart[] = []
  for (const body of bodies) parts.push(await sendPart(bench, upload, parts.length + 1, body))
  const describe = ({ ETag = '' }) => (ETag === '' ? 'without an ETag' : `ETag ${ETag.replace(/[0-9a-f]{32}/, '…')}`)
  return told(complete(bench, upload, parts), describe)
}

async function partTold(bench: Bench, input: Partial<UploadPartCommandInput>, algorithm?: 'SHA256'): Promise<string> {
  const upload = await start(bench, algorithm)
  return told(bench.sdk.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part', ...input })))
}

async function partAsStream(bench: Bench): Promise<string> {
  const upload = await start(bench)
  const body = { Body: Readable.from([Buffer.from('part')]), ContentLength: 4 }
  return told(bench.usualSdk.send(new UploadPartCommand({ ...upload, PartNumber: 1, ...body })))
}

async function completeOther(bench: Bench): Promise<string> {
  const upload = await start(bench)
  await sendPart(bench, upload, 1, 'part')
  return told(complete(bench, upload, [{ PartNumber: 1, ETag: `"${'0'.repeat(32)}"` }]))
}

async function completeTwice(bench: Bench): Promise<string> {
  const upload = await start(bench)
  const parts = [await sendPart(bench, upload, 1, 'part')]
  await complete(bench, upload, parts)
  return told(complete(bench, upload, parts))
}

async function completeOverObject(bench: Bench): Promise<string> {
  const upload = await start(bench)
  await bench.sdk.send(new PutObjectCommand({ Bucket: upload.Bucket, Key: upload.Key, Body: 'first' }))
  const parts = [await sendPart(bench, upload, 1, 'part')]
  return told(complete(bench, upload, parts, { IfNoneMatch: '*' }))
}

async function partAfterAbort(bench: Bench): Promise<string> {
  const upload = await start(bench)
  await bench.sdk.send(new AbortMultipartUploadCommand(upload))
  return told(bench.sdk.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' })))
}

async function lists(bench: Bench): Promise<string> {
  const upload = await start(bench)
  await sendPart(bench, upload, 1, 'part')
  const parts = await told(bench.sdk.send(new ListPartsCommand(upload)), ({ Parts = [] }) => `${Parts.length} part`)
  const below = new ListMultipartUploadsCommand({ Bucket: upload.Bucket, Prefix: upload.Key })
  return `${parts}; ${await told(bench.sdk.send(below), ({ Uploads = [] }) => `${Uploads.length} upload`)}`
}

async function partCopied(bench: Bench): Promise<string> {
  const { sdk, bucket, newKey } = bench
  const from = newKey()
  await sdk.send(new PutObjectCommand({ Bucket: bucket, Key: from, Body: 'to be copied' }))
  const upload = await start(bench)
  const source = { CopySource: `${bucket}/${from}`, CopySourceRange: 'bytes=0-3' }
  return told(sdk.send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, ...source })))
}
