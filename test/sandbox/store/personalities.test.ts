import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERSONALITY_NAMES, type PersonalityName, personalitiesOf, SERVERS, type Server } from './personalities.ts'
import { BUCKET, codeOf, refusal, sendByHand, sha256Hex, startTestStore, type TestStore } from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const at = { Bucket: BUCKET, Key: 'k' }
const put = (more = {}) => refusal(store.client.send(new PutObjectCommand({ ...at, Body: 'body', ...more })))
const putWithTrailer = () => {
  const Body = Readable.from([Buffer.from('streamed')])
  return refusal(store.defaultClient.send(new PutObjectCommand({ ...at, Body, ContentLength: 8 })))
}
const head = () => store.client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
const wrongChecksum = () => put({ ChecksumCRC32: 'AAAAAA==' })
const wrongMd5 = () => put({ ContentMD5: createHash('md5').update('other').digest('base64') })
const wrongPayloadHash = async () => {
  const request = { method: 'PUT', path: `/${BUCKET}/k`, body: 'body', payloadHash: sha256Hex('other') }
  const { status, text } = await sendByHand(store.url, request)
  return status === 200 ? 'no refusal' : `${status} ${codeOf(text)}`
}
const completeAgain = async () => {
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand(at))
  const part = await store.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'part' }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] }
  const complete = { ...at, UploadId, MultipartUpload, IfNoneMatch: '*' }
  return refusal(store.client.send(new CompleteMultipartUploadCommand(complete)))
}
const copyOfAnother = () =>
  refusal(store.client.send(new CopyObjectCommand({ ...at, CopySource: `${BUCKET}/k2`, CopySourceIfMatch: '"x"' })))
const tags = () => refusal(store.client.send(new GetObjectTaggingCommand(at)))
const attributes = () =>
  refusal(store.client.send(new GetObjectAttributesCommand({ ...at, ObjectAttributes: ['ETag'] })))

/** What a call gives in a store like Amazon's, and in one with the personality. */
const DIFFERENCES: [PersonalityName, string, () => Promise<string>, string, string][] = [
  ['refuses-trailers-411', 'a trailer', putWithTrailer, 'no refusal', '411 MissingContentLength'],
  ['refuses-trailers-501', 'a trailer', putWithTrailer, 'no refusal', '501 NotImplemented'],
  ['ignores-checksums', 'a wrong checksum', wrongChecksum, '400 BadDigest', 'no refusal'],
  ['ignores-checksums', 'a wrong MD5', wrongMd5, '400 BadDigest', '400 BadDigest'],
  [
    'ignores-checksums',
    'a wrong payload',
    wrongPayloadHash,
    '400 XAmzContentSHA256Mismatch',
    '400 XAmzContentSHA256Mismatch',
  ],
  ['attests-nothing', 'a wrong checksum', wrongChecksum, '400 BadDigest', 'no refusal'],
  ['attests-nothing', 'a wrong MD5', wrongMd5, '400 BadDigest', 'no refusal'],
  ['attests-nothing', 'a wrong payload', wrongPayloadHash, '400 XAmzContentSHA256Mismatch', 'no refusal'],
  ['no-conditional-create', 'a second create', () => put({ IfNoneMatch: '*' }), '412 PreconditionFailed', 'no refusal'],
  ['no-conditional-create', 'a second completion', completeAgain, '412 PreconditionFailed', 'no refusal'],
  ['no-conditional-completion', 'a second completion', completeAgain, '412 PreconditionFailed', 'no refusal'],
  [
    'no-conditional-completion',
    'a second create',
    () => put({ IfNoneMatch: '*' }),
    '412 PreconditionFailed',
    '412 PreconditionFailed',
  ],
  ['no-copy-conditions', 'a condition on a source', copyOfAnother, '412 PreconditionFailed', 'no refusal'],
  [
    'refuses-conditional-create-501',
    'a create',
    () => put({ IfNoneMatch: '*' }),
    '412 PreconditionFailed',
    '501 NotImplemented',
  ],
  ['no-tagging', 'a look at tags', tags, 'no refusal', '501 NotImplemented'],
  ['no-tagging', 'a put with tags', () => put({ Tagging: 'a=b' }), 'no refusal', '501 NotImplemented'],
  ['no-encryption', 'encryption', () => put({ ServerSideEncryption: 'AES256' }), 'no refusal', '501 NotImplemented'],
  ['no-attributes', 'a look at attributes', attributes, 'no refusal', '501 NotImplemented'],
]

