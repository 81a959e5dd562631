import type { SourceFingerprint, SourceName } from '../../domain/object/fingerprint.ts'
import type {
  ConfirmAnswer,
  DocumentRef,
  OpenAnswer,
  SampleAnswer,
  SourceRefusal,
} from '../../ports/document-source.ts'
import type { Answer } from './answer.ts'
import { isPageInstead, wholeSizeOf } from './document-answer.ts'
import { continued, restOf } from './rest-of-document.ts'
import { pageInstead, tooLarge, withoutLength } from './source-refusals.ts'

/** Reading a document over HTTP, whichever source it comes from. */

/** One way to the bytes of one document. `Refusal` is what the source makes of an answer that is not the document. */
export interface WayToBytes<Refusal> {
  source: SourceName
  /** Who answers, for people: "the vendor's bucket". */
  who: string
  ref: DocumentRef
  maxFileSizeBytes: number
  /** @param headers that ask for a part of the document; the whole of it without them */
  request(headers?: Readonly<Record<string, string>>): Promise<Answer | SourceRefusal>
  /** The same at a later time, when an address may have expired; as `request` when left out. */
  requestLater?(headers: Readonly<Record<string, string>>): Promise<Answer | SourceRefusal>
  /** Reads the body of an answer whose status is not that of a document. */
  refusalOf(answer: Answer): Promise<Refusal>
}

/** Enough to tell a page to log in from a document, and a content type from the first bytes. */
const PEEK_BYTES = 2_048
const SAMPLE_BYTES = 4_096
const NOTHING = new Uint8Array()

/** Opens the whole document. @throws whatever `request` and `refusalOf` throw */
export async function openDocument<Refusal>(way: WayToBytes<Refusal>): Promise<OpenAnswer | Refusal> {
  const answer = await way.request()
  if (isRefusal(answer)) return answer
  if (answer.status !== 200) return await way.refusalOf(answer)
  const announced = identify(way, answer, NOTHING, way.maxFileSizeBytes)
  if (announced.kind !== 'identified') {
    await answer.discard()
    return announced
  }
  const { first, body } = await answer.open(PEEK_BYTES)
  const identity = identify(way, answer, first, way.maxFileSizeBytes)
  if (identity.kind !== 'identified') {
    body.destroy()
    return identity
  }
  const contentType = answer.headers['content-type'] ?? null
  const { fingerprint } = identity
  const openFrom = restOf({ ...way, requestLater: way.requestLater ?? way.request }, answer, fingerprint)
  const rest = openFrom && {
    readFrom: async (startByte: number) => continued(await openFrom(startByte), openFrom, startByte),
  }
  return {
    kind: 'found',
    document: { body: continued(body, openFrom), firstBytes: first, fingerprint, contentType, ...rest },
  }
}

/** Asks for the fingerprint by a read of one byte. @throws whatever `request` and `refusalOf` throw */
export async function confirmDocument<Refusal>(way: WayToBytes<Refusal>): Promise<ConfirmAnswer | Refusal> {
  const askedAtMs = performance.now()
  const answer = await requestStart(way, 1)
  const latencyMs = performance.now() - askedAtMs
  if (isRefusal(answer)) return answer
  if (!isStart(answer)) return await way.refusalOf(answer)
  await answer.discard()
  const identity = identify(way, answer, NOTHING, way.maxFileSizeBytes)
  return identity.kind === 'identified' ? { kind: 'found', fingerprint: identity.fingerprint, latencyMs } : identity
}

/** Reads the start of the document, 4 KB at most. @throws whatever `request` and `refusalOf` throw */
export async function sampleDocument<Refusal>(way: WayToBytes<Refusal>): Promise<SampleAnswer | Refusal> {
  const answer = await requestStart(way, SAMPLE_BYTES)
  if (isRefusal(answer)) return answer
  if (!isStart(answer)) return await way.refusalOf(answer)
  const { first, body } = await answer.open(SAMPLE_BYTES)
  body.destroy()
  const firstBytes = first.subarray(0, SAMPLE_BYTES)
  const identity = identify(way, answer, firstBytes, Number.MAX_SAFE_INTEGER)
  if (identity.kind !== 'identified') return identity
  const contentType = answer.headers['content-type'] ?? null
  return { kind: 'found', sample: { firstBytes, sizeBytes: identity.fingerprint.sizeBytes, contentType } }
}

/** An object of no bytes has no first one (416, without its ETag), so it is asked for as a whole. */
async function requestStart(way: WayToBytes<unknown>, bytes: number): Promise<Answer | SourceRefusal> {
  const answer = await way.request({ range: `bytes=0-${bytes - 1}` })
  if (isRefusal(answer) || answer.status !== 416) return answer
  await answer.discard()
  return way.request()
}

function isStart({ status }: Answer): boolean {
  return status === 200 || status === 206
}

/** What identifies the answered object, or why it is not this document, by its headers and first bytes. */
function identify(
  { source, who, ref }: WayToBytes<unknown>,
  answer: Answer,
  firstBytes: Uint8Array,
  maxSizeBytes: number,
): { kind: 'identified'; fingerprint: SourceFingerprint } | SourceRefusal {
  if (isPageInstead(answer, ref.fileName, firstBytes)) return pageInstead(who)
  const sizeBytes = wholeSizeOf(answer)
  if (sizeBytes === null) return withoutLength(who)
  if (sizeBytes > maxSizeBytes) return tooLarge(sizeBytes, maxSizeBytes)
  const versionId = answer.headers['x-amz-version-id'] ?? null
  return { kind: 'identified', fingerprint: { source, etag: versionTagOf(answer), versionId, sizeBytes } }
}

/** The ETag, or for servers that give none the time of the last change, which has to do for one. */
function versionTagOf({ headers }: Answer): string | null {
  const etag = headers.etag?.replace(/^"(.*)"$/, '$1').replace(/\s/g, '')
  if (etag) return etag
  const modifiedMs = Date.parse(headers['last-modified'] ?? '')
  return Number.isNaN(modifiedMs) ? null : `modified:${new Date(modifiedMs).toISOString()}`
}

function isRefusal(answer: Answer | SourceRefusal): answer is SourceRefusal {
  return 'kind' in answer
}
