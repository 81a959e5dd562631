import { describeDocument } from './documents.ts'
import { createDraws, type Draws } from './draws.ts'
import { accountName, documentName, folderName } from './names.ts'
import { kindOf, plantEntry, plantedAt, plantFacts } from './planting.ts'
import { createRecordIds } from './record-ids.ts'
import { type EntryKind, indexOfPlace, type Place, placeOf } from './scheme.ts'
import { momentOf } from './seasons.ts'
import { createUuids } from './uuids.ts'
import type { ZooKindId } from './zoo.ts'

export type DocumentKind = 'pdf' | 'docx' | 'xlsx' | 'jpg' | 'png' | 'txt' | 'xml' | 'html' | 'bin'

/** What the vendor holds for one document. */
export interface DocumentFacts {
  identifier: string
  /** Key in the vendor's bucket. */
  objectKey: string
  kind: DocumentKind
  sizeBytes: number
  /** How the vendor answers a request for it. */
  answer: 'bytes' | 'archived' | 'missing' | 'html' | 'short' | 'frozen'
}

/** One record of the document object. */
export interface CatalogueEntry {
  index: number
  recordId: string
  accountId: string | null
  name: string
  documentUrl: string | null
  identifier: string | null
  typeCurrent: 'Document' | 'Folder'
  createdAt: Date
  modifiedAt: Date
  document: DocumentFacts | null
}

export interface CatalogueAccount {
  index: number
  accountId: string
  name: string
}

/** The world of the sandbox. Nothing is stored: every answer is computed from the seed and an index. */
export interface Catalogue {
  readonly seed: string
  readonly records: number
  readonly accounts: number
  readonly vendorHost: string
  /** Whether the odd kinds of the zoo are planted. */
  readonly hasZoo: boolean
  entry(index: number): CatalogueEntry
  /** The odd kind of an entry; undefined for an ordinary document, and without a zoo. */
  zooKindOf(index: number): ZooKindId | undefined
  /** Index of a 15- or 18-character record id, or undefined when there is no such record. */
  indexOfRecord(recordId: string): number | undefined
  account(index: number): CatalogueAccount
  indexOfAccount(accountId: string): number | undefined
  documentByIdentifier(identifier: string): DocumentFacts | undefined
  documentByKey(objectKey: string): DocumentFacts | undefined
}

const VENDOR_HOST = 'vendor-doc-storage.s3.us-west-2.amazonaws.com'
const KEY_PREFIX = 'northwind-pdf-manager/'
const RECORDS_PER_ACCOUNT = 40
const FEWEST_ACCOUNTS = 3
/** One whole block: the first one holds every kind. */
const FEWEST_FOR_ZOO = 200
const STREAM = { pod: 1, account: 2, created: 3, modified: 4, foreign: 5 } as const
const LAST_MODIFIED_MS = Date.UTC(2025, 9, 31)

const FOREIGN_URLS = [
  (index: number) => `https://northwind.files.example/d/${index + 1}`,
  (index: number) => `https://legacy-uploads.example.net/clients/scan%20${index + 1}.pdf?v=2`,
  (index: number) => `https://${VENDOR_HOST}.example.com/${KEY_PREFIX}${index + 1}`,
] as const

/**
 * Makes the catalogue of one sandbox.
 * @param options.seed any text; the same seed and number of records always give the same world
 * @param options.records all entries of the document object, folders and oddities included
 * @param options.largestDocumentBytes cuts every document to this size, which leaves room for the structure of its format
 * @param options.zoo plants every odd kind of `zoo.ts`; needs one whole block of records
 */
