import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStoreOptions } from '../../server/adapters/s3/object-store.ts'
import { bodyOfChunks, chunksOf } from '../../server/domain/object/byte-body.ts'
import type { Attestation, ChecksumAlgorithm } from '../../server/domain/object/checksum.ts'
import { digestOf } from '../../server/domain/object/digest.ts'
import { missingParts } from '../../server/domain/object/parts.ts'
import { AS_THE_STORE_DOES, type ObjectStorage } from '../../server/domain/object/storage.ts'
import { NOTHING_PROVEN, type StoreCapabilities } from '../../server/domain/object/store-capabilities.ts'
import type { ObjectStore, PutObject } from '../../server/ports/object-store.ts'
import type { KnownUpload, NotedPart, UploadMemory } from '../../server/ports/upload-memory.ts'
import { type WatchedBody, watchedBody } from '../support/watched-body.ts'
import { provenBy } from './capabilities.ts'

/** A store that the contract is tried on, and what the test has to know of it. */
export interface ObjectStoreSubject {
  /** Name of the bucket. */
  bucket: string
  /** Opens the bucket; parts are of 5 MiB. Everything is right, and capabilities are as the store has them, when left out. */
  open(options?: Partial<ObjectStoreOptions>): ObjectStore
  /** As a probe must find them. */
  capabilities: StoreCapabilities
  /** Versions and delete markers below a prefix; undefined when that cannot be asked. */
  countVersions(prefix: string): Promise<number | undefined>
  /** Multipart uploads that were begun and neither completed nor aborted. */
  countOpenUploads(): Promise<number>
  stop(): Promise<void>
}

const MIB = 1024 * 1024
const PART_BYTES = 5 * MIB
const ODD_KEYS = [
  'plain.pdf',
  'with space/and  two.pdf',
  '#1 100% a+b=c&d?.pdf',
  '%20%2F literally.pdf',
  `'single' "double" (round) [square] {curly} !*~;:@,$^|<>\`.pdf`,
  'back\\slash.pdf',
  'emoji 😀👩‍👩‍👧/ümlaut é e\u0301.pdf',
  'عربى/עברית.pdf',
  'trailing space /dot.',
]

