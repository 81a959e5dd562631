import { crcOf, literal, type Segment, totalBytes } from './segments.ts'

/** One part of a zip file; parts are stored, not compressed. */
export interface ZipPart {
  name: string
  content: Segment[]
}

/** 1 January 2024, 00:00, in the format of MS-DOS. */
const DOS_DATE = ((2024 - 1980) << 9) | (1 << 5) | 1
const VERSION = 20

/** A zip file (PKWARE APPNOTE 6.3: local headers, central directory, end record) holding the parts. */
export function zipSegments(label: string, parts: readonly ZipPart[]): Segment[] {
  const body: Segment[] = []
  const directory: Buffer[] = []
  for (const part of parts) {
    const offset = totalBytes(body)
    const facts = factsOf(part, label)
    body.push(literal(localHeader(part.name, facts)), ...part.content)
    directory.push(directoryEntry(part.name, facts, offset))
  }
  const directoryBytes = Buffer.concat(directory)
  return [...body, literal(directoryBytes), literal(endRecord(parts.length, directoryBytes.length, totalBytes(body)))]
}

/** Version, flags, method, time, date, CRC, sizes, name length: the 24 bytes that both kinds of header share, and two. */
function factsOf(part: ZipPart, label: string): Buffer {
  const sizeBytes = totalBytes(part.content)
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(VERSION, 0)
  facts.writeUInt16LE(DOS_DATE, 8)
  facts.writeUInt32LE(crcOf(part.content, label), 10)
  facts.writeUInt32LE(sizeBytes, 14)
  facts.writeUInt32LE(sizeBytes, 18)
  facts.writeUInt16LE(part.name.length, 22)
  return facts
}

function localHeader(name: string, facts: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name, 'latin1')])
}

function directoryEntry(name: string, facts: Buffer, offset: number): Buffer {
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  const madeBy = Buffer.from([VERSION, 0])
  return Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, facts, rest, Buffer.from(name, 'latin1')])
}

function endRecord(parts: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(22)
  record.write('PK\x05\x06', 0, 'latin1')
  record.writeUInt16LE(parts, 8)
  record.writeUInt16LE(parts, 10)
  record.writeUInt32LE(directoryBytes, 12)
  record.writeUInt32LE(directoryOffset, 16)
  return record
}
