import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type ChecksumAlgorithm,
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3'
import { type Behaviour, told, toldResponse } from './behaviour.ts'
import type { Bench } from './bench.ts'
import { sendByHand, sendCutShort } from './by-hand.ts'

const BODY = 'a few bytes'
const SHA256 = createHash('sha256').update(BODY).digest('hex')
const WRONG_MD5 = createHash('md5').update('other bytes').digest('base64')

/** Checksums of other bytes, one for each header that can carry one. */
const WRONG_CHECKSUMS = {
  ChecksumCRC32: 'AAAAAQ==',
  ChecksumCRC32C: 'AAAAAQ==',
  ChecksumCRC64NVME: 'AAAAAAAAAAE=',
  ChecksumSHA1: Buffer.alloc(20, 1).toString('base64'),
  ChecksumSHA256: Buffer.alloc(32, 1).toString('base64'),
} as const

/** How objects are stored whole, and copied inside the server. */
export const WRITES: readonly Behaviour[] = [
  { does: 'PUT', answer: (bench) => told(put(bench)) },
  { does: "PUT with the SDK's usual CRC32", answer: (bench) => told(bench.usualSdk.send(putCommand(bench))) },
  { does: "PUT of a stream with the SDK's usual CRC32 trailer", answer: putStream },
  { does: 'PUT with a wrong Content-MD5', answer: (bench) => told(put(bench, { ContentMD5: WRONG_MD5 })) },
  ...Object.entries(WRONG_CHECKSUMS).map(([name, value]) => ({
    does: `PUT with a wrong ${name.replace('Checksum', '')} checksum`,
    answer: (bench: Bench) => told(put(bench, { [name]: value })),
  })),
  { does: 'checksums of a PUT, given back by HEAD', answer: checksumsGivenBack },
  { does: 'PUT whose signed SHA-256 is of other bytes', answer: putOtherThanSigned },
  { does: 'PUT that breaks off', answer: putCutShort },
  { does: 'ETag of a PUT', answer: etagOfPut },
  { does: 'PUT that may only create, over an object', answer: createOverObject },
  { does: 'winners of eight PUTs at once that may only create', answer: createEightTimes },
  { does: 'PUT with If-Match of another ETag', answer: replaceOther },
  { does: 'PUT with tags', answer: (bench) => told(put(bench, { Tagging: 'a=b' })) },
  {
    does: 'PUT with encryption AES256',
    answer: (bench) =>
      told(put(bench, { ServerSideEncryption: 'AES256' }), (output) => output.ServerSideEncryption ?? 'not told'),
  },
  { does: 'PUT at a key of 1,025 bytes', answer: (bench) => told(put(bench, { Key: 'k'.repeat(1_025) })) },
  { does: 'copy inside the server', answer: (bench) => copy(bench, {}) },
  {
    does: 'copy inside the server with If-Match of another ETag',
    answer: (bench) => copy(bench, { CopySourceIfMatch: 'other' }),
  },
]

function putCommand({ bucket, newKey }: Bench, input: Partial<PutObjectCommandInput> = {}): PutObjectCommand {
  return new PutObjectCommand({ Bucket: bucket, Key: newKey(), Body: BODY, ...input })
}

function put(bench: Bench, input: Partial<PutObjectCommandInput> = {}) {
  return bench.sdk.send(putCommand(bench, input))
}

function putStream(bench: Bench): Promise<string> {
  const input = { Body: Readable.from([Buffer.from(BODY)]), ContentLength: BODY.length }
  return told(bench.usualSdk.send(putCommand(bench, input)))
}

async function checksumsGivenBack(bench: Bench): Promise<string> {
  const given: string[] = []
  for (const name of ['CRC32', 'SHA256', 'CRC64NVME'] satisfies ChecksumAlgorithm[]) {
    const Key = bench.newKey()
    const stored = await told(put(bench, { Key, ChecksumAlgorithm: name }))
    if (stored !== '200') return stored
    const found = await bench.sdk.send(new HeadObjectCommand({ Bucket: bench.bucket, Key, ChecksumMode: 'ENABLED' }))
    if (found[`Checksum${name}`] !== undefined) given.push(name)
  }
  return given.join(', ') || 'none'
}

function putOtherThanSigned(bench: Bench): Promise<string> {
  const request = { method: 'PUT', key: bench.newKey(), body: 'other bytes', payloadHash: SHA256 }
  return toldResponse(sendByHand(bench, request))
}

async function putCutShort(bench: Bench): Promise<string> {
  const key = bench.newKey()
  await sendCutShort(bench, key, 1_000, BODY)
  const found = await told(bench.sdk.send(new HeadObjectCommand({ Bucket: bench.bucket, Key: key })))
  return found === '404' ? 'nothing is stored' : 'something is stored'
}

async function etagOfPut(bench: Bench): Promise<string> {
  const { ETag } = await put(bench)
  return ETag === `"${createHash('md5').update(BODY).digest('hex')}"` ? 'the MD5, quoted' : 'something else'
}

async function createOverObject(bench: Bench): Promise<string> {
  const Key = bench.newKey()
  await put(bench, { Key })
  return told(put(bench, { Key, IfNoneMatch: '*' }))
}

async function createEightTimes(bench: Bench): Promise<string> {
  const Key = bench.newKey()
  const puts = Array.from({ length: 8 }, (_, at) => told(put(bench, { Key, IfNoneMatch: '*', Body: `body ${at}` })))
  const won = (await Promise.all(puts)).filter((answer) => answer === '200')
  return String(won.length)
}

async function replaceOther(bench: Bench): Promise<string> {
  const Key = bench.newKey()
  await put(bench, { Key })
  return told(put(bench, { Key, IfMatch: '"other"' }))
}

async function copy(bench: Bench, conditions: { CopySourceIfMatch?: string }): Promise<string> {
  const { bucket, newKey, sdk } = bench
  const [from, to] = [newKey(), newKey()]
  await put(bench, { Key: from })
  const CopySource = `${bucket}/${from}`
  const command = new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource, ...conditions })
  return told(sdk.send(command), async () => {
    const { Body } = await sdk.send(new GetObjectCommand({ Bucket: bucket, Key: to }))
    return (await Body?.transformToString()) === BODY ? 'the same bytes' : 'other bytes'
  })
}
