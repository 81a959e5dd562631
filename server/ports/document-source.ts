import type { ByteBody } from '../domain/object/byte-body.ts'
import type { SourceFingerprint, SourceName } from '../domain/object/fingerprint.ts'

/** What a source is asked by. */
export interface DocumentRef {
  recordId: string
  identifier: string | null
  documentUrl: string | null
  /** Name of the file where it is known; it tells whether an HTML answer can be the document. */
  fileName?: string
  /** Where the copy came from that is asked about: the same source is asked again. Without it, all are asked in order. */
  copiedFrom?: SourceName
}

/** An object in a bucket that documents come from. */
export interface StoredAt {
  bucket: string
  key: string
}

/** An object opened for one read. Whoever gets it reads `body` to the end or destroys it. */
export interface OpenedDocument {
  body: ByteBody
  /** The start of `body`, which gives it too: enough to tell a content type from. */
  firstBytes: Uint8Array
  fingerprint: SourceFingerprint
  /** As the source says, often `application/octet-stream`; null when it says nothing. */
  contentType: string | null
  /**
   * Reads the same document from this byte on; `body` may be destroyed by then. Absent where the source gives no strong version
   * tag, which alone says that the bytes belong together. Fails with TransientError `source.changed` when it is another
   * document by now; PermanentError `source.bad-answer`.
   */
  readFrom?(startByte: number): Promise<ByteBody>
  /** Where the bytes lie, when the source knows it. */
  storedAt?: StoredAt
}

export type SourceRefusal =
  /** Not readable until it is restored, which opening it asks for; ask again later. Never an error. */
  | { kind: 'archived'; askAgainAfterMs: number }
  /** The source says that there is no such object. Code `source.missing` or a finer one. */
  | { kind: 'missing'; code: string; sentence: string }
  /** The source answered, but not with the document: denied, an HTML page, archived without leave to restore it. */
  | { kind: 'refused'; code: string; sentence: string }
  /** The document has more bytes than may be copied. */
  | { kind: 'too-large'; sizeBytes: number; code: string; sentence: string }
  /** The reference holds nothing this source could be asked by. */
  | { kind: 'not-this-sources' }

export type OpenAnswer = { kind: 'found'; document: OpenedDocument } | SourceRefusal
/** The start of a document, and how large all of it is. */
export interface DocumentSample {
  firstBytes: Uint8Array
  sizeBytes: number
  contentType: string | null
}

export type SampleAnswer = { kind: 'found'; sample: DocumentSample } | SourceRefusal
export type ConfirmAnswer = { kind: 'found'; fingerprint: SourceFingerprint; latencyMs: number } | SourceRefusal

/** What looking at a source found; a source that does not answer or refuses our credentials throws instead. */
export interface SourceCheck {
  status: 'ok' | 'unknown'
  sentence: string
}

/**
 * Where documents come from. Implementations retry nothing themselves: they throw TransientError (throttled, reset,
 * 5xx), or FatalError `source.unauthorised` when the credentials are refused; everything about one document is an answer.
 * Pre-signed addresses stay in memory and never appear in errors.
 */
export interface DocumentSource {
  readonly name: string
  /** Looks whether it answers and takes our credentials, without reading or restoring anything. Idempotent. */
  check(signal?: AbortSignal): Promise<SourceCheck>
  /** Opens the document for reading. Idempotent. May set off a restore of an archived object. */
  open(ref: DocumentRef, signal?: AbortSignal): Promise<OpenAnswer>
  /** Asks for the fingerprint alone, by a read of at most one byte. Idempotent. */
  confirm(ref: DocumentRef, signal?: AbortSignal): Promise<ConfirmAnswer>
  /**
   * The fingerprint of the first version of a document, whatever came later; it tells whether another version is what `confirm`
   * asks for. Absent where versions cannot be asked for. Idempotent.
   */
  confirmFirst?(ref: DocumentRef, signal?: AbortSignal): Promise<ConfirmAnswer>
  /** Reads the start of the document, 4 KB at most, whatever its size. Idempotent. May set off a restore. */
  sample(ref: DocumentRef, signal?: AbortSignal): Promise<SampleAnswer>
}

/** A source that holds connections. */
export interface OpenDocumentSource extends DocumentSource {
  /** Ends all connections; what is under way fails. */
  close(): Promise<void>
}