export function createCatalogue(options: {
  seed: string
  records: number
  zoo?: boolean
  largestDocumentBytes?: number | undefined
}): Catalogue {
  const { seed, records, zoo: hasZoo = false, largestDocumentBytes = Number.POSITIVE_INFINITY } = options
  if (!Number.isSafeInteger(records) || records < 1 || records > 100_000_000) {
    throw new RangeError(`records must be a whole number from 1 to 100000000; it is ${records}.`)
  }
  if (hasZoo && records < FEWEST_FOR_ZOO) {
    throw new RangeError(`A zoo needs at least ${FEWEST_FOR_ZOO} records; there are ${records}.`)
  }
  const draws = createDraws(seed)
  const accounts = Math.max(FEWEST_ACCOUNTS, Math.round(records / RECORDS_PER_ACCOUNT))
  const pod = podOf(draws)
  const recordIds = createRecordIds('a1c', pod, 1_000_000)
  const accountIds = createRecordIds('001', pod, 1_000_000)
  const identifiers = createUuids(draws, 1)
  const objectNames = createUuids(draws, 4)

  const factsAt = (index: number, place: Place): DocumentFacts => {
    const { sizeBytes, ...drawn } = describeDocument(draws, index, place, records)
    const facts = {
      ...drawn,
      identifier: identifiers.format(index),
      objectKey: KEY_PREFIX + objectNames.format(index),
      sizeBytes: Math.min(sizeBytes, largestDocumentBytes),
    }
    return hasZoo ? plantFacts(facts, plantedAt(place)) : facts
  }

  const entry = (index: number): CatalogueEntry => {
    assertIndex(index, records, 'record')
    const place = placeOf(draws, index)
    const plain = plainEntry(index, place)
    if (!hasZoo) return plain
    return plantEntry(plain, plantedAt(place), {
      vendorHost: VENDOR_HOST,
      unknownIdentifier: objectNames.format(index),
      neighbour: () => neighbourOf(place),
    })
  }

  const neighbourOf = ({ kind, ordinal }: Place): CatalogueEntry | undefined => {
    const before = { kind, ordinal: ordinal - 1 }
    const index = within(indexOfPlace(draws, before), records)
    return index === undefined || plantedAt(before) !== 'shared-file' ? undefined : plainEntry(index, before)
  }

  const plainEntry = (index: number, place: Place): CatalogueEntry => {
    const document = hasDocument(place.kind) ? factsAt(index, place) : null
    return {
      index,
      recordId: recordIds.format(index),
      accountId: place.kind === 'no-account' ? null : accountIds.format(accountIndexOf(draws, index, accounts)),
      name: place.kind === 'folder' ? folderName(draws, index) : documentName(draws, index, document?.kind ?? 'pdf'),
      documentUrl: urlOf(draws, index, place.kind, document),
      identifier: document?.identifier ?? null,
      typeCurrent: place.kind === 'folder' ? 'Folder' : 'Document',
      ...timesOf(draws, index, records),
      document,
    }
  }

  const documentAt = (index: number | undefined): DocumentFacts | undefined => {
    const known = within(index, records)
    if (known === undefined) return undefined
    const place = placeOf(draws, known)
    return hasDocument(place.kind) ? factsAt(known, place) : undefined
  }

  return {
    seed,
    records,
    accounts,
    vendorHost: VENDOR_HOST,
    hasZoo,
    entry,
    zooKindOf: (index) => {
      const place = placeOf(draws, index)
      return hasZoo ? kindOf(place, hasDocument(place.kind) ? factsAt(index, place) : null) : undefined
    },
    indexOfRecord: (recordId) => within(recordIds.parse(recordId), records),
    account: (index) => {
      assertIndex(index, accounts, 'Account')
      return { index, accountId: accountIds.format(index), name: accountName(draws, index) }
    },
    indexOfAccount: (accountId) => within(accountIds.parse(accountId), accounts),
    documentByIdentifier: (identifier) => documentAt(identifiers.parse(identifier)),
    documentByKey: (objectKey) =>
      objectKey.startsWith(KEY_PREFIX) ? documentAt(objectNames.parse(objectKey.slice(KEY_PREFIX.length))) : undefined,
  }
}

function podOf(draws: Draws): string {
  const letters = draws.integer(STREAM.pod, 0) % (26 * 26)
  return String.fromCharCode(65 + Math.floor(letters / 26), 97 + (letters % 26), 48)
}

function hasDocument(kind: EntryKind): boolean {
  return kind === 'document' || kind === 'no-account' || kind === 'scheme-less'
}

function urlOf(draws: Draws, index: number, kind: EntryKind, document: DocumentFacts | null): string | null {
  if (kind === 'foreign-host') return draws.pick(FOREIGN_URLS, STREAM.foreign, index)(index)
  if (document === null) return null
  const address = `${VENDOR_HOST}/${document.objectKey}`
  return kind === 'scheme-less' ? address : `https://${address}`
}

/** The cube skews the sizes: the first Account holds some per cent of everything, the last ones about a dozen records. */
function accountIndexOf(draws: Draws, index: number, accounts: number): number {
  return Math.floor(accounts * draws.fraction(STREAM.account, index) ** 3)
}

/** Records were created in the order of their ids, in office hours mostly; whole seconds, as Salesforce stamps them. */
function timesOf(draws: Draws, index: number, records: number): { createdAt: Date; modifiedAt: Date } {
  const createdMs = wholeSecond(momentOf((index + draws.fraction(STREAM.created, index)) / records))
  const modifiedMs = wholeSecond(
    createdMs + (LAST_MODIFIED_MS - createdMs) * draws.fraction(STREAM.modified, index) ** 4,
  )
  return { createdAt: new Date(createdMs), modifiedAt: new Date(modifiedMs) }
}

function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000
}

function within(index: number | undefined, count: number): number | undefined {
  return index !== undefined && index < count ? index : undefined
}

function assertIndex(index: number, count: number, noun: string): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`There is no ${noun} ${index}; there are ${count}.`)
  }
}
