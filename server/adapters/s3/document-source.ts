import { isParseFailure, parseObjectUrl } from '../../domain/object/location.ts'
import { s3ObjectOf } from '../../domain/object/s3-bucket.ts'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DocumentRef, OpenAnswer, OpenDocumentSource, SourceRefusal } from '../../ports/document-source.ts'
import { confirmDocument, openDocument, sampleDocument, type WayToBytes } from '../http/read-document.ts'
import type { CredentialsProvider } from './assumed-role.ts'
import { askForRestore, restoreLater } from './restore.ts'
import { restoreNotAllowed, sourceRefusalOf } from './source-answers.ts'
import { openSourceRequests, type SourceObject, type SourceRequests } from './source-requests.ts'

export interface S3SourceOptions {
  /** Of the store; AWS in the region when null. */
  endpoint: string | null
  region: string
  /** The only buckets that are read from. */
  buckets: readonly string[]
  isPathStyle: boolean
  credentials: CredentialsProvider
  /** Whether archived objects are asked back when they are to be copied. */
  mayRestore: boolean
  /** Larger documents are refused. */
  maxFileSizeBytes: number
  /** Told of each request for an object. */
  observe?: (seen: RequestSeen) => void
}

/** Opens buckets as a source: the object that the URL of a record names, read with credentials of ours. */
export function openS3Source(options: S3SourceOptions, clock: Pick<Clock, 'now'>): OpenDocumentSource {
  const { buckets, mayRestore } = options
  const requests = openSourceRequests(options, clock)
  const read =
    <Found>(reading: Reading<Found>, whenArchived: WhenArchived) =>
    async (ref: DocumentRef, signal?: AbortSignal): Promise<Found | SourceRefusal> => {
      const object = objectOf(ref, options)
      if (object === undefined) return { kind: 'not-this-sources' }
      return await reading(wayTo(requests, object, { ...options, whenArchived, ref, signal }), object)
    }
  return {
    name: `buckets ${buckets.join(', ')}`,
    check: async (signal) => {
      await Promise.all(buckets.map((bucket) => askForNothing(requests, bucket, signal)))
      return { status: 'ok', sentence: `The buckets ${buckets.join(', ')} answer and take our credentials.` }
    },
    open: read(openStored, mayRestore ? askForRestore : refuseRestore),
    confirm: read(confirmDocument, mayRestore ? restoreLater : refuseRestore),
    sample: read(sampleDocument, mayRestore ? askForRestore : refuseRestore),
    close: () => requests.close(),
  }
}

/** Without leave to list, S3 denies what is not there; either way the credentials were taken. */
async function askForNothing(requests: SourceRequests, bucket: string, signal?: AbortSignal): Promise<void> {
  const answer = await requests.send({ bucket, key: NO_OBJECT }, { method: 'GET', signal })
  await sourceRefusalOf(answer, nameOf(bucket))
}

const NO_OBJECT = 'doclift-asks-for-an-object-that-is-not-there'

type Reading<Found> = (way: WayToBytes<SourceRefusal>, object: SourceObject) => Promise<Found | SourceRefusal>
type WhenArchived = typeof askForRestore

/** The place of the object goes along, for a store that holds it itself. */
async function openStored(way: WayToBytes<SourceRefusal>, storedAt: SourceObject): Promise<OpenAnswer> {
  const answer = await openDocument(way)
  return answer.kind === 'found' ? { ...answer, document: { ...answer.document, storedAt } } : answer
}

async function refuseRestore(_requests: SourceRequests, { bucket }: SourceObject): Promise<SourceRefusal> {
  return restoreNotAllowed(nameOf(bucket))
}

/** What the URL of the record names, when that is in one of the buckets. */
function objectOf({ documentUrl }: DocumentRef, { endpoint, buckets }: S3SourceOptions): SourceObject | undefined {
  const location = parseObjectUrl(documentUrl)
  if (isParseFailure(location)) return undefined
  const object = s3ObjectOf(location, endpoint === null ? null : new URL(endpoint).host)
  return object && buckets.includes(object.bucket) ? object : undefined
}

interface Given {
  ref: DocumentRef
  signal: AbortSignal | undefined
  maxFileSizeBytes: number
  whenArchived: WhenArchived
}

function wayTo(
  requests: SourceRequests,
  object: SourceObject,
  { ref, signal, maxFileSizeBytes, whenArchived }: Given,
): WayToBytes<SourceRefusal> {
  const who = nameOf(object.bucket)
  return {
    source: 's3',
    who,
    ref,
    maxFileSizeBytes,
    request: (headers = {}) => requests.send(object, { method: 'GET', headers, signal }),
    refusalOf: async (answer) => {
      const refusal = await sourceRefusalOf(answer, who)
      return refusal.kind === 'in-archive' ? await whenArchived(requests, object, who, signal) : refusal
    },
  }
}

function nameOf(bucket: string): string {
  return `the bucket ${bucket}`
}
