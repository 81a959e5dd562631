import { type Answer, xmlAnswer } from './answer.ts'
import { takePage } from './listing.ts'
import { invalidArgument, parseCount, parseEncoding } from './listing-parameters.ts'
import type { ObjectVersion } from './objects.ts'
import type { BucketRequest } from './request.ts'
import { storageClassOf } from './storage-headers.ts'
import { queryValue, type Target } from './target.ts'
import { element, optional, type XmlElement } from './xml.ts'

/** One line of the list: a version, or a prefix that stands for many keys. */
type Entry =
  | { key: string; isPrefix: true }
  | { key: string; isPrefix: false; version: ObjectVersion; isLatest: boolean }

interface Marker {
  key: string
  /** Empty when every version of the key lies before the page. */
  versionId: string
}

/** ListObjectVersions: every version and delete marker, by key, the newest first. */
export async function listObjectVersions(request: BucketRequest): Promise<Answer> {
  const { bucket, target } = request
  const marker = parseMarker(target)
  const most = parseCount(target, 'max-keys')
  const encode = parseEncoding(target)
  const found = most === 0 ? [] : await collect(request, marker, most + 1)
  const page = found.slice(0, most)
  const last = found.length > most ? page.at(-1) : undefined
  return xmlAnswer(
    element('ListVersionsResult', [
      element('Name', bucket.name),
      element('Prefix', encode(queryValue(target, 'prefix') ?? '')),
      element('KeyMarker', encode(marker.key)),
      element('VersionIdMarker', marker.versionId),
      ...(last ? nextMarkers(last, encode) : []),
      element('MaxKeys', most),
      optional('Delimiter', encode(queryValue(target, 'delimiter') ?? '')),
      optional('EncodingType', queryValue(target, 'encoding-type') ?? ''),
      element('IsTruncated', last !== undefined),
      ...page.map((entry) => describeEntry(entry, encode)),
    ]),
  )
}

function parseMarker(target: Target): Marker {
  const key = queryValue(target, 'key-marker') ?? ''
  const versionId = queryValue(target, 'version-id-marker') ?? ''
  if (key !== '' || versionId === '') return { key, versionId }
  throw invalidArgument('version-id-marker', versionId, 'A version-id marker cannot be specified without a key marker.')
}

/** As many entries behind the marker as there are, up to so many. */
async function collect({ bucket, target }: BucketRequest, marker: Marker, most: number): Promise<Entry[]> {
  const keys = await bucket.objects.allKeys()
  const entries: Entry[] =
    marker.versionId === '' ? [] : await versionsBehind(bucket.objects.versions(marker.key), marker)
  const { entries: rest } = takePage(keys, {
    prefix: queryValue(target, 'prefix') ?? '',
    delimiter: queryValue(target, 'delimiter') ?? '',
    after: marker.key,
    maxKeys: most,
  })
  for (const { key, isPrefix } of rest) {
    if (entries.length >= most) break
    if (isPrefix) entries.push({ key, isPrefix })
    else entries.push(...asEntries(key, await bucket.objects.versions(key)))
  }
  return entries.slice(0, most)
}

async function versionsBehind(reading: Promise<readonly ObjectVersion[]>, { key, versionId }: Marker) {
  const entries = asEntries(key, await reading)
  return entries.slice(entries.findIndex(({ version }) => version.versionId === versionId) + 1)
}

function asEntries(key: string, versions: readonly ObjectVersion[]) {
  return versions.map((version, at) => ({ key, isPrefix: false, version, isLatest: at === 0 }) as const)
}

function nextMarkers(last: Entry, encode: (text: string) => string): XmlElement[] {
  const key = element('NextKeyMarker', encode(last.key))
  return last.isPrefix ? [key] : [key, element('NextVersionIdMarker', last.version.versionId)]
}

function describeEntry(entry: Entry, encode: (text: string) => string): XmlElement {
  if (entry.isPrefix) return element('CommonPrefixes', [element('Prefix', encode(entry.key))])
  const { version } = entry
  const common = [
    element('Key', encode(entry.key)),
    element('VersionId', version.versionId),
    element('IsLatest', entry.isLatest),
    element('LastModified', version.modifiedAt),
  ]
  if (version.isDeleteMarker) return element('DeleteMarker', common)
  return element('Version', [
    ...common,
    element('ETag', version.etag),
    element('Size', version.sizeBytes),
    element('StorageClass', storageClassOf(version.storageHeaders)),
  ])
}