test.each(DIFFERENCES)('with %s, %s is answered as such a store does', async (name, _, call, usual, expected) => {
  store.control.setPersonalities([])
  await put()
  await put({ Key: 'k2' })
  expect(await call()).toBe(usual)
  store.control.setPersonalities([name])
  expect(await call()).toBe(expected)
})

test('every personality has a test and names the server it was seen on', () => {
  const tested = [...DIFFERENCES.map(([name]) => name), 'no-versioning', 'empty-messages']
  expect(PERSONALITY_NAMES.filter((name) => !tested.includes(name))).toEqual([])
  expect(new Set(SERVERS.flatMap(personalitiesOf))).toEqual(new Set(PERSONALITY_NAMES))
})

test.each<PersonalityName>(['ignores-checksums', 'attests-nothing'])(
  'with %s no checksum is returned',
  async (name) => {
    store.control.setPersonalities([name])
    const written = await store.client.send(new PutObjectCommand({ ...at, Body: 'body', ChecksumAlgorithm: 'SHA256' }))
    expect(written.ChecksumSHA256).toBeUndefined()
    const { ChecksumSHA256, ChecksumCRC64NVME, ChecksumType } = await head()
    expect([ChecksumSHA256, ChecksumCRC64NVME, ChecksumType]).toEqual([undefined, undefined, undefined])
  },
)

describe('a store without versions', () => {
  test('names none, replaces what it has, and refuses calls about them', async () => {
    store.control.setPersonalities(['no-versioning'])
    const once = { Bucket: BUCKET, Key: 'once' }
    for (const Body of ['first', 'second']) {
      const { VersionId } = await store.client.send(new PutObjectCommand({ ...once, Body }))
      expect(VersionId).toBeUndefined()
    }
    const read = await store.client.send(new GetObjectCommand(once))
    expect([read.VersionId, await read.Body?.transformToString()]).toEqual([undefined, 'second'])
    for (const command of [
      new GetBucketVersioningCommand({ Bucket: BUCKET }),
      new ListObjectVersionsCommand({ Bucket: BUCKET }),
    ]) {
      expect(await refusal(store.client.send(command as GetBucketVersioningCommand))).toBe('501 NotImplemented')
    }
    const VersioningConfiguration = { Status: 'Enabled' } as const
    const enable = new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration })
    expect(await refusal(store.client.send(enable))).toBe('501 NotImplemented')
    const deleted = await store.client.send(new DeleteObjectCommand(once))
    expect([deleted.VersionId, deleted.DeleteMarker]).toEqual([undefined, undefined])
    expect(await refusal(store.client.send(new HeadObjectCommand(once)))).toBe('404 NotFound')
  })
})

describe('several personalities together', () => {
  const CONDITION = { IfNoneMatch: '*' }

  test.each<[Server, string[]]>([
    [
      'Ceph radosgw 16.2',
      ['411 MissingContentLength', 'no refusal', '400 BadDigest', '412 PreconditionFailed', 'no refusal', 'no refusal'],
    ],
    [
      'OpenStack Swift 2.30 s3api',
      [
        '501 NotImplemented',
        'no refusal',
        '400 BadDigest',
        '501 NotImplemented',
        '412 PreconditionFailed',
        '501 NotImplemented',
      ],
    ],
    ['s3rver 3.7.1', ['no refusal', 'no refusal', 'no refusal', 'no refusal', 'no refusal', 'no refusal']],
  ])('are like %s', async (server, expected) => {
    store.control.setPersonalities([])
    await put()
    store.control.setPersonalities(personalitiesOf(server))
    const outcomes: string[] = []
    for (const call of [putWithTrailer, wrongChecksum, wrongMd5, () => put(CONDITION), completeAgain, tags]) {
      outcomes.push(await call())
    }
    expect(outcomes).toEqual(expected)
    expect(await attributes()).toContain('501')
  })

  test('leave the sentences out of error documents where one does', async () => {
    store.control.setPersonalities(personalitiesOf('Ceph radosgw 16.2'))
    const { text } = await sendByHand(store.url, { method: 'GET', path: `/${BUCKET}/nothing` })
    expect(text).toContain('<Code>NoSuchKey</Code><Message></Message>')
  })
})

test('a personality can be chosen at the start, and must exist', async () => {
  const other = await startTestStore({ personalities: ['ignores-checksums'] })
  const wrong = new PutObjectCommand({ ...at, Body: 'body', ChecksumCRC32: 'AAAAAA==' })
  expect(await refusal(other.client.send(wrong))).toBe('no refusal')
  expect(() => other.control.setPersonalities(['friendly' as never])).toThrow('must be one of refuses-trailers-411')
  await other.dispose()
})