/** What every ObjectStore promises, whatever stands behind it. */
export function describeObjectStore(name: string, start: () => Promise<ObjectStoreSubject>): void {
  describe(`${name} keeps the contract of an object store`, () => {
    let subject: ObjectStoreSubject
    let store: ObjectStore

    beforeAll(async () => {
      subject = await start()
      store = subject.open()
    })
    afterAll(() => subject?.stop())

    test.each(ODD_KEYS)('an object comes back from the key %j, and is found and listed there', async (key) => {
      const bytes = randomLike(1_000)
      const receipt = await store.put(objectOf(`odd/${key}`, bytes))
      const { object, body } = await store.get(`odd/${key}`)
      expect(await buffer(chunksOf(body))).toEqual(bytes)
      const { etag } = receipt
      expect(object).toMatchObject({ key: `odd/${key}`, etag, sizeBytes: 1_000, contentType: 'application/pdf' })
      expect(await store.head(`odd/${key}`)).toEqual(object)
      expect(await keysBelow(store, `odd/${key}`)).toEqual([`odd/${key}`])
    })

    test.each([
      ['no bytes', 0],
      ['one byte', 1],
      ['exactly one part', PART_BYTES],
      ['one byte more than a part', PART_BYTES + 1],
      ['exactly two parts', 2 * PART_BYTES],
      ['12 MB', 12_000_000],
    ])('an object of %s is stored whole, with the SHA-256 of its bytes', async (_words, sizeBytes) => {
      const bytes = randomLike(sizeBytes)
      const receipt = await store.put(objectOf(`size/${sizeBytes}`, bytes))
      expect(receipt).toMatchObject({ sizeBytes, checksum: { algorithm: 'sha256', value: sha256(bytes) } })
      const { body } = await store.get(`size/${sizeBytes}`)
      expect(sha256(await buffer(chunksOf(body)))).toBe(sha256(bytes))
    })

    test('a put is proven by the kinds of checksum that the store refuses when wrong, and only by those', async () => {
      const proofs = async (kinds: readonly ChecksumAlgorithm[]): Promise<Attestation[]> => {
        const opened = subject.open({ capabilities: provenBy(kinds) })
        const small = await opened.put(objectOf('proof/small', randomLike(10)))
        const large = await opened.put(objectOf('proof/large', randomLike(PART_BYTES + 10)))
        return [small.attestation, large.attestation]
      }
      const { objects, parts } = subject.capabilities.refusesWrong
      const proven = objects.filter((kind) => parts.includes(kind))
      for (const kind of proven) expect(await proofs([kind])).toEqual([kind, `parts-${kind}`])
      expect(await proofs([])).toEqual(['read-back', 'read-back'])
    })

    test('asked for the fastest checksum, a put tells one of the whole object and which kind it is', async () => {
      const { objects, parts } = subject.capabilities.refusesWrong
      for (const kind of objects.filter((one) => parts.includes(one))) {
        const opened = subject.open({ capabilities: provenBy([kind]), checksum: 'fastest' })
        for (const [sizeBytes, algorithm] of [[10, kind] as const, [2 * PART_BYTES + 10, 'crc32'] as const]) {
          const bytes = randomLike(sizeBytes)
          const { checksum } = await opened.put(objectOf(`fastest/${kind}`, bytes))
          expect(checksum).toEqual({ algorithm, value: digestOf(algorithm, [bytes]).toString('hex') })
        }
      }
    })

    test('asked for SHA-256 of one object, it is told whatever is set for others', async () => {
      const opened = subject.open({ checksum: 'fastest' })
      for (const bytes of [randomLike(10), randomLike(PART_BYTES + 10)]) {
        const { checksum } = await opened.put({ ...objectOf('described', bytes), needsSha256: true })
        expect(checksum).toEqual({ algorithm: 'sha256', value: sha256(bytes) })
      }
    })

    test('a probe finds out what the store refuses, keeps and tells, and leaves nothing', async () => {
      expect(await store.probeCapabilities('probe/here')).toEqual(subject.capabilities)
      expect(await keysBelow(store, 'probe/')).toEqual([])
      expect((await subject.countVersions('probe/')) ?? 0).toBe(0)
      expect(await subject.countOpenUploads()).toBe(0)
    })

    test('a version id is told exactly where the store keeps versions', async () => {
      for (const sizeBytes of [10, PART_BYTES + 10]) {
        const first = await store.put(objectOf('version', randomLike(sizeBytes)))
        const second = await store.put(objectOf('version', randomLike(sizeBytes + 1)))
        const isPinned = first.versionId !== null && first.versionId !== second.versionId
        expect(isPinned).toBe(subject.capabilities.keepsVersions)
        expect((await store.head('version'))?.versionId).toBe(second.versionId)
      }
    })

    test.each([
      ['shorter', 100, 101],
      ['longer', 101, 100],
      ['shorter, in parts', PART_BYTES + 100, PART_BYTES + 101],
      ['longer, in parts', PART_BYTES + 101, PART_BYTES + 100],
      ['empty', 0, 1],
      ['longer than nothing', 1, 0],
    ])('a body that is %s than it should be is refused and stores nothing', async (words, given, sizeBytes) => {
      const key = `length/${words}`
      const put = store.put({ ...objectOf(key, randomLike(given)), sizeBytes })
      await expect(put).rejects.toMatchObject({ code: 's3.short-body', behaviour: 'permanent' })
      expect(await store.head(key)).toBeUndefined()
      expect(await subject.countOpenUploads()).toBe(0)
    })

    test('a source that breaks off stores nothing', async () => {
      const body = bodyOfChunks(breakingOff(randomLike(PART_BYTES + 10)))
      const put = store.put({ key: 'broken', body, sizeBytes: 2 * PART_BYTES, contentType: 'text/plain' })
      await expect(put).rejects.toMatchObject({ code: 'source.connection', behaviour: 'transient' })
      expect(await store.head('broken')).toBeUndefined()
      expect(await subject.countOpenUploads()).toBe(0)
    })

    test('a large put that is broken off goes on with the parts that the store has not, and is read back', async () => {
      const bytes = randomLike(9 * PART_BYTES + 10)
      const memory = uploadMemory()
      const readFrom = async (startByte: number) => {
        memory.readFrom.push(startByte)
        return bodyOfChunks([bytes.subarray(startByte)])
      }
      const object = { ...objectOf('resumed', bytes), isCreateOnly: true, resumption: { memory, readFrom } }
      const broken = bodyOfChunks(breakingOff(bytes.subarray(0, 6 * PART_BYTES)))
      await expect(store.put({ ...object, body: broken })).rejects.toMatchObject({ code: 'source.connection' })
      const missing = missingParts(10, new Set(memory.noted()))
      expect(missing).not.toEqual([{ first: 1, last: 10 }])
      const receipt = await store.put(object)
      expect(receipt).toMatchObject({ attestation: 'read-back', checksum: { value: sha256(bytes) } })
      const starts = missing.map(({ first }) => (first - 1) * PART_BYTES)
      expect(memory.readFrom).toEqual(starts.filter((start) => start > 0))
      expect(await store.head('resumed')).toMatchObject({ etag: receipt.etag, sizeBytes: bytes.length })
      expect(await memory.claim()).toBeUndefined()
      expect(await subject.countOpenUploads()).toBe(0)
    })

    test('an upload that the store has lost is begun anew, and one that is given up leaves nothing', async () => {
      const bytes = randomLike(9 * PART_BYTES + 10)
      const memory = uploadMemory()
      const readFrom = async (startByte: number) => bodyOfChunks([bytes.subarray(startByte)])
      const object = { ...objectOf('lost', bytes), resumption: { memory, readFrom } }
      const broken = bodyOfChunks(breakingOff(bytes.subarray(0, 2 * PART_BYTES)))
      await expect(store.put({ ...object, body: broken })).rejects.toMatchObject({ code: 'source.connection' })
      const known = await memory.claim()
      for (const _ of [1, 2]) await store.abortUpload({ key: 'lost', uploadId: known?.uploadId ?? '' })
      expect(await subject.countOpenUploads()).toBe(0)
      expect((await store.put(object)).checksum?.value).toBe(sha256(bytes))
      expect(memory.readFrom).toEqual([])
      const short = bodyOfChunks([bytes.subarray(1)])
      await expect(store.put({ ...object, key: 'short', body: short })).rejects.toMatchObject({ code: 's3.short-body' })
      expect(await subject.countOpenUploads()).toBe(0)
    })

    test('an upload that was broken off is listed with its beginning, and no more once it was aborted', async () => {
      const before = Date.now() - 3_600_000
      const memory = uploadMemory()
      const bytes = randomLike(9 * PART_BYTES)
      const readFrom = async (startByte: number) => bodyOfChunks([bytes.subarray(startByte)])
      const body = bodyOfChunks(breakingOff(bytes.subarray(0, 2 * PART_BYTES)))
      const put = store.put({ ...objectOf('unfinished/one', bytes), body, resumption: { memory, readFrom } })
      await expect(put).rejects.toMatchObject({ code: 'source.connection' })
      const [upload, ...others] = await Array.fromAsync(store.listUnfinishedUploads('unfinished/'))
      expect({ upload, others }).toMatchObject({ upload: { key: 'unfinished/one' }, others: [] })
      expect(upload?.uploadId).toBe((await memory.claim())?.uploadId)
      expect(upload?.startedAt.getTime()).toBeGreaterThan(before)
      expect(await Array.fromAsync(store.listUnfinishedUploads('elsewhere/'))).toEqual([])
      await store.abortUpload({ key: 'unfinished/one', uploadId: upload?.uploadId ?? '' })
      expect(await Array.fromAsync(store.listUnfinishedUploads('unfinished/'))).toEqual([])
    })

    test.each([
      ['by one request', PART_BYTES + 10, { partSizeBytes: 6 * MIB }],
      ['in parts', 2 * PART_BYTES + 10, {}],
    ])(
      'what the store holds already, stored %s, is copied there, or sent where that proves nothing',
      async (words, sizeBytes, options) => {
        const bytes = randomLike(sizeBytes)
        const { etag, versionId } = await subject.open(options).put(objectOf(`held/${words}`, bytes))
        const copying = subject.open({ copyBuckets: [subject.bucket] })
        const copySource = { bucket: subject.bucket, key: `held/${words}`, versionId, etag }
        const receipt = await copying.put({ ...objectOf(`copied/${words}`, bytes), isCreateOnly: true, copySource })
        const isCopied = receipt.attestation === 'copied-etag'
        if (words === 'by one request') expect(isCopied).toBe(true)
        expect(receipt.checksum?.value).toBe(isCopied ? undefined : sha256(bytes))
        if (isCopied) expect(receipt.etag).toBe(etag)
        expect(sha256(await buffer(chunksOf((await copying.get(`copied/${words}`)).body)))).toBe(sha256(bytes))
        expect(await copying.head(`copied/${words}`)).toMatchObject({ contentType: 'application/pdf' })
        expect(await subject.countOpenUploads()).toBe(0)
      },
    )

    test('a put that is aborted stores nothing and fails with the reason', async () => {
      const abort = new AbortController()
      const reason = new Error('the worker stops')
      const body = watchedBody(abortingAfter(randomLike(PART_BYTES), () => abort.abort(reason)))
      const object = { key: 'aborted', body, sizeBytes: 3 * PART_BYTES, contentType: 'text/plain' }
      await expect(store.put(object, abort.signal)).rejects.toBe(reason)
      expect(await store.head('aborted')).toBeUndefined()
      expect(await subject.countOpenUploads()).toBe(0)
      expect(body.isDestroyed).toBe(true)
    })

    describe.each([10, PART_BYTES + 10])('a put of %d bytes that may only create', (sizeBytes) => {
      test.each(['as the store has them', 'unproven'])(
        'leaves other bytes alone with capabilities %s',
        async (words) => {
          const opened = subject.open(words === 'unproven' ? { capabilities: NOTHING_PROVEN } : {})
          const key = `create-only/${sizeBytes}/${words}`
          const first = await opened.put({ ...objectOf(key, randomLike(sizeBytes)), isCreateOnly: true })
          const second = opened.put({ ...objectOf(key, Buffer.alloc(sizeBytes)), isCreateOnly: true })
          await expect(second).rejects.toMatchObject({ code: 's3.already-exists', behaviour: 'permanent' })
          expect(await opened.head(key)).toMatchObject({ etag: first.etag, versionId: first.versionId })
          expect(await subject.countOpenUploads()).toBe(0)
        },
      )

      test.each(['as the store has them', 'unproven'])(
        'takes the same bytes for its own with capabilities %s, and says that they were read back',
        async (words) => {
          const opened = subject.open(words === 'unproven' ? { capabilities: NOTHING_PROVEN } : {})
          const key = `create-only/same/${sizeBytes}/${words}`
          const first = await opened.put(objectOf(key, randomLike(sizeBytes)))
          const second = await opened.put({ ...objectOf(key, randomLike(sizeBytes)), isCreateOnly: true })
          expect(second).toEqual({ ...first, attestation: 'read-back' })
          expect(await subject.countOpenUploads()).toBe(0)
        },
      )
    })

    test('of eight puts at once that may only create, one wins and the others say so, where that is honoured', async () => {
      if (!subject.capabilities.keepsExisting.objects) return
      const put = (at: number) => store.put({ ...objectOf('race', Buffer.from(`writer ${at}`)), isCreateOnly: true })
      const ends = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => put(at)))
      const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))
      expect(reasons).toEqual(
        Array.from({ length: 7 }, () => expect.stringMatching(/^s3\.(already-exists|unavailable)$/)),
      )
    })

    test.each([0, 1, 300_000, PART_BYTES + 10])(
      'a digest of %d bytes is that of every byte, with ETag and version',
      async (sizeBytes) => {
        const bytes = randomLike(sizeBytes)
        const { etag, versionId, checksum } = await store.put(objectOf(`digest/${sizeBytes}`, bytes))
        const found = await store.digest(`digest/${sizeBytes}`, 'sha256')
        expect(found).toMatchObject({ etag, versionId, sizeBytes, checksum })
      },
    )

    test('a digest of nothing is undefined, and an aborted one fails with the reason', async () => {
      expect(await store.digest('digest/of-nothing', 'sha256')).toBeUndefined()
      await store.put(objectOf('digest/aborted', randomLike(1_000)))
      const reason = new Error('the worker stops')
      await expect(store.digest('digest/aborted', 'sha256', AbortSignal.abort(reason))).rejects.toThrow()
    })

    test('a put replaces what was there', async () => {
      await store.put(objectOf('replaced', Buffer.from('one')))
      await store.put(objectOf('replaced', Buffer.from('two')))
      expect(await buffer(chunksOf((await store.get('replaced')).body))).toEqual(Buffer.from('two'))
    })

    test.each(ODD_KEYS)('a signed address of the key %j gives the object with the headers it names', async (key) => {
      const bytes = randomLike(1_000)
      await store.put(objectOf(`signed/${key}`, bytes))
      const disposition = `attachment; filename="a_b.pdf"; filename*=UTF-8''%C3%A4%20b.pdf`
      const answer = await fetch(
        await store.presignGet(`signed/${key}`, { seconds: 60, contentType: 'text/x-told', disposition }),
      )
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
      expect(answer.headers.get('content-type')).toBe('text/x-told')
      expect(answer.headers.get('content-disposition')).toBe(disposition)
    })

    test('a signed address gives a range, and minds the ETag that is asked for', async () => {
      const { etag } = await store.put(objectOf('signed/range', Buffer.from('0123456789')))
      const answer = { seconds: 60, contentType: 'text/plain', disposition: 'attachment' }
      const url = await store.presignGet('signed/range', answer)
      const ask = async (headers: Record<string, string>) => {
        const response = await fetch(url, { headers })
        return [response.status, response.ok ? await response.text() : await response.text().then(() => '')]
      }
      expect(await ask({ range: 'bytes=2-4' })).toEqual([206, '234'])
      expect(await ask({ range: 'bytes=-3' })).toEqual([206, '789'])
      expect(await ask({ range: 'bytes=10-' })).toEqual([416, ''])
      expect(await ask({ 'if-match': `"${etag}"` })).toEqual([200, '0123456789'])
      expect(await ask({ 'if-match': '"another"' })).toEqual([412, ''])
      expect(await ask({ 'if-none-match': `"${etag}"` })).toEqual([304, ''])
    })

    test('a signed address stops working when it expires', async () => {
      await store.put(objectOf('signed/short', Buffer.from('x')))
      const answer = { seconds: 1, contentType: 'text/plain', disposition: 'attachment' }
      const url = await store.presignGet('signed/short', answer)
      await expect.poll(() => statusOf(url), { timeout: 60_000 }).toBe(403)
    })

    test('a signed address that was altered in any part does not work', async () => {
      await store.put(objectOf('signed/one', Buffer.from('x')))
      await store.put(objectOf('signed/two', Buffer.from('y')))
      const answer = { seconds: 60, contentType: 'application/pdf', disposition: 'attachment' }
      const url = await store.presignGet('signed/one', answer)
      const altered = [
        url.replace('signed/one', 'signed/two'),
        url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'),
        url.replace('application%2Fpdf', 'text%2Fhtml'),
        url.replace('=attachment', '=inline'),
        url.replace(/&response-content-disposition=[^&]+/, ''),
      ]
      for (const one of altered) expect([one === url, await statusOf(one)]).toEqual([false, 403])
      expect(await statusOf(url)).toBe(200)
    })

    test.each<[string, Partial<ObjectStorage>]>([
      ['encryption', { encryption: { kind: 'sse-s3' } }],
      ['tags', { tags: { project: 'doclift' } }],
    ])(
      '%s asked for is confirmed and does not touch the proof, or a probe says that it is not kept',
      async (what, asked) => {
        const asking = subject.open({ storage: { ...AS_THE_STORE_DOES, ...asked } })
        const probed = await asking.probeCapabilities(`asked-${what}`).catch((thrown: unknown) => thrown)
        if (probed instanceof Error) return expect(probed).toMatchObject({ code: 's3.storage-not-kept' })
        expect(probed).toEqual(subject.capabilities)
        const bytes = randomLike(1_000)
        const receipt = await asking.put(objectOf(`asked/${what}`, bytes))
        expect(receipt.checksum?.value).toBe(sha256(bytes))
        expect(await store.head(`asked/${what}`)).toMatchObject({ etag: receipt.etag, sizeBytes: 1_000 })
      },
    )

    test('a deleted object is gone, and deleting it again is no error', async () => {
      await store.put(objectOf('deleted', Buffer.from('one')))
      await store.delete('deleted')
      await store.delete('deleted')
      expect(await store.head('deleted')).toBeUndefined()
      await expect(store.get('deleted')).rejects.toMatchObject({ code: 's3.not-found', behaviour: 'permanent' })
    })

    test('a list holds what is below the prefix and nothing else', async () => {
      for (const key of ['list/b', 'list/a', 'list/a/deeper', 'listed'])
        await store.put(objectOf(key, Buffer.from(key)))
      expect(await keysBelow(store, 'list/')).toEqual(['list/a', 'list/a/deeper', 'list/b'])
    })

    test('a list goes on over its pages', async () => {
      const keys = Array.from({ length: 1_005 }, (_, at) => `pages/${String(at).padStart(4, '0')}`)
      for (let at = 0; at < keys.length; at += 50) {
        await Promise.all(keys.slice(at, at + 50).map((key) => store.put(objectOf(key, Buffer.alloc(1)))))
      }
      expect(await keysBelow(store, 'pages/')).toEqual(keys)
    })

    test.each([
      ['a wrong secret', { secretAccessKey: 'wrong' }, 's3.signature'],
      ['an unknown access key', { accessKeyId: 'UNKNOWN' }, 's3.signature'],
      ['a bucket that is not there', { bucket: 'no-bucket-of-this-name' }, 's3.no-bucket'],
    ])('with %s nothing works, and the error says which setting to mend', async (_words, wrong, code) => {
      const opened = subject.open(wrong)
      const error = { code, behaviour: 'fatal' }
      await expect(opened.put(objectOf('refused', Buffer.from('x')))).rejects.toMatchObject(error)
      await expect(opened.put(objectOf('refused', randomLike(PART_BYTES + 1)))).rejects.toMatchObject(error)
      await expect(opened.get('refused')).rejects.toMatchObject(error)
      await expect(keysBelow(opened, 'refused')).rejects.toMatchObject(error)
      await expect(opened.probeCapabilities('refused')).rejects.toMatchObject(error)
    })

    test.each(['', 'a/../b', './a', 'tab\tin it', 'k'.repeat(1_025), 'half \ud800 pair'])(
      'the key %j is refused before anything is sent',
      async (key) => {
        const put = store.put(objectOf(key, Buffer.from('x')))
        await expect(put).rejects.toMatchObject({ code: 's3.key-refused', behaviour: 'permanent' })
      },
    )

    test('hostile headers are stored as harmless text', async () => {
      const hostile = 'x\r\nx-amz-acl: public-read\r\n\r\n😀 "quoted"'
      const object = { ...objectOf('hostile', Buffer.from('x')), contentDisposition: hostile, contentType: hostile }
      for (const part of [10, PART_BYTES + 10]) {
        const bytes = randomLike(part)
        await store.put({ ...object, body: bodyOfChunks([bytes]), sizeBytes: part, metadata: { note: hostile } })
        const found = await store.head('hostile')
        expect(found).toMatchObject({ sizeBytes: part })
        expect(found?.contentType).toMatch(/^[\x20-\x7e]+$/)
      }
    })
  })
}

