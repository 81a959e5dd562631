import type { DocumentRef, SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import type { Outbound } from '../http/outbound.ts'
import type { WayToBytes } from '../http/read-document.ts'
import { requestFile } from '../http/request-file.ts'
import { badAnswer, busyError, missing, refused } from '../http/source-refusals.ts'
import type { PresignAnswer } from './presign.ts'

/** Reading a document from its pre-signed address. */

/** A refusal, or that the address was refused, which a newly signed one may mend. */
export type FileRefusal = SourceRefusal | { kind: 'denied' }

const WHO = "the vendor's bucket"
const SETTINGS = { hosts: 'VENDOR_FILE_HOSTS', innerHosts: 'VENDOR_INNER_HOSTS' }
const ERROR_DOCUMENT_BYTES = 16 * 1024
/** A bucket does not say how long a restore takes; S3's standard one takes some hours. */
const RESTORE_ASK_AGAIN_MS = 3_600_000

/** The way to the bytes at a pre-signed address. No credential of ours goes with it. */
export function wayToBucket(
  files: Outbound,
  url: URL,
  {
    ref,
    maxFileSizeBytes,
    signal,
    signAgain,
  }: {
    ref: DocumentRef
    maxFileSizeBytes: number
    signal: AbortSignal | undefined
    /** Asks for another address of the same document. */
    signAgain(): Promise<PresignAnswer>
  },
): WayToBytes<FileRefusal> {
  return {
    source: 'vendor',
    who: 'the vendor',
    ref,
    maxFileSizeBytes,
    request: (headers = {}) => requestFile(files, { url, headers, signal }, SETTINGS),
    requestLater: async (headers) => {
      const signed = await signAgain()
      return signed.kind === 'link' ? requestFile(files, { url: signed.url, headers, signal }, SETTINGS) : signed
    },
    refusalOf,
  }
}

export function denied(): SourceRefusal {
  return refused(
    'source.denied',
    "Expected the vendor's bucket to open the document; it denied two addresses signed one after the other. Ask the vendor why this document is closed.",
  )
}

/** @throws TransientError `source.throttled`, `source.unavailable` */
async function refusalOf(answer: Answer): Promise<FileRefusal> {
  const document = await answer.text(ERROR_DOCUMENT_BYTES).catch(() => '')
  const busy = busyError(answer, WHO)
  if (busy) throw busy
  if (answer.status === 404) return missing(WHO)
  if (answer.status === 403) return isArchived(document) ? stillArchived() : { kind: 'denied' }
  return badAnswer(WHO, answer.status)
}

function isArchived(document: string): boolean {
  return document.includes('<Code>InvalidObjectState</Code>')
}

function stillArchived(): SourceRefusal {
  return { kind: 'archived', askAgainAfterMs: RESTORE_ASK_AGAIN_MS }
}
