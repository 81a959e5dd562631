import { crc32 } from 'node:zlib'
import { writeFiller } from './filler.ts'

/** A file as a plan: literal bytes, and stretches of filler that exist only while they are read. */
export type Segment = { bytes: Buffer } | { fillerBytes: number; fillerOffset: number }

const CHUNK_BYTES = 64 * 1_024

export function literal(text: string | Buffer): Segment {
  return { bytes: Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1') }
}

/**
 * Filler of this length, beginning at an offset of the document's endless filler text.
 * @throws RangeError for a negative length: the structure around it alone exceeds the wanted size
 */
export function filler(sizeBytes: number, fillerOffset = 0): Segment {
  if (sizeBytes < 0) throw new RangeError(`The structure of this document needs ${-sizeBytes} bytes more.`)
  return { fillerBytes: sizeBytes, fillerOffset }
}

export function segmentBytes(segment: Segment): number {
  return 'bytes' in segment ? segment.bytes.length : segment.fillerBytes
}

export function totalBytes(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segmentBytes(segment), 0)
}

/** The bytes of the segments from `start` to `end` (exclusive), in chunks of at most 64 KiB. */
export function* readSegments(segments: readonly Segment[], label: string, start: number, end: number) {
  let position = 0
  for (const segment of segments) {
    const from = Math.max(start - position, 0)
    const to = Math.min(end - position, segmentBytes(segment))
    for (let at = from; at < to; at += CHUNK_BYTES) {
      yield readChunk(segment, label, at, Math.min(to, at + CHUNK_BYTES))
    }
    position += segmentBytes(segment)
  }
}

function readChunk(segment: Segment, label: string, from: number, to: number): Buffer {
  if ('bytes' in segment) return segment.bytes.subarray(from, to)
  const chunk = Buffer.allocUnsafe(to - from)
  writeFiller(chunk, label, segment.fillerOffset + from)
  return chunk
}

/** CRC-32 (the one of zip and PNG) over the segments. */
export function crcOf(segments: readonly Segment[], label: string): number {
  let crc = 0
  for (const chunk of readSegments(segments, label, 0, totalBytes(segments))) crc = crc32(chunk, crc)
  return crc
}
