import { filler, literal, type Segment, totalBytes } from './segments.ts'

/** A comment segment holds at most 65,535 bytes, two of which are its own length field. */
const COMMENT_BYTES = 65_533
const COMMENT_OVERHEAD = 4

/**
 * A baseline greyscale JPEG of exactly `sizeBytes`: 16 by 16 pixels, four blocks of one shade each (ITU T.81).
 * The filler sits in comment segments, which viewers skip.
 */
export function jpegSegments(_label: string, sizeBytes: number): Segment[] {
  const head = literal(Buffer.concat([Buffer.from([0xff, 0xd8]), jfifHeader()]))
  const picture = literal(
    Buffer.concat([quantisation(), frame(), ...huffmanTables(), scan(), Buffer.from([0xff, 0xd9])]),
  )
  return [head, ...comments(sizeBytes - totalBytes([head, picture])), picture]
}

function comments(spaceBytes: number): Segment[] {
  const segments: Segment[] = []
  for (let left = spaceBytes, offset = 0; left !== 0; ) {
    const fillerBytes = commentBytes(left)
    segments.push(literal(marker(0xfe, fillerBytes)), filler(fillerBytes, offset))
    left -= fillerBytes + COMMENT_OVERHEAD
    offset += fillerBytes
  }
  return segments
}

/** As much as fits, but never so much that what is left over is too short for another comment. */
function commentBytes(left: number): number {
  const wanted = Math.min(left - COMMENT_OVERHEAD, COMMENT_BYTES)
  const leftOver = left - COMMENT_OVERHEAD - wanted
  return leftOver > 0 && leftOver < COMMENT_OVERHEAD ? wanted - COMMENT_OVERHEAD : wanted
}

/** A marker with its length field, for a payload of this length. */
function marker(code: number, payloadBytes: number): Buffer {
  const bytes = Buffer.from([0xff, code, 0, 0])
  bytes.writeUInt16BE(payloadBytes + 2, 2)
  return bytes
}

function segment(code: number, payload: readonly number[]): Buffer {
  return Buffer.concat([marker(code, payload.length), Buffer.from(payload)])
}

function jfifHeader(): Buffer {
  return segment(0xe0, [...Buffer.from('JFIF\0', 'latin1'), 1, 1, 0, 0, 1, 0, 1, 0, 0])
}

function quantisation(): Buffer {
  return segment(0xdb, [0, ...Array<number>(64).fill(16)])
}

/** Eight bits, 16 by 16, one component without subsampling, quantisation table 0. */
function frame(): Buffer {
  return segment(0xc0, [8, 0, 16, 0, 16, 1, 1, 0x11, 0])
}

/** DC: categories 0 to 11 with four bits each (so a category is its own code). AC: "end of block" alone, one bit. */
function huffmanTables(): Buffer[] {
  const dcCounts = Array.from({ length: 16 }, (_, at) => (at === 3 ? 12 : 0))
  const acCounts = Array.from({ length: 16 }, (_, at) => (at === 0 ? 1 : 0))
  const categories = Array.from({ length: 12 }, (_, category) => category)
  return [segment(0xc4, [0x00, ...dcCounts, ...categories]), segment(0xc4, [0x10, ...acCounts, 0])]
}

function scan(): Buffer {
  const header = segment(0xda, [1, 1, 0x00, 0, 63, 0])
  const bits = [-20, 15, 15, -30].map(blockBits).join('')
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  const bytes = padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []
  return Buffer.concat([header, Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])))])
}

/** The bits of a block whose shade differs from the previous one by this step: category, value, end of block. */
function blockBits(step: number): string {
  const category = step === 0 ? 0 : Math.floor(Math.log2(Math.abs(step))) + 1
  const value = step > 0 ? step : step + 2 ** category - 1
  const valueBits = category === 0 ? '' : value.toString(2).padStart(category, '0')
  return `${category.toString(2).padStart(4, '0')}${valueBits}0`
}
