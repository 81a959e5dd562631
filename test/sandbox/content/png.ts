import { crc32, deflateSync } from 'node:zlib'
import { crcOf, filler, literal, type Segment, totalBytes } from './segments.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const SIDE = 32
const GREYSCALE_8_BIT = [8, 0, 0, 0, 0]

/** A 32 by 32 grey PNG of exactly `sizeBytes`; the filler is a text chunk, which viewers skip. */
export function pngSegments(label: string, sizeBytes: number): Segment[] {
  const build = (fillerBytes: number): Segment[] => [
    literal(SIGNATURE),
    literal(chunk('IHDR', headerData())),
    ...textChunk(label, fillerBytes),
    literal(chunk('IDAT', deflateSync(scanLines(label)))),
    literal(chunk('IEND', Buffer.alloc(0))),
  ]
  return build(sizeBytes - totalBytes(build(0)))
}

function headerData(): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(SIDE, 0)
  data.writeUInt32BE(SIDE, 4)
  data.set(GREYSCALE_8_BIT, 8)
  return data
}

/** Rows of pixels, each after a zero byte that says "no filter"; the label tints the picture. */
function scanLines(label: string): Buffer {
  const tint = crc32(label) & 0xff
  const rows = Buffer.alloc(SIDE * (SIDE + 1))
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) rows[row * (SIDE + 1) + column + 1] = (tint + row * column) & 0xff
  }
  return rows
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}

function textChunk(label: string, fillerBytes: number): Segment[] {
  const body = [literal('tEXtComment\0'), filler(fillerBytes)]
  const lengthBytes = totalBytes(body) - 'tEXt'.length
  return [literal(uint32(lengthBytes)), ...body, literal(uint32(crcOf(body, label)))]
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
