import { DocliftError } from '../../domain/errors.ts'
import type { SourceFingerprint } from '../../domain/object/fingerprint.ts'
import type { DocumentRef, SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import { isPageInstead, wholeSizeOf } from '../http/document-answer.ts'
import type { Outbound } from '../http/outbound.ts'
import { busyError, missing, refused } from './errors.ts'

/** Reading a document from its pre-signed address. */

/** A refusal, or that the address was refused, which a newly signed one may mend. */
export type FileRefusal = SourceRefusal | { kind: 'denied' }

const MOST_REDIRECTS = 3
const ERROR_DOCUMENT_BYTES = 16 * 1024
/** A bucket does not say how long a restore takes; S3's standard one takes some hours. */
const RESTORE_ASK_AGAIN_MS = 3_600_000

/**
 * Asks for the bytes at a pre-signed address. No credential of ours goes with it.
 * @param range value of the Range header; the whole document without it
 * @throws TransientError `source.connection`
 */
export async function requestFile(
  files: Outbound,
  url: URL,
  range: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Answer | SourceRefusal> {
  if (files.hosts.refusalOf(url) !== undefined) return hostNotAllowed(url.host)
  const headers = { 'accept-encoding': 'identity', ...(range === undefined ? {} : { range }) }
  const path = url.pathname + url.search
  try {
    return await files.request({
      method: 'GET',
      origin: url.origin,
      path,
      headers,
      signal,
      maxRedirects: MOST_REDIRECTS,
    })
  } catch (thrown) {
    const code = thrown instanceof DocliftError ? thrown.code : undefined
    if (code === 'http.host-not-allowed') return hostNotAllowed('another one by a redirect')
    if (code === 'source.address-not-allowed') return addressNotAllowed()
    throw thrown
  }
}

/**
 * Why an answer is not the document, by its status; undefined when it is one of the expected. The body of a refusal is read.
 * @throws TransientError `source.throttled`, `source.unavailable`
 */
export async function refusalByStatus(answer: Answer, expected: readonly number[]): Promise<FileRefusal | undefined> {
  if (expected.includes(answer.status)) return undefined
  const document = await answer.text(ERROR_DOCUMENT_BYTES).catch(() => '')
  const busy = busyError(answer, "the vendor's bucket")
  if (busy) throw busy
  if (answer.status === 404) return missing("the vendor's bucket")
  if (answer.status === 403) return isArchived(document) ? stillArchived() : { kind: 'denied' }
  return refused(
    'source.bad-answer',
    `Expected the bytes of the document; the vendor's bucket answered ${answer.status}. Back the record up again; if it stays so, ask the vendor.`,
  )
}

/** What identifies the answered object, or why it is not this document, by its headers and first bytes. */
export function identify(
  answer: Answer,
  ref: DocumentRef,
  firstBytes: Uint8Array,
  maxSizeBytes: number,
): { kind: 'identified'; fingerprint: SourceFingerprint } | SourceRefusal {
  if (isPageInstead(answer, ref.fileName, firstBytes)) return pageInstead()
  const sizeBytes = wholeSizeOf(answer)
  if (sizeBytes === null) return withoutLength()
  if (sizeBytes > maxSizeBytes) return tooLarge(sizeBytes, maxSizeBytes)
  const etag = answer.headers.etag?.replace(/^"(.*)"$/, '$1')
  const versionId = answer.headers['x-amz-version-id'] ?? null
  return { kind: 'identified', fingerprint: { etag: etag || null, versionId, sizeBytes } }
}

export function denied(): SourceRefusal {
  return refused(
    'source.denied',
    "Expected the vendor's bucket to open the document; it denied two addresses signed one after the other. Ask the vendor why this document is closed.",
  )
}

function hostNotAllowed(found: string): SourceRefusal {
  return refused(
    'source.host-not-allowed',
    `Expected the address of the document at an allowed host over TLS; the vendor named ${found}. Nothing was read. If the host is right, add it to VENDOR_FILE_HOSTS.`,
  )
}

function addressNotAllowed(): SourceRefusal {
  return refused(
    'source.address-not-allowed',
    "Expected the host of the document to lead to a public address; it leads into a network. Nothing was read. If the vendor's host is in your own network, add it to VENDOR_INNER_HOSTS.",
  )
}

function isArchived(document: string): boolean {
  return document.includes('<Code>InvalidObjectState</Code>')
}

function stillArchived(): SourceRefusal {
  return { kind: 'archived', askAgainAfterMs: RESTORE_ASK_AGAIN_MS }
}

function pageInstead(): SourceRefusal {
  return refused(
    'source.html-instead-of-file',
    'Expected the document; the vendor answered with an HTML page, as for a login. Nothing was stored. Open the document in Salesforce; if it opens there, ask the vendor.',
  )
}

/** Refused rather than collected: without a length a cut body looks like a whole one. */
function withoutLength(): SourceRefusal {
  return refused(
    'source.no-length',
    'Expected the size of the document with its bytes; the answer had none, so a cut one could not be told. Back the record up again; if it stays so, ask the vendor.',
  )
}

function tooLarge(sizeBytes: number, maxSizeBytes: number): SourceRefusal {
  const sentence = `Expected at most ${maxSizeBytes} bytes; the document has ${sizeBytes}. To copy it, raise MAX_FILE_SIZE_MB and run an inventory.`
  return { kind: 'too-large', sizeBytes, code: 'source.too-large', sentence }
}
