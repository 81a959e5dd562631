import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openOutbound } from '../../../server/adapters/http/outbound.ts'
import { type ObjectStoreOptions, openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import { NOTHING_PROVEN } from '../../../server/domain/object/store-capabilities.ts'
import { provenBy, STRICT } from '../../contract/capabilities.ts'
import { objectOf, randomLike } from '../../contract/object-store.suite.ts'
import { listen } from '../../sandbox/listening.ts'
import { BUCKET, CREDENTIALS, REGION, startTestStore, type TestStore } from '../../sandbox/store/test-store.ts'
import { watchedBody } from '../../support/watched-body.ts'

const PART_BYTES = 5 * 1024 * 1024
const MD5 = provenBy(['md5'])

let sandbox: TestStore
/** What the adapter waited for between tries. */
let waits: number[] = []
const clock = {
  now: () => new Date(),
  sleep: async (milliseconds: number) => void waits.push(milliseconds),
}

beforeAll(async () => {
  sandbox = await startTestStore()
})
afterEach(() => {
  sandbox.control.clearFaults()
  waits = []
})
afterAll(() => sandbox.dispose())

function openStore(options: Partial<ObjectStoreOptions> = {}) {
  const where = { endpoint: sandbox.url, region: REGION, bucket: BUCKET, isPathStyle: true }
  return openObjectStore({ ...where, ...CREDENTIALS, capabilities: STRICT, clock, ...options })
}

describe('when the store fails', () => {
  test('it is a transient error of its own kind, and nothing is retried', async () => {
    sandbox.control.fail('put', { with: 'slow-down' })
    await expect(openStore().put(objectOf('failing', randomLike(10)))).rejects.toMatchObject({ code: 's3.slow-down' })
    sandbox.control.fail('put', { with: 'internal-error' })
    await expect(openStore().put(objectOf('failing', randomLike(10)))).rejects.toMatchObject({ code: 's3.unavailable' })
    expect(await openStore().head('failing')).toBeUndefined()
  })

  test('a connection reset after the write is transient, and the same put again ends well', async () => {
    sandbox.control.fail('put', { with: 'connection-reset-after-write' })
    const lost = openStore().put(objectOf('reset', randomLike(1_000)))
    await expect(lost).rejects.toMatchObject({ code: 's3.connection', behaviour: 'transient' })
    const receipt = await openStore().put(objectOf('reset', randomLike(1_000)))
    expect(await openStore().head('reset')).toMatchObject({ etag: receipt.etag, sizeBytes: 1_000 })
  })

  test('a body that breaks off while it is read is transient', async () => {
    const store = openStore()
    await store.put(objectOf('cut', randomLike(100_000)))
    sandbox.control.fail('get', { with: 'cut-body' })
    const { body } = await store.get('cut')
    await expect(buffer(chunksOf(body))).rejects.toMatchObject({ code: 's3.connection', behaviour: 'transient' })
  })

  test.each(['slow-down', 'connection-reset-before-write', 'connection-reset-after-write'] as const)(
    'a part met by %s is sent again',
    async (fault) => {
      sandbox.control.fail('upload-part', { with: fault, nth: 2, times: 3 })
      const bytes = randomLike(12_000_000)
      await openStore().put(objectOf(`parts/${fault}`, bytes))
      expect(bytes.equals(await buffer(chunksOf((await openStore().get(`parts/${fault}`)).body)))).toBe(true)
      expect(waits).toHaveLength(3)
    },
  )

  test('a part that fails every time fails the put, and the upload is aborted', async () => {
    sandbox.control.fail('upload-part', { with: 'internal-error', share: 1 })
    const put = openStore().put(objectOf('parts/lost', randomLike(12_000_000)))
    await expect(put).rejects.toMatchObject({ code: 's3.unavailable' })
    expect(await countOpenUploads()).toBe(0)
  })

  test('an upload that a process left behind when it died is ended by whoever stores the object', async () => {
    const begin = (Key: string) => sandbox.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))
    await begin('parts/left at 100% done.pdf')
    const { UploadId } = await begin('parts/left-by-another')
    await openStore().put(objectOf('parts/left at 100% done.pdf', randomLike(6_000_000)))
    const { Uploads } = await sandbox.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
    expect(Uploads).toMatchObject([{ UploadId }])
    await sandbox.client.send(
      new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'parts/left-by-another', UploadId }),
    )
  })

  test('a completion whose answer is lost is transient, and the same put again ends well', async () => {
    sandbox.control.fail('complete-upload', { with: 'connection-reset-after-write' })
    const bytes = randomLike(6_000_000)
    await expect(openStore().put(objectOf('parts/completed', bytes))).rejects.toMatchObject({ code: 's3.connection' })
    await openStore().put(objectOf('parts/completed', bytes))
    expect(bytes.equals(await buffer(chunksOf((await openStore().get('parts/completed')).body)))).toBe(true)
  })
})

