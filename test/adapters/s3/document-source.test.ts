import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fixedCredentials } from '../../../server/adapters/s3/assumed-role.ts'
import { openS3Source, type S3SourceOptions } from '../../../server/adapters/s3/document-source.ts'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import type { DocumentRef, OpenAnswer, OpenDocumentSource } from '../../../server/ports/document-source.ts'
import { listen } from '../../sandbox/listening.ts'
import { CREDENTIALS, REGION, startTestStore, type TestStore } from '../../sandbox/store/test-store.ts'

const BUCKET = 'vendor-archive'
const KEY = 'tenant pdf/ä+b 100%.pdf'
const BYTES = Buffer.from('%PDF-1.7 the bytes of a document')
const clock = { now: () => new Date() }

const ref = (documentUrl: string | null, more: Partial<DocumentRef> = {}): DocumentRef => ({
  recordId: 'a1c000000000001AAA',
  identifier: null,
  documentUrl,
  fileName: 'a.pdf',
  ...more,
})
const urlOf = (key: string) =>
  `https://${BUCKET}.s3.us-west-2.amazonaws.com/${key.split('/').map(encodeURIComponent).join('/')}`

function opened(answer: OpenAnswer) {
  if (answer.kind !== 'found') throw new Error(`It was not found: ${JSON.stringify(answer)}`)
  return answer.document
}

describe('a bucket that is read with credentials', () => {
  let store: TestStore
  let source: OpenDocumentSource

  beforeAll(async () => {
    store = await startTestStore()
    await store.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await store.client.send(
      new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
    )
    await put(KEY)
    await put('archived.pdf', { StorageClass: 'GLACIER' })
    await put('empty.pdf', { Body: Buffer.alloc(0) })
    source = openSource({})
  })
  afterAll(async () => {
    await source.close()
    await store.dispose()
  })

  const put = (key: string, more: object = {}) =>
    store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: BYTES, ...more }))

  function openSource(options: Partial<S3SourceOptions>): OpenDocumentSource {
    const where = { endpoint: store.url, region: REGION, buckets: [BUCKET], isPathStyle: true }
    const credentials = fixedCredentials(CREDENTIALS)
    return openS3Source({ ...where, credentials, mayRestore: false, maxFileSizeBytes: 1_000, ...options }, clock)
  }

  test('gives the object that the URL of the record names, with its version, and confirms and samples the same', async () => {
    const document = opened(await source.open(ref(urlOf(KEY))))
    expect(await buffer(chunksOf(document.body))).toEqual(BYTES)
    const etag = createHash('md5').update(BYTES).digest('hex')
    const fingerprint = { source: 's3', etag, versionId: expect.any(String), sizeBytes: BYTES.length }
    expect(document.fingerprint).toEqual(fingerprint)
    expect(await source.confirm(ref(urlOf(KEY)))).toMatchObject({ kind: 'found', fingerprint: document.fingerprint })
    expect(await source.sample(ref(urlOf(KEY)))).toMatchObject({
      sample: { firstBytes: BYTES, sizeBytes: BYTES.length },
    })
  })

  test('gives another fingerprint once the object was replaced', async () => {
    await put('replaced.pdf')
    const before = opened(await source.open(ref(urlOf('replaced.pdf')))).fingerprint
    await put('replaced.pdf')
    const after = await source.confirm(ref(urlOf('replaced.pdf')))
    expect(after).toMatchObject({ fingerprint: { etag: before.etag } })
    expect(after).not.toMatchObject({ fingerprint: { versionId: before.versionId } })
  })

  test('is read in whatever style its address is written', async () => {
    for (const url of [`https://s3.amazonaws.com/${BUCKET}/empty.pdf`, `${store.url}/${BUCKET}/empty.pdf`]) {
      expect(await source.confirm(ref(url))).toMatchObject({ kind: 'found', fingerprint: { sizeBytes: 0 } })
    }
  })

  test.each([
    ['no URL', null],
    ['another bucket', 'https://other.s3.us-west-2.amazonaws.com/a.pdf'],
    ['another host', 'https://files.example/vendor-archive/a.pdf'],
    ['a bucket without a key', `https://s3.amazonaws.com/${BUCKET}`],
  ])('is not asked for %s', async (_what, url) => {
    expect(await source.open(ref(url))).toEqual({ kind: 'not-this-sources' })
  })

  test('says that an object is missing or too large, before its bytes are read', async () => {
    expect(await source.open(ref(urlOf('none.pdf')))).toMatchObject({ kind: 'missing', code: 'source.missing' })
    const small = openSource({ maxFileSizeBytes: 10 })
    expect(await small.open(ref(urlOf(KEY)))).toMatchObject({ kind: 'too-large', sizeBytes: BYTES.length })
    await small.close()
  })

  test('does not restore an archived object unless it may, and says how it could', async () => {
    const answer = await source.open(ref(urlOf('archived.pdf')))
    expect(answer).toMatchObject({ kind: 'refused', code: 'source.restore-not-allowed' })
    expect(answer).toMatchObject({ sentence: expect.stringContaining('SOURCE_S3_RESTORE=true') })
  })

  test.each<[string, Partial<S3SourceOptions>, string]>([
    ['a wrong secret', { credentials: fixedCredentials({ ...CREDENTIALS, secretAccessKey: 'wrong' }) }, 'unauthorised'],
    ['a wrong key', { credentials: fixedCredentials({ ...CREDENTIALS, accessKeyId: 'WRONG' }) }, 'unauthorised'],
    ['a bucket that is not there', { buckets: ['nowhere'] }, 'no-bucket'],
  ])('stops the run for %s, and shows no key', async (_what, options, code) => {
    const wrong = openSource(options)
    const error = await wrong.open(ref(`https://s3.amazonaws.com/${options.buckets?.[0] ?? BUCKET}/a`)).catch((e) => e)
    await wrong.close()
    expect(error).toMatchObject({ code: `source.${code}`, behaviour: 'fatal' })
    expect(JSON.stringify(error) + String(error)).not.toMatch(/wrong|a secret for tests/)
  })

  test('is looked at by asking for an object that is not there, with its credentials', async () => {
    expect(await source.check()).toEqual({
      status: 'ok',
      sentence: `The buckets ${BUCKET} answer and take our credentials.`,
    })
    const wrong = openSource({ credentials: fixedCredentials({ ...CREDENTIALS, secretAccessKey: 'wrong' }) })
    await expect(wrong.check()).rejects.toMatchObject({ code: 'source.unauthorised' })
    await wrong.close()
  })

  test('that slows down is asked again later', async () => {
    store.control.fail('get', { with: 'slow-down' })
    await expect(source.open(ref(urlOf(KEY)))).rejects.toMatchObject({
      code: 'source.throttled',
      behaviour: 'transient',
    })
  })
})

