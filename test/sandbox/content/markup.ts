import { filler, literal, type Segment, totalBytes } from './segments.ts'

/** A well-formed XML document of exactly `sizeBytes`. */
export function xmlSegments(label: string, sizeBytes: number): Segment[] {
  return around(
    `<?xml version="1.0" encoding="UTF-8"?>\n<record id="${label}"><notes>`,
    '</notes></record>\n',
    sizeBytes,
  )
}

/** An HTML page of exactly `sizeBytes`. */
export function htmlSegments(label: string, sizeBytes: number): Segment[] {
  const head = `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${label}</title></head><body><pre>`
  return around(head, '</pre></body></html>\n', sizeBytes)
}

/** Plain text; may be empty. */
export function textSegments(_label: string, sizeBytes: number): Segment[] {
  return [filler(sizeBytes)]
}

/** Bytes that no sniffer recognises: a zero byte and high bytes first, then filler. */
export function binarySegments(_label: string, sizeBytes: number): Segment[] {
  const head = Buffer.from([0x00, 0x9f, 0x92, 0x96, 0xf0, 0x28, 0x8c, 0x28]).subarray(0, sizeBytes)
  return [literal(head), filler(sizeBytes - head.length)]
}

function around(before: string, after: string, sizeBytes: number): Segment[] {
  const ends = [literal(before), literal(after)] as const
  return [ends[0], filler(sizeBytes - totalBytes(ends)), ends[1]]
}