describe('when the settings are wrong', () => {
  test.each([
    ['the secret', { secretAccessKey: 'wrong-Zm9vYmFy' }, 's3.signature'],
    ['the access key', { accessKeyId: 'NOTTHEKEY' }, 's3.signature'],
    ['the region', { region: 'us-west-2' }, 's3.signature'],
    ['the bucket', { bucket: 'another-bucket' }, 's3.no-bucket'],
    ['the list of hosts', { allowedHosts: ['store.example'] }, 'http.host-not-allowed'],
  ])('%s makes bytes and control calls fail for good, without showing a secret', async (_what, wrong, code) => {
    const store = openStore(wrong)
    const put = await store.put(objectOf('k', randomLike(10))).catch((thrown: Error) => thrown)
    const list = await Array.fromAsync(store.list('')).catch((thrown: Error) => thrown)
    expect(put).toMatchObject({ code, behaviour: 'fatal' })
    expect(list).toMatchObject({ code, behaviour: 'fatal' })
    const shown = [put, list].map((error) => JSON.stringify(error) + String(error)).join()
    for (const secret of ['wrong-Zm9vYmFy', CREDENTIALS.secretAccessKey]) expect(shown).not.toContain(secret)
  })

  test('a clock that is wrong is told as such', async () => {
    const hourAhead = { ...clock, now: () => new Date(Date.now() + 3_600_000) }
    const put = openStore({ clock: hourAhead }).put(objectOf('k', randomLike(10)))
    await expect(put).rejects.toMatchObject({ code: 's3.signature', facts: { errorCode: 'RequestTimeTooSkewed' } })
  })
})

describe('copying from and to the same host', () => {
  test('does not hang when more objects are open at the source than one pool has connections', async () => {
    const store = openStore()
    const bytes = randomLike(1_000_000)
    await store.put(objectOf('both/source', bytes))
    const source = openOutbound({
      allowedHosts: [new URL(sandbox.url).host],
      errorPrefix: 'source',
      connectionsPerHost: 70,
    })
    const path = `/${BUCKET}/both/source`
    const answers = await Promise.all(
      Array.from({ length: 66 }, () => source.request({ method: 'GET', origin: sandbox.url, path })),
    )
    const copies = answers.map(async (answer, at) => {
      const { body } = await answer.open(0)
      await store.put({ key: `both/${at}`, body, sizeBytes: bytes.length, contentType: 'text/plain' })
    })
    await Promise.all(copies)
    expect(await store.head('both/65')).toMatchObject({ sizeBytes: bytes.length })
    await source.close()
  })
})