/** Bytes without a pattern a store could compress, the same for the same size. */
export function randomLike(sizeBytes: number): Buffer {
  const block = createHash('shake256', { outputLength: 65_537 }).update(String(sizeBytes)).digest()
  return Buffer.alloc(sizeBytes, block)
}

export function objectOf(key: string, bytes: Buffer): PutObject & { body: WatchedBody } {
  // Chunks of an odd size, so that none ends where a part does.
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_521) }, (_, at) =>
    bytes.subarray(at * 65_521, (at + 1) * 65_521),
  )
  return { key, body: watchedBody(chunks), sizeBytes: bytes.length, contentType: 'application/pdf' }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What is remembered of one upload, by nobody else. */
function uploadMemory(): UploadMemory & { readFrom: number[]; noted(): number[] } {
  let known: KnownUpload | undefined
  const parts = new Map<number, NotedPart>()
  return {
    readFrom: [],
    noted: () => [...parts.keys()],
    claim: async () => known && { ...known, parts: [...parts.values()].sort((a, b) => a.number - b.number) },
    begin: async (upload) => {
      known = { ...upload, isOfSameSource: true, parts: [] }
    },
    note: async (part) => void parts.set(part.number, part),
    forget: async () => {
      known = undefined
      parts.clear()
    },
  }
}

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url)
  await answer.arrayBuffer()
  return answer.status
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}

async function* breakingOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
  throw new Error('socket hang up')
}

async function* abortingAfter(bytes: Buffer, abort: () => void): AsyncGenerator<Buffer> {
  yield bytes
  yield bytes
  abort()
  yield bytes
}
