import { createHash } from 'node:crypto'
import { crc32, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { DocumentKind } from '../catalogue/catalogue.ts'
import { contentOf } from './content.ts'

const IDENTIFIER = '42bda572-f2e0-1006-9d27-f4b3cbc75581'
const KINDS: DocumentKind[] = ['pdf', 'docx', 'xlsx', 'jpg', 'png', 'txt', 'xml', 'html', 'bin']
const SIZES = [4_096, 65_541, 200_003]
const EVERY = KINDS.flatMap((kind) => SIZES.map((sizeBytes) => [kind, sizeBytes] as const))

const content = (kind: DocumentKind, sizeBytes: number, identifier = IDENTIFIER) =>
  contentOf({ identifier, objectKey: 'k', kind, sizeBytes, answer: 'bytes' })
const bytesOf = (kind: DocumentKind, sizeBytes: number) => Buffer.concat([...content(kind, sizeBytes).read()])

test.each(EVERY)('a %s of %i bytes has that size, and its hash is that of its bytes', (kind, sizeBytes) => {
  const bytes = bytesOf(kind, sizeBytes)
  expect(bytes.length).toBe(sizeBytes)
  expect(content(kind, sizeBytes).sha256()).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test.each(KINDS)('any range of a %s equals that part of the whole', (kind) => {
  const whole = bytesOf(kind, 200_003)
  for (const [start, end] of [
    [0, 1],
    [1, 4_097],
    [65_530, 131_080],
    [199_990, 200_003],
  ] as const) {
    expect(Buffer.concat([...content(kind, 200_003).read(start, end)]).equals(whole.subarray(start, end))).toBe(true)
  }
})

test('two documents of one size differ, in every stretch of 8 KiB', () => {
  const other = Buffer.concat([...content('txt', 100_000, IDENTIFIER.replace('42', '43')).read()])
  const mine = bytesOf('txt', 100_000)
  for (let at = 0; at + 8_192 <= mine.length; at += 8_192) {
    expect(mine.subarray(at, at + 8_192).equals(other.subarray(at, at + 8_192))).toBe(false)
  }
})

test('chunks stay small however large the document is', () => {
  let largest = 0
  let total = 0
  for (const chunk of content('pdf', 64 * 1024 ** 2).read()) {
    largest = Math.max(largest, chunk.length)
    total += chunk.length
  }
  expect([total, largest]).toEqual([64 * 1024 ** 2, 64 * 1024])
})

test('the zero-byte document exists, and a container without room is refused', () => {
  expect(bytesOf('txt', 0).length).toBe(0)
  expect(bytesOf('bin', 0).length).toBe(0)
  for (const kind of ['pdf', 'docx', 'xlsx', 'jpg', 'png', 'xml', 'html'] as const) {
    expect(() => content(kind, 60)).toThrow(RangeError)
  }
})

test.each(SIZES)('a PDF of %i bytes has a cross-reference table that points at its objects', (sizeBytes) => {
  const text = bytesOf('pdf', sizeBytes).toString('latin1')
  expect(text.startsWith('%PDF-1.4\n')).toBe(true)
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
  const [, count, rows] = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [fn] \n)+)trailer\n/.exec(text.slice(start)) ?? []
  const offsets = (rows ?? '').match(/\d{10}(?= \d{5} n)/g)?.map(Number) ?? []
  expect(offsets).toHaveLength(Number(count) - 1)
  for (const [at, offset] of offsets.entries()) expect(text.startsWith(`${at + 1} 0 obj\n`, offset)).toBe(true)
  for (const [, length, body] of text.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)) {
    expect(body?.length).toBe(Number(length))
  }
})

test.each(['docx', 'xlsx'] as const)('a %s is a zip whose directory, sizes and CRCs agree with its parts', (kind) => {
  const bytes = bytesOf(kind, 65_541)
  const parts = readZip(bytes)
  expect(parts.every(({ crc, data }) => crc === crc32(data))).toBe(true)
  const text = (name: string) => parts.find((part) => part.name === name)?.data.toString('utf8') ?? ''
  const main = kind === 'docx' ? 'word/document.xml' : 'xl/workbook.xml'
  expect(text('[Content_Types].xml')).toContain(`PartName="/${main}"`)
  expect(text('_rels/.rels')).toContain(`Target="${main}"`)
  expect(text(main)).toMatch(/^<\?xml /)
})

test.each(SIZES)('a PNG of %i bytes has correct chunk CRCs and decodes to its pixels', (sizeBytes) => {
  const chunks = readPng(bytesOf('png', sizeBytes))
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'tEXt', 'IDAT', 'IEND'])
  expect(chunks.every(({ isSound }) => isSound)).toBe(true)
  expect(inflateSync(chunks[2]?.data ?? Buffer.alloc(0)).length).toBe(32 * 33)
})

test.each([...SIZES, 65_540, 65_800, 65_801, 65_802, 131_300])(
  'a JPEG of %i bytes decodes to four shades',
  (sizeBytes) => {
    const bytes = bytesOf('jpg', sizeBytes)
    expect(bytes.length).toBe(sizeBytes)
    const scan = readJpegScan(bytes)
    expect(decodeShades(scan)).toEqual([-20, -5, 10, -20])
  },
)

function readZip(bytes: Buffer) {
  const end = bytes.length - 22
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50)
  const parts: { name: string; crc: number; data: Buffer }[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [sizeBytes, nameBytes] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)]
    const local = bytes.readUInt32LE(at + 42)
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50)
    expect(bytes.subarray(local + 4, local + 30).equals(bytes.subarray(at + 6, at + 32))).toBe(true)
    const data = bytes.subarray(local + 30 + nameBytes, local + 30 + nameBytes + sizeBytes)
    parts.push({ name: bytes.toString('latin1', at + 46, at + 46 + nameBytes), crc: bytes.readUInt32LE(at + 16), data })
    at += 46 + nameBytes
  }
  expect(at).toBe(end)
  return parts
}

function readPng(bytes: Buffer) {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks: { type: string; data: Buffer; isSound: boolean }[] = []
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    const isSound = bytes.readUInt32BE(at + 8 + length) === crc32(body)
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4), isSound })
    at += 12 + length
  }
  return chunks
}

/** Walks the marker segments to the entropy-coded data. */
function readJpegScan(bytes: Buffer): Buffer {
  expect(bytes.readUInt16BE(0)).toBe(0xffd8)
  expect(bytes.readUInt16BE(bytes.length - 2)).toBe(0xffd9)
  for (let at = 2; ; ) {
    expect(bytes[at]).toBe(0xff)
    const length = bytes.readUInt16BE(at + 2)
    if (bytes[at + 1] === 0xda) return bytes.subarray(at + 2 + length, -2)
    at += 2 + length
  }
}

/** Decodes DC-only blocks of the tables in jpeg.ts: four bits of category, the value, one bit for "end of block". */
function decodeShades(scan: Buffer): number[] {
  let bits = [...scan].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const shades: number[] = []
  while (shades.length < 4) {
    const category = Number.parseInt(bits.slice(0, 4), 2)
    const value = Number.parseInt(bits.slice(4, 4 + category), 2)
    const step = value >= 2 ** (category - 1) ? value : value - 2 ** category + 1
    expect(bits[4 + category]).toBe('0')
    shades.push((shades.at(-1) ?? 0) + step)
    bits = bits.slice(5 + category)
  }
  return shades
}
