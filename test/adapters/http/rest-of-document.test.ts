import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { openHttpsSource } from '../../../server/adapters/https/document-source.ts'
import { chunksOf } from '../../../server/domain/object/byte-body.ts'
import type { OpenedDocument } from '../../../server/ports/document-source.ts'
import { listen } from '../../sandbox/listening.ts'

const BYTES = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * 7 + (at >> 8)) % 256))
const ETAG = '"first"'
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Answers one request: what it is asked for, its number from 1. */
type Answering = (asked: IncomingMessage, response: ServerResponse, number: number) => void

interface Part {
  from: number
  /** Bytes that are sent before the connection is cut; all when left out. */
  cutAfter?: number
  etag?: string | undefined
  totalBytes?: number
  status?: number
}

function send(response: ServerResponse, { from, cutAfter, etag = ETAG, totalBytes = BYTES.length, status }: Part) {
  const bytes = BYTES.subarray(from)
  response.writeHead(status ?? (from === 0 ? 200 : 206), {
    'content-length': String(bytes.length),
    ...(etag === '' ? {} : { etag }),
    ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${BYTES.length - 1}/${totalBytes}` }),
  })
  if (cutAfter === undefined) response.end(bytes)
  else response.write(bytes.subarray(0, cutAfter), () => response.destroy())
}

const startOf = (asked: IncomingMessage) => Number(/^bytes=(\d+)-$/.exec(asked.headers.range ?? 'bytes=0-')?.[1])

async function open(answering: Answering): Promise<{ document: OpenedDocument; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = await listen((message, response) => answering(message, response, asked.push(message)), 0)
  const source = openHttpsSource({ hosts: [new URL(server.url).host], maxFileSizeBytes: 10_000_000 })
  stops.push(server.stop, () => source.close())
  const ref = { recordId: 'a1c000000000001AAA', identifier: null, documentUrl: `${server.url}/a.pdf` }
  const answer = await source.open(ref)
  if (answer.kind !== 'found') throw new Error(JSON.stringify(answer))
  return { document: answer.document, asked }
}

const read = async ({ body }: Pick<OpenedDocument, 'body'>) => buffer(chunksOf(body))
const readFrom = async (document: OpenedDocument, startByte: number) => {
  document.body.destroy()
  if (document.readFrom === undefined) throw new Error('The document cannot be read from a place on.')
  return read({ body: await document.readFrom(startByte) })
}

describe('a document whose connection breaks', () => {
  test('is read on from there, under the condition that it is the same', async () => {
    const { document, asked } = await open((message, response, number) =>
      send(response, number < 4 ? { from: startOf(message), cutAfter: 100_000 } : { from: startOf(message) }),
    )
    expect((await read(document)).equals(BYTES)).toBe(true)
    const parts = asked.map(({ headers }) => [headers.range, headers['if-match']])
    expect(parts[0]).toEqual([undefined, undefined])
    expect(parts.slice(1)).toEqual([...parts.slice(1)].map(([range]) => [range, ETAG]))
    expect(new Set(parts.map(([range]) => range)).size).toBe(4)
  })

  test('again and again is given up, to be tried later', async () => {
    const { document, asked } = await open((message, response) =>
      send(response, { from: startOf(message), cutAfter: 10_000 }),
    )
    await expect(read(document)).rejects.toMatchObject({ code: 'source.connection', behaviour: 'transient' })
    expect(asked).toHaveLength(4)
  })

  test.each(['', 'W/"first"', 'unquoted'])(
    'and has the tag %j, which proves no bytes, is not read on',
    async (etag) => {
      const { document, asked } = await open((message, response) =>
        send(response, { from: startOf(message), cutAfter: 100_000, etag }),
      )
      expect(document.readFrom).toBeUndefined()
      await expect(read(document)).rejects.toMatchObject({ code: 'source.connection' })
      expect(asked).toHaveLength(1)
    },
  )
})

describe('the rest of a document', () => {
  test('begins at the byte that was asked for', async () => {
    const { document } = await open((message, response) => send(response, { from: startOf(message) }))
    expect((await readFrom(document, 123_456)).equals(BYTES.subarray(123_456))).toBe(true)
  })

  test('of a source that does not know ranges is the whole, of which the start is passed over', async () => {
    const { document } = await open((_message, response) => send(response, { from: 0 }))
    expect((await readFrom(document, 123_456)).equals(BYTES.subarray(123_456))).toBe(true)
  })

  test.each<[string, (response: ServerResponse) => void]>([
    ['412', (response) => response.writeHead(412).end()],
    ['416', (response) => response.writeHead(416).end()],
    [
      'another ETag, from a source that overlooks the condition',
      (response) => send(response, { from: 9, etag: '"b"' }),
    ],
    ['no ETag any more', (response) => send(response, { from: 9, etag: '' })],
    ['another size', (response) => send(response, { from: 9, totalBytes: 5 })],
    ['all of another document', (response) => send(response, { from: 0, etag: '"b"' })],
    ['a refusal', (response) => response.writeHead(404).end()],
  ])('answered with %s is another document, to be read anew from its start', async (_words, answer) => {
    const { document } = await open((_message, response, number) =>
      number === 1 ? send(response, { from: 0 }) : answer(response),
    )
    await expect(readFrom(document, 9)).rejects.toMatchObject({ code: 'source.changed', behaviour: 'transient' })
  })

  test('that begins elsewhere is not taken', async () => {
    const { document } = await open((_message, response, number) => send(response, { from: number === 1 ? 0 : 8 }))
    await expect(readFrom(document, 9)).rejects.toMatchObject({ code: 'source.bad-answer', behaviour: 'permanent' })
  })

  test('of a source that is busy is asked for later', async () => {
    const { document } = await open((_message, response, number) =>
      number === 1 ? send(response, { from: 0 }) : response.writeHead(503, { 'retry-after': '3' }).end(),
    )
    const error = { code: 'source.throttled', retryAfterMs: 3_000 }
    await expect(readFrom(document, 9)).rejects.toMatchObject(error)
  })
})
