import { createHash } from 'node:crypto'
import {
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type Behaviour, told, toldResponse } from './behaviour.ts'
import type { Bench } from './bench.ts'

const BODY = '0123456789'
const ETAG = `"${createHash('md5').update(BODY).digest('hex')}"`

/** How objects are read, with credentials and by signed addresses. */
export const READS: readonly Behaviour[] = [
  { does: 'GET of a range', answer: (bench) => got(bench, { Range: 'bytes=2-4' }) },
  { does: 'GET of the last bytes', answer: (bench) => got(bench, { Range: 'bytes=-3' }) },
  { does: 'GET of a range behind the end', answer: (bench) => got(bench, { Range: 'bytes=10-' }) },
  { does: 'GET with If-Match of the ETag', answer: (bench) => got(bench, { IfMatch: ETAG }) },
  { does: 'GET with If-Match of another ETag', answer: (bench) => got(bench, { IfMatch: '"other"' }) },
  { does: 'GET with If-None-Match of the ETag', answer: (bench) => got(bench, { IfNoneMatch: ETAG }) },
  { does: 'GET where nothing is', answer: (bench) => got(bench, { Key: bench.newKey() }) },
  { does: 'HEAD where nothing is', answer: headNothing },
  { does: 'GET of attributes', answer: attributes },
  { does: 'GET by a signed address', answer: (bench) => signed(bench, 'GET', 60) },
  { does: 'HEAD by an address signed for GET', answer: (bench) => signed(bench, 'HEAD', 60) },
  { does: 'GET by a signed address that expired', answer: (bench) => signed(bench, 'GET', 60, 3_600_000) },
  { does: 'PUT by a signed address', answer: putSigned },
]

async function stored({ sdk, bucket, newKey }: Bench): Promise<{ Bucket: string; Key: string }> {
  const where = { Bucket: bucket, Key: newKey() }
  await sdk.send(new PutObjectCommand({ ...where, Body: BODY }))
  return where
}

async function got(bench: Bench, input: Partial<GetObjectCommandInput>): Promise<string> {
  const command = new GetObjectCommand({ ...(await stored(bench)), ...input })
  return told(bench.sdk.send(command), async ({ Body }) => (await Body?.transformToString()) ?? '')
}

function headNothing({ sdk, bucket, newKey }: Bench): Promise<string> {
  return told(sdk.send(new HeadObjectCommand({ Bucket: bucket, Key: newKey() })))
}

async function attributes(bench: Bench): Promise<string> {
  const command = new GetObjectAttributesCommand({ ...(await stored(bench)), ObjectAttributes: ['ObjectSize'] })
  return told(bench.sdk.send(command), ({ ObjectSize }) => (ObjectSize === BODY.length ? 'with the size' : 'without'))
}

async function signed(bench: Bench, method: string, expiresIn: number, agoMs = 0): Promise<string> {
  const command = new GetObjectCommand({ ...(await stored(bench)), ResponseContentType: 'text/x-told' })
  const signingDate = new Date(Date.now() - agoMs)
  const url = await getSignedUrl(bench.sdk, command, { expiresIn, signingDate })
  const type = (response: Response) => response.headers.get('content-type') ?? ''
  return toldResponse(fetch(url, { method }), type)
}

async function putSigned({ sdk, bucket, newKey }: Bench): Promise<string> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: newKey() })
  return toldResponse(fetch(await getSignedUrl(sdk, command, { expiresIn: 60 }), { method: 'PUT', body: BODY }))
}
