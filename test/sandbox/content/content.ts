import { createHash } from 'node:crypto'
import type { DocumentFacts, DocumentKind } from '../catalogue/catalogue.ts'
import { jpegSegments } from './jpeg.ts'
import { binarySegments, htmlSegments, textSegments, xmlSegments } from './markup.ts'
import { docxSegments, xlsxSegments } from './office.ts'
import { pdfSegments } from './pdf.ts'
import { pngSegments } from './png.ts'
import { readSegments, type Segment } from './segments.ts'

/** The bytes of one document; the same facts always give the same bytes, and nothing is held in memory. */
export interface DocumentContent {
  sizeBytes: number
  /** Strong and opaque. It looks like an MD5 and is none, like the ETag of an encrypted or multipart S3 object. */
  etag: string
  /** Chunks of at most 64 KiB from `start` to `end` (exclusive); the whole document without arguments. */
  read(start?: number, end?: number): Generator<Buffer>
  /** SHA-256 of the whole document, lower-case hex. Reads every byte. */
  sha256(): string
}

type Layout = (label: string, sizeBytes: number) => Segment[]

const LAYOUTS: Record<DocumentKind, Layout> = {
  pdf: pdfSegments,
  docx: docxSegments,
  xlsx: xlsxSegments,
  jpg: jpegSegments,
  png: pngSegments,
  txt: textSegments,
  xml: xmlSegments,
  html: htmlSegments,
  bin: binarySegments,
}

/**
 * The content of a document.
 * @throws RangeError when the size leaves no room for the structure of the kind
 */
export function contentOf(facts: DocumentFacts): DocumentContent {
  const { identifier, kind, sizeBytes } = facts
  const segments = LAYOUTS[kind](identifier, sizeBytes)
  const read = (start = 0, end = sizeBytes) => readSegments(segments, identifier, start, end)
  return { sizeBytes, etag: etagOf(facts), read, sha256: () => sha256Of(read()) }
}

/** The quoted ETag of a document, without making its bytes. */
export function etagOf(facts: DocumentFacts): string {
  const text = `${facts.identifier} ${facts.kind} ${facts.sizeBytes}`
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
}

function sha256Of(chunks: Iterable<Buffer>): string {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}
