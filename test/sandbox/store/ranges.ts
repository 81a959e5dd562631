import { S3Error } from './errors.ts'

/** A stretch of an object: `start` inclusive, `end` exclusive. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * Reads a Range header. Several ranges or another unit are ignored, as S3 does: the answer is the whole object.
 * @throws S3Error InvalidRange when nothing of the object lies in the range
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null) return undefined
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return undefined
  const range =
    first === ''
      ? { start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes }
      : { start: Number(first), end: last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1) }
  if (last !== '' && first !== '' && Number(last) < Number(first)) return undefined
  if (range.start >= range.end) throw unsatisfiable(header ?? '', sizeBytes)
  return range
}

/** The Content-Range header of an answer with this part. */
export function formatContentRange(range: ByteRange, sizeBytes: number): string {
  return `bytes ${range.start}-${range.end - 1}/${sizeBytes}`
}

function unsatisfiable(requested: string, sizeBytes: number): S3Error {
  return new S3Error('InvalidRange', {
    details: { RangeRequested: requested, ActualObjectSize: String(sizeBytes) },
    headers: { 'content-range': `bytes */${sizeBytes}` },
  })
}
