import type { DocumentFacts, DocumentKind } from './catalogue.ts'
import type { Draws } from './draws.ts'
import type { Place } from './scheme.ts'

const STREAM = { kind: 20, size: 21 } as const

const KIND_SHARES: readonly (readonly [DocumentKind, number])[] = [
  ['pdf', 0.72],
  ['docx', 0.79],
  ['xlsx', 0.85],
  ['jpg', 0.9],
  ['png', 0.94],
  ['txt', 0.97],
  ['xml', 0.98],
  ['html', 0.99],
  ['bin', 1],
]

/** Sizes are log-normal: median 20 KB, mean near 65 KB after cutting, which keeps a demo of thousands quick. */
const MEDIAN_BYTES = 20_000
const SPREAD = 1.6
/** Below this a container format (PDF, zip) has no room for its own structure. */
const MINIMUM_BYTES = 4_096
const MAXIMUM_BYTES = 3_000_000

interface Planted {
  kind: DocumentKind
  sizeBytes: number
}

/** Extremes that every sandbox of at least one full block holds once, by running number among the documents. */
const PLANTED: ReadonlyMap<number, Planted> = new Map([
  [10, { kind: 'pdf', sizeBytes: 64 * 1024 * 1024 }],
  [50, { kind: 'pdf', sizeBytes: 12 * 1024 * 1024 + 12_345 }],
  [110, { kind: 'docx', sizeBytes: 12_000_000 }],
  [20, { kind: 'txt', sizeBytes: 0 }],
])
const PLANTED_FROM_RECORDS = 200

/** Running numbers (modulo 1000) of the documents that the vendor does not simply hand out: 0.5, 0.3 and 0.3 %. */
const ANSWERS: ReadonlyMap<number, DocumentFacts['answer']> = new Map([
  ...[37, 237, 437, 637, 837].map((ordinal) => [ordinal, 'archived'] as const),
  ...[61, 401, 741].map((ordinal) => [ordinal, 'missing'] as const),
  ...[83, 423, 763].map((ordinal) => [ordinal, 'html'] as const),
])

/** Kind, size and vendor answer of the document at this place. */
export function describeDocument(draws: Draws, index: number, place: Place, records: number) {
  const isOrdinary = place.kind !== 'document'
  const planted = isOrdinary || records < PLANTED_FROM_RECORDS ? undefined : PLANTED.get(place.ordinal)
  const answer = isOrdinary ? undefined : ANSWERS.get(place.ordinal % 1000)
  return { ...(planted ?? drawnShape(draws, index)), answer: answer ?? ('bytes' as const) }
}

function drawnShape(draws: Draws, index: number): Planted {
  const sizeBytes = Math.round(MEDIAN_BYTES * Math.exp(SPREAD * draws.normal(STREAM.size, index)))
  return { kind: drawnKind(draws, index), sizeBytes: Math.min(MAXIMUM_BYTES, Math.max(MINIMUM_BYTES, sizeBytes)) }
}

function drawnKind(draws: Draws, index: number): DocumentKind {
  const draw = draws.fraction(STREAM.kind, index)
  return KIND_SHARES.find(([, upTo]) => draw < upTo)?.[0] ?? 'bin'
}
