import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import {
  canonicalQuery,
  createSigner,
  type SignableRequest,
  UNSIGNED_PAYLOAD,
} from '../../../server/adapters/s3/sign.ts'
import { encodeKey } from '../../../server/domain/object/location.ts'

/** The key pair of Amazon's published examples. */
const EXAMPLE = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const EXAMPLE_TIME = new Date('2013-05-24T00:00:00Z')
const HOST = 'examplebucket.s3.amazonaws.com'
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

describe('the published examples ("Signature Calculations for the Authorization Header", Amazon S3 API reference)', () => {
  test.each<{ of: string; request: Omit<SignableRequest, 'host'>; signature: string }>([
    {
      of: 'a GET with a range',
      request: { method: 'GET', path: '/test.txt', query: '', headers: { range: 'bytes=0-9' }, payloadHash: EMPTY },
      signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    },
    {
      of: 'a PUT',
      request: {
        method: 'PUT',
        path: '/test%24file.text',
        query: '',
        headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      },
      signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    },
    {
      of: 'a query without a value',
      request: {
        method: 'GET',
        path: '/',
        query: canonicalQuery([['lifecycle', '']]),
        headers: {},
        payloadHash: EMPTY,
      },
      signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    },
    {
      of: 'a query to be sorted',
      request: {
        method: 'GET',
        path: '/',
        query: canonicalQuery([
          ['prefix', 'J'],
          ['max-keys', '2'],
        ]),
        headers: {},
        payloadHash: EMPTY,
      },
      signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    },
  ])('give the same signature for $of', ({ request, signature }) => {
    const headers = createSigner(EXAMPLE, 'us-east-1')({ ...request, host: HOST }, EXAMPLE_TIME)
    expect(headers.authorization).toContain(`Signature=${signature}`)
  })
})

describe('the signer', () => {
  test.each(['plain.pdf', 'a b/#%+&=?.pdf', `'"()*!~.pdf`, 'emoji 😀/עברית.pdf'])(
    'signs a PUT of %j as the AWS SDK does',
    async (key) => {
      const credentials = { ...EXAMPLE, sessionToken: 'a/session+token=' }
      const sent = await sentBySdk(credentials, key)
      const { authorization, host = '', ...headers } = sent.headers
      const { 'x-amz-date': time = '', 'x-amz-content-sha256': payloadHash = '' } = headers
      const names = /SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';') ?? []
      const own = ['host', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token']
      const others = names.filter((name) => !own.includes(name)).map((name) => [name, headers[name] ?? ''])
      const path = `/bucket/${encodeKey(key)}`
      const request = { method: 'PUT', host, path, query: canonicalQuery([['x-id', 'PutObject']]), payloadHash }
      const sign = createSigner(credentials, 'eu-central-1')
      expect(sent.path).toBe(path)
      expect(sign({ ...request, headers: Object.fromEntries(others) }, toDate(time)).authorization).toBe(authorization)
    },
  )

  test('makes a new key when the day changes, and comes back to the old one', () => {
    const sign = createSigner(EXAMPLE, 'us-east-1')
    const request = { method: 'GET', host: HOST, path: '/', query: '', headers: {}, payloadHash: UNSIGNED_PAYLOAD }
    const on = (time: string) => sign(request, new Date(time)).authorization
    const first = on('2026-01-01T23:59:59Z')
    const next = on('2026-01-02T00:00:00Z')
    expect(next).toBe(createSigner(EXAMPLE, 'us-east-1')(request, new Date('2026-01-02T00:00:00Z')).authorization)
    expect(on('2026-01-01T23:59:59Z')).toBe(first)
    expect(next).not.toBe(first)
  })
})

/** The request the SDK would send. */
async function sentBySdk(credentials: typeof EXAMPLE & { sessionToken: string }, Key: string) {
  const sent: { path: string; headers: Record<string, string> }[] = []
  const client = new S3Client({
    credentials,
    region: 'eu-central-1',
    endpoint: 'https://store.example:8443',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      handle: async (request: (typeof sent)[number]) => {
        sent.push(request)
        return { response: { statusCode: 200, headers: {} } }
      },
    },
  })
  await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'text', ContentType: 'text/plain' }))
  const [{ path, headers } = { path: '', headers: {} }] = sent
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return { path, headers: Object.fromEntries(lower) as Record<string, string> }
}

function toDate(amzDate: string): Date {
  return new Date(amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
