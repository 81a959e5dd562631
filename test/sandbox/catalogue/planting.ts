import { createHash } from 'node:crypto'
import type { CatalogueEntry, DocumentFacts } from './catalogue.ts'
import { NAME_LIMIT } from './names.ts'
import type { Place } from './scheme.ts'
import { plantedKind, type ZooKindId } from './zoo.ts'

/** Larger than the largest document of any world, and than the limit a demo of the zoo sets. */
const TOO_LARGE_BYTES = 96 * 1024 * 1024
const LONG_TITLE = 'Minutes-of-every-meeting-with-the-client-about-the-taxes-of-all-years-since-the-beginning'

/** What planting needs of the catalogue. */
export interface Soil {
  vendorHost: string
  /** A UUID that is nobody's identifier. */
  unknownIdentifier: string
  /** The record before this one among the documents; undefined when the world ends before it. */
  neighbour(): CatalogueEntry | undefined
}

/** The kind that is planted at this place, or undefined. */
export function plantedAt({ kind, ordinal }: Place): ZooKindId | undefined {
  return kind === 'document' ? plantedKind(ordinal) : undefined
}

/** The kind of an entry of a zoo, planted or one that every world holds; undefined for an ordinary document. */
export function kindOf(place: Place, document: DocumentFacts | null): ZooKindId | undefined {
  if (place.kind !== 'document') return place.kind
  const planted = plantedAt(place)
  if (planted !== undefined || document === null) return planted
  return ANSWERED[document.answer]
}

const ANSWERED: Readonly<Partial<Record<DocumentFacts['answer'], ZooKindId>>> = {
  archived: 'archived',
  missing: 'missing',
  html: 'html-page',
}

/** What the vendor holds for a document of this kind. */
export function plantFacts(facts: DocumentFacts, kind: ZooKindId | undefined): DocumentFacts {
  switch (kind) {
    case 'zero-bytes':
      return { ...facts, kind: 'txt', sizeBytes: 0 }
    case 'too-large':
      return { ...facts, kind: 'pdf', sizeBytes: TOO_LARGE_BYTES }
    case 'cut-name':
    case 'cut-extension':
    case 'no-extension':
      return { ...facts, kind: 'pdf' }
    case 'html-without-extension':
      return { ...facts, kind: 'html' }
    case 'short-body':
      return { ...facts, answer: 'short' }
    case 'never-restored':
      return { ...facts, answer: 'frozen' }
    default:
      // A page to sign in cannot be told from a document that is itself a page.
      return facts.answer === 'html' ? { ...facts, kind: 'pdf' } : facts
  }
}

/** The record of a document of this kind. */
export function plantEntry(entry: CatalogueEntry, kind: ZooKindId | undefined, soil: Soil): CatalogueEntry {
  if (kind === undefined || entry.document === null) return entry
  const documentUrl = urlOf(kind, entry.document.objectKey, soil.vendorHost) ?? entry.documentUrl
  const name = nameOf(kind, entry.index + 1) ?? entry.name
  if (kind === 'shared-file') return sharing({ ...entry, documentUrl, name }, soil)
  return { ...entry, documentUrl, name, identifier: identifierOf(kind, entry.identifier, soil) }
}

/** The second of two that share a file; the first one is as it is. */
function sharing(entry: CatalogueEntry, soil: Soil): CatalogueEntry {
  const first = soil.neighbour()
  if (first === undefined) return entry
  const { documentUrl, identifier, document } = first
  return { ...entry, documentUrl, identifier, document }
}

function urlOf(kind: ZooKindId, objectKey: string, vendorHost: string): string | undefined {
  const [bucket = ''] = vendorHost.split('.')
  switch (kind) {
    case 'look-alike-host':
      return `https://${vendorHost}.example.com/${objectKey}`
    case 'credentials-in-url':
      return `https://${vendorHost}@files.example/${objectKey}`
    case 'upper-case-host':
      return `HTTPS://${vendorHost.toUpperCase()}/${objectKey}`
    case 'presigned-query':
      return `https://${vendorHost}/${objectKey}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=${digest(objectKey)}`
    case 'path-style':
      return `https://${vendorHost.slice(bucket.length + 1)}/${bucket}/${objectKey}`
    case 'other-virtual-host':
      return `https://${bucket}.s3.amazonaws.com/${objectKey}`
    case 'double-encoded':
      return `https://${vendorHost}/${objectKey.replace('/', '%252F')}`
    default:
      return undefined
  }
}

function nameOf(kind: ZooKindId, number: number): string | undefined {
  const title = `${number}-${LONG_TITLE}`
  switch (kind) {
    case 'cut-name':
      return title.slice(0, NAME_LIMIT)
    case 'cut-extension':
      return `${title.slice(0, NAME_LIMIT - 3)}.pd`
    case 'no-extension':
    case 'html-without-extension':
      return `Scan ${number}`
    case 'excluded-type':
      return `Recording ${number}.mp4`
    default:
      return undefined
  }
}

function identifierOf(kind: ZooKindId, identifier: string | null, soil: Soil): string | null {
  switch (kind) {
    case 'no-identifier':
      return null
    case 'unknown-identifier':
      return soil.unknownIdentifier
    case 'bad-identifier':
      return `../${identifier}`
    default:
      return identifier
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
