import { type Answer, xmlAnswer } from './answer.ts'
import { invalidArgument, parseCount, parseEncoding } from './listing-parameters.ts'
import type { ObjectFiles } from './objects.ts'
import type { BucketRequest } from './request.ts'
import { storageClassOf } from './storage-headers.ts'
import { queryValue, type Target } from './target.ts'
import { element, optional, type XmlElement } from './xml.ts'

/** Which keys of a bucket a page shall have. */
export interface PageRequest {
  prefix: string
  delimiter: string
  /** Keys up to and including this one are left out. */
  after: string
  maxKeys: number
}

interface Listing extends PageRequest {
  encode(text: string): string
}

interface Page {
  /** Keys, and prefixes that stand for many keys, in order. */
  entries: { key: string; isPrefix: boolean }[]
  isTruncated: boolean
}

/** ListObjectsV2. */
export async function listObjects(request: BucketRequest): Promise<Answer> {
  const { bucket, target } = request
  const listing = parseListing(target)
  const page = takePage(await bucket.objects.keys(), listing)
  const keys = page.entries.filter((entry) => !entry.isPrefix)
  const prefixes = page.entries.filter((entry) => entry.isPrefix)
  const contents = await Promise.all(keys.map(({ key }) => describeKey(bucket.objects, key, listing)))
  return xmlAnswer(
    element('ListBucketResult', [
      element('Name', bucket.name),
      element('Prefix', listing.encode(listing.prefix)),
      optional('Delimiter', listing.encode(listing.delimiter)),
      optional('StartAfter', listing.encode(queryValue(target, 'start-after') ?? '')),
      optional('ContinuationToken', queryValue(target, 'continuation-token') ?? ''),
      optional('EncodingType', queryValue(target, 'encoding-type') ?? ''),
      element('MaxKeys', listing.maxKeys),
      element('KeyCount', page.entries.length),
      element('IsTruncated', page.isTruncated),
      optional('NextContinuationToken', page.isTruncated ? formatToken(page) : ''),
      ...contents,
      ...prefixes.map(({ key }) => element('CommonPrefixes', [element('Prefix', listing.encode(key))])),
    ]),
  )
}

function parseListing(target: Target): Listing {
  const token = queryValue(target, 'continuation-token')
  return {
    prefix: queryValue(target, 'prefix') ?? '',
    delimiter: queryValue(target, 'delimiter') ?? '',
    after: token === undefined ? (queryValue(target, 'start-after') ?? '') : parseToken(token),
    maxKeys: parseCount(target, 'max-keys'),
    encode: parseEncoding(target),
  }
}

/** The first keys that the request means, folded at the delimiter. */
export function takePage(keys: readonly string[], listing: PageRequest): Page {
  const entries: Page['entries'] = []
  let last = listing.after
  const start = Math.max(countBelow(keys, listing.prefix), countUpTo(keys, listing.after))
  for (let at = start; keys[at]?.startsWith(listing.prefix); at += 1) {
    const key = keys[at] ?? ''
    if (isInside(key, last, listing)) continue
    if (entries.length === listing.maxKeys) return { entries, isTruncated: entries.length > 0 }
    const entry = entryOf(key, listing)
    entries.push(entry)
    last = entry.key
  }
  return { entries, isTruncated: false }
}

/** Whether the key is one of the many for which the last common prefix stands. */
function isInside(key: string, last: string, listing: PageRequest): boolean {
  return listing.delimiter !== '' && last.endsWith(listing.delimiter) && last !== listing.prefix && key.startsWith(last)
}

function entryOf(key: string, listing: PageRequest): { key: string; isPrefix: boolean } {
  const cut = listing.delimiter === '' ? -1 : key.indexOf(listing.delimiter, listing.prefix.length)
  return cut < 0 ? { key, isPrefix: false } : { key: key.slice(0, cut + listing.delimiter.length), isPrefix: true }
}

function countBelow(keys: readonly string[], bound: string): number {
  return countWhile(keys, bound, (order) => order < 0)
}

function countUpTo(keys: readonly string[], bound: string): number {
  return bound === '' ? 0 : countWhile(keys, bound, (order) => order <= 0)
}

/** How many keys at the beginning stand so to the bound in the order of UTF-8 bytes; found by halving. */
function countWhile(keys: readonly string[], bound: string, isCounted: (order: number) => boolean): number {
  const bytes = Buffer.from(bound, 'utf8')
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isCounted(Buffer.compare(Buffer.from(keys[middle] ?? '', 'utf8'), bytes))) low = middle + 1
    else high = middle
  }
  return low
}

async function describeKey(objects: ObjectFiles, key: string, listing: Listing): Promise<XmlElement | undefined> {
  const version = await objects.current(key)
  if (version === undefined || version.isDeleteMarker) return undefined
  return element('Contents', [
    element('Key', listing.encode(key)),
    element('LastModified', version.modifiedAt),
    element('ETag', version.etag),
    element('Size', version.sizeBytes),
    element('StorageClass', storageClassOf(version.storageHeaders)),
  ])
}

/** The token names the last entry of the page; clients must treat it as opaque. */
function formatToken(page: Page): string {
  return Buffer.from(`1 ${page.entries.at(-1)?.key ?? ''}`, 'utf8').toString('base64')
}

function parseToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8')
  if (text.startsWith('1 ')) return text.slice(2)
  throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect')
}