describe('a bucket that answers oddly', () => {
  const stops: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  async function openOdd(
    answer: (message: IncomingMessage, response: ServerResponse) => void,
    options: Partial<S3SourceOptions> = {},
  ) {
    const seen: { message: IncomingMessage; body: string }[] = []
    const { url, stop } = await listen((message, response) => {
      void buffer(message).then((bytes) => {
        seen.push({ message, body: bytes.toString() })
        answer(message, response)
      })
    }, 0)
    const session = { ...CREDENTIALS, sessionToken: 'session-token-4711' }
    const source = openS3Source(
      {
        ...{ endpoint: url, region: REGION, buckets: [BUCKET], isPathStyle: true, mayRestore: true },
        ...{ credentials: fixedCredentials(session), maxFileSizeBytes: 1_000, ...options },
      },
      clock,
    )
    stops.push(async () => {
      await source.close()
      await stop()
    })
    return { source, seen }
  }

  const inArchive = (response: ServerResponse) =>
    response.writeHead(403).end('<Error><Code>InvalidObjectState</Code></Error>')

  test.each([
    ['takes the request', 202, '', { kind: 'archived', askAgainAfterMs: 3_600_000 }],
    [
      'is restoring it already',
      409,
      '<Error><Code>RestoreAlreadyInProgress</Code></Error>',
      { kind: 'archived', askAgainAfterMs: 3_600_000 },
    ],
    [
      'refuses to',
      403,
      '<Error><Code>AccessDenied</Code></Error>',
      { kind: 'refused', code: 'source.restore-refused' },
    ],
  ])(
    'that has archived an object is asked to restore it for some days, and %s',
    async (_what, status, body, expected) => {
      const { source, seen } = await openOdd((message, response) =>
        message.method === 'GET' ? inArchive(response) : response.writeHead(status).end(body),
      )
      expect(await source.open(ref(urlOf('a.pdf')))).toMatchObject(expected)
      expect(seen[1]?.message).toMatchObject({ method: 'POST', url: `/${BUCKET}/a.pdf?restore=` })
      expect(seen[1]?.body).toContain('<Days>3</Days>')
    },
  )

  test('is only looked at, and asked to restore nothing, when a copy is confirmed', async () => {
    const { source, seen } = await openOdd((_message, response) => inArchive(response))
    expect(await source.confirm(ref(urlOf('a.pdf')))).toMatchObject({ kind: 'archived' })
    expect(seen.map(({ message }) => message.method)).toEqual(['GET'])
  })

  test('sees the token of a session, and one that denies one object has refused that one alone', async () => {
    const { source, seen } = await openOdd((_message, response) =>
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
    )
    expect(await source.open(ref(urlOf('a.pdf')))).toMatchObject({ kind: 'refused', code: 'source.denied' })
    expect(seen[0]?.message.headers['x-amz-security-token']).toBe('session-token-4711')
    expect(JSON.stringify(seen[0]?.message.headers)).not.toContain(CREDENTIALS.secretAccessKey)
  })

  test('and redirects elsewhere is not followed with a signed request', async () => {
    const elsewhere: string[] = []
    const other = await listen((message, response) => {
      elsewhere.push(message.url ?? '')
      response.end()
    }, 0)
    stops.push(other.stop)
    const { source } = await openOdd((_message, response) => response.writeHead(307, { location: other.url }).end())
    expect(await source.open(ref(urlOf('a.pdf')))).toMatchObject({ kind: 'refused', code: 'source.bad-answer' })
    expect(elsewhere).toEqual([])
  })

  test('and answers with a page is not taken for the document', async () => {
    const { source } = await openOdd((_message, response) =>
      response.setHeader('content-type', 'text/html').end('<html>Sign in</html>'),
    )
    expect(await source.open(ref(urlOf('a.pdf')))).toMatchObject({ code: 'source.html-instead-of-file' })
  })
})