describe('a store that does something else than it says', () => {
  test('and gives back other bytes is found out where nothing but reading back proves a put', async () => {
    const requests = await withStore((message, response) => {
      if (message.method === 'GET') response.end('other bytes')
      else response.writeHead(message.method === 'DELETE' ? 204 : 200, { etag: '"1"' }).end()
    })
    const put = openStore({ endpoint: requests.url, capabilities: NOTHING_PROVEN }).put(objectOf('k', randomLike(11)))
    await expect(put).rejects.toMatchObject({ code: 's3.checksum-mismatch', behaviour: 'permanent' })
    expect(requests.lines).toEqual(['PUT /archive/k', 'GET /archive/k', 'DELETE /archive/k?x-id=DeleteObject'])
  })

  test('and answers a part only once others are on their way gets them, and one that fails ends the others', async () => {
    const held: ServerResponse[] = []
    const join = joining(() => `"${'0'.repeat(32)}-3"`)
    const requests = await withStore((message, response) => {
      if (!message.url?.includes('partNumber')) return void join(message, response)
      message.resume().once('end', () => held.push(response))
    })
    const put = openStore({ endpoint: requests.url }).put(objectOf('k', randomLike(2 * PART_BYTES + 1)))
    const failed = put.catch((thrown: unknown) => thrown)
    await expect.poll(() => held.length).toBe(3)
    held[1]?.writeHead(400).end('<Error><Code>BadDigest</Code></Error>')
    expect(await failed).toMatchObject({ code: 's3.checksum-mismatch' })
    expect(requests.lines.at(-1)).toMatch(/^DELETE .*uploadId=U1/)
  })

  test('and takes parts one by one, when memory for one is all there is, gets all of them', async () => {
    const store = openStore({ maxBufferedBytes: PART_BYTES })
    const objects = ['a', 'b', 'c'].map((name) => objectOf(`narrow/${name}`, randomLike(3 * PART_BYTES + 7)))
    const receipts = await Promise.all(objects.map((object) => store.put(object)))
    expect(new Set(receipts.map(({ etag }) => etag))).toEqual(new Set([expect.stringMatching(/-4$/)]))
  })

  test('and joins other parts than were sent is found out by the ETag', async () => {
    const requests = await withStore(joining(() => `"${'0'.repeat(32)}-2"`))
    const put = openStore({ endpoint: requests.url, capabilities: MD5 }).put(objectOf('k', randomLike(PART_BYTES + 1)))
    await expect(put).rejects.toMatchObject({ code: 's3.checksum-mismatch' })
    expect(requests.lines.at(-2)).toBe('DELETE /archive/k?x-id=DeleteObject')
    expect(requests.lines.at(-1)).toMatch(/^DELETE .*uploadId=U1/)
  })

  test('but whose ETags are no MD5s, as of encrypted objects, is not blamed for it', async () => {
    const requests = await withStore(
      joining(
        () => '"opaque"',
        () => '"0123456789abcdef0123456789abcdef"',
      ),
    )
    const store = openStore({ endpoint: requests.url, capabilities: MD5 })
    const receipt = await store.put(objectOf('k', randomLike(PART_BYTES + 1)))
    expect(receipt).toMatchObject({ etag: 'opaque', attestation: 'parts-md5' })
  })

  test('and leaves the ETag out when it joins parts is asked for it', async () => {
    const requests = await withStore((message, response) => {
      if (message.method === 'HEAD') response.writeHead(200, { etag: '"asked-2"', 'x-amz-version-id': 'v1' }).end()
      else
        joining(
          () => '',
          () => '"opaque"',
        )(message, response)
    })
    const store = openStore({ endpoint: requests.url, capabilities: MD5 })
    const receipt = await store.put(objectOf('k', randomLike(PART_BYTES + 1)))
    expect(receipt).toMatchObject({ etag: 'asked-2', versionId: 'v1', attestation: 'parts-md5' })
  })

  test('and takes every checksum is known as one that attests nothing', async () => {
    const requests = await withStore(joining(() => '"1"'))
    const found = await openStore({ endpoint: requests.url }).probeCapabilities('p/probe')
    expect(found).toEqual(NOTHING_PROVEN)
    const keysOf = (method: string) =>
      requests.lines.filter((line) => line.startsWith(method)).map((line) => line.split(/[ ?]/)[1])
    expect(new Set(keysOf('DELETE'))).toEqual(new Set(keysOf('PUT')))
  })

  test('and refuses a kind of checksum even when it is right is not sent that kind', async () => {
    const requests = await withStore((message, response) => {
      const isSha256 = message.headers['x-amz-checksum-sha256'] !== undefined
      if (isSha256) response.writeHead(501).end('<Error><Code>NotImplemented</Code></Error>')
      else joining(() => '"1"')(message, response)
    })
    const found = await openStore({ endpoint: requests.url }).probeCapabilities('p/probe')
    expect(found).toEqual(NOTHING_PROVEN)
  })

  test('and answers an endless error document is not read to its end', async () => {
    const requests = await withStore((message, response) => {
      message.resume()
      response.writeHead(400)
      const send = () => response.write('x'.repeat(100_000)) || response.once('drain', send)
      response.write('<Error><Code>SlowDown</Code>')
      const timer = setInterval(send, 1)
      response.once('close', () => clearInterval(timer))
    })
    const put = openStore({ endpoint: requests.url }).put(objectOf('k', randomLike(11)))
    await expect(put).rejects.toMatchObject({ code: 's3.slow-down' })
  })

  test('and asks to wait is given the time it asks for', async () => {
    const requests = await withStore((_message, response) => response.writeHead(429, { 'retry-after': '7' }).end())
    const put = openStore({ endpoint: requests.url }).put(objectOf('k', randomLike(11)))
    await expect(put).rejects.toMatchObject({ code: 's3.slow-down', retryAfterMs: 7_000 })
  })
})

test('a body is destroyed when its put ends, however it ends', async () => {
  const good = objectOf('body', randomLike(10))
  await openStore().put(good)
  const bad = { ...objectOf('', randomLike(10)) }
  await openStore()
    .put(bad)
    .catch(() => undefined)
  const endless = { ...good, body: watchedBody(zeros()) }
  await openStore()
    .put(endless)
    .catch(() => undefined)
  expect([good, bad, endless].map(({ body }) => body.isDestroyed)).toEqual([true, true, true])
})

function* zeros(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(1_000)
}

async function countOpenUploads(): Promise<number> {
  const { Uploads = [] } = await sandbox.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
  return Uploads.length
}

const started: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop()
})

/** A store made for one test, and the request lines it saw. */
async function withStore(handler: RequestListener) {
  const lines: string[] = []
  const listening = await listen((message, response) => {
    lines.push(`${message.method} ${message.url}`)
    message.resume()
    handler(message, response)
  }, 0)
  started.push(listening)
  return { url: listening.url, lines }
}

/** A store that takes everything and does not look at it. */
function joining(
  etagOfWhole: () => string,
  etagOfPart: (md5: string) => string = (md5) => `"${md5}"`,
): RequestListener {
  return (message, response) => {
    const url = message.url ?? ''
    if (message.method === 'DELETE') return void response.writeHead(204).end()
    if (message.method === 'POST')
      return void response.end(url.includes('uploads') ? started200() : completed(etagOfWhole()))
    void md5Of(message).then((md5) => response.writeHead(200, { etag: etagOfPart(md5) }).end())
  }
}

async function md5Of(message: IncomingMessage): Promise<string> {
  const hash = createHash('md5')
  for await (const chunk of message) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function started200(): string {
  return '<InitiateMultipartUploadResult><UploadId>U1</UploadId></InitiateMultipartUploadResult>'
}

function completed(etag: string): string {
  return `<CompleteMultipartUploadResult><ETag>${etag.replaceAll('"', '&quot;')}</ETag></CompleteMultipartUploadResult>`
}

describe('within a bandwidth', () => {
  test.each([
    ['whole', 200_000],
    ['in parts', 2 * PART_BYTES + 7],
  ])(
    'an object sent %s is stored only when all of its bytes were let pass, each of them once',
    async (kind, sizeBytes) => {
      const passed: number[] = []
      const [asked, allowed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const passBytes = (bytes: number) => {
        passed.push(bytes)
        asked.resolve()
        return passed.length === 1 ? allowed.promise : undefined
      }
      const key = `paced-${kind}`
      const put = openStore({ passBytes, partSizeBytes: PART_BYTES }).put(objectOf(key, randomLike(sizeBytes)))
      await asked.promise
      expect([passed, await openStore().head(key)]).toEqual([[Math.min(sizeBytes, 256 * 1024)], undefined])
      allowed.resolve()
      await put
      expect(passed.reduce((sum, bytes) => sum + bytes, 0)).toBe(sizeBytes)
    },
  )
})
