import type { LookupFunction } from 'node:net'
import type {
  ConfirmAnswer,
  DocumentRef,
  DocumentSource,
  OpenAnswer,
  SampleAnswer,
  SourceRefusal,
} from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import { type Outbound, openOutbound } from '../http/outbound.ts'
import { type BodyTemplate, DEFAULT_BODY } from './body-template.ts'
import { denied, type FileRefusal, identify, refusalByStatus, requestFile } from './file.ts'
import { type PresignOptions, presign } from './presign.ts'

export interface VendorSourceOptions {
  /** Base address of the vendor's API. */
  apiUrl: string
  /** Asked for every request, so that a renewed token is used at once. */
  tokenProvider: () => string | Promise<string>
  /** Hosts pre-signed addresses may point to: `host` or `host:port`, exact. */
  fileHosts: readonly string[]
  /** Hosts of the API; the one of `apiUrl` alone when left out. The token goes nowhere else. */
  apiHosts?: readonly string[]
  /** Hosts of API and files that may lead into a network; the others must lead to public addresses. */
  innerHosts?: readonly string[]
  /** Finds the addresses of names; the system's way when absent. */
  lookup?: LookupFunction
  /** Which version of a document is asked for. */
  version?: string
  bodyTemplate?: BodyTemplate
  /** Names on the way to the address in the API's answer. */
  responsePath?: readonly string[]
  /** Larger documents are refused. */
  maxFileSizeBytes: number
}

/** A source that holds connections. */
export interface OpenDocumentSource extends DocumentSource {
  /** Ends all connections; what is under way fails. */
  close(): Promise<void>
}

interface Vendor {
  api: Outbound
  files: Outbound
  presign: PresignOptions
  maxFileSizeBytes: number
}

/** Enough to tell a page to log in from a document, and a content type from the first bytes. */
const PEEK_BYTES = 2_048
const SAMPLE_BYTES = 4_096

/** Opens the vendor as a source: an address per document from its API, then the bytes from its bucket. */
export function openVendorSource(options: VendorSourceOptions): OpenDocumentSource {
  const { apiUrl, tokenProvider, maxFileSizeBytes, innerHosts = [], lookup } = options
  const connections = { innerHosts, errorPrefix: 'source', ...(lookup ? { lookup } : {}) }
  const vendor: Vendor = {
    api: openOutbound({ allowedHosts: options.apiHosts ?? [hostOf(apiUrl)], ...connections }),
    files: openOutbound({ allowedHosts: options.fileHosts, ...connections }),
    presign: {
      apiUrl,
      tokenProvider,
      bodyTemplate: options.bodyTemplate ?? DEFAULT_BODY,
      version: options.version ?? 'LATEST',
      responsePath: options.responsePath ?? ['data', 'url'],
    },
    maxFileSizeBytes,
  }
  return {
    name: `vendor at ${hostOf(apiUrl)}`,
    open: (ref, signal) => signedTwice((url) => openAt(vendor, url, ref, signal), vendor, ref, signal),
    confirm: (ref, signal) => signedTwice((url) => confirmAt(vendor, url, ref, signal), vendor, ref, signal),
    sample: (ref, signal) => signedTwice((url) => sampleAt(vendor, url, ref, signal), vendor, ref, signal),
    close: async () => void (await Promise.all([vendor.api.close(), vendor.files.close()])),
  }
}

/** Addresses expire; one that is denied is signed anew, once. */
async function signedTwice<Found>(
  read: (url: URL) => Promise<Found | FileRefusal>,
  vendor: Vendor,
  ref: DocumentRef,
  signal: AbortSignal | undefined,
): Promise<Found | SourceRefusal> {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const signed = await presign(vendor.api, vendor.presign, ref, signal)
    if (signed.kind !== 'link') return signed
    const answer = await read(signed.url)
    if (!isDenied(answer)) return answer
  }
  return denied()
}

async function openAt(
  vendor: Vendor,
  url: URL,
  ref: DocumentRef,
  signal: AbortSignal | undefined,
): Promise<OpenAnswer | FileRefusal> {
  const answer = await requestFile(vendor.files, url, undefined, signal)
  if (isRefusal(answer)) return answer
  const byStatus = await refusalByStatus(answer, [200])
  if (byStatus) return byStatus
  const { first, body } = await answer.open(PEEK_BYTES)
  const identity = identify(answer, ref, first, vendor.maxFileSizeBytes)
  if (identity.kind !== 'identified') {
    body.destroy()
    return identity
  }
  const contentType = answer.headers['content-type'] ?? null
  const { fingerprint } = identity
  return { kind: 'found', document: { body, firstBytes: first, fingerprint, contentType } }
}

async function confirmAt(
  vendor: Vendor,
  url: URL,
  ref: DocumentRef,
  signal: AbortSignal | undefined,
): Promise<ConfirmAnswer | FileRefusal> {
  const askedAtMs = performance.now()
  const answer = await requestStart(vendor.files, url, 1, signal)
  const latencyMs = performance.now() - askedAtMs
  if (isRefusal(answer)) return answer
  const byStatus = await refusalByStatus(answer, [200, 206])
  if (byStatus) return byStatus
  await answer.discard()
  const identity = identify(answer, ref, new Uint8Array(), vendor.maxFileSizeBytes)
  return identity.kind === 'identified' ? { kind: 'found', fingerprint: identity.fingerprint, latencyMs } : identity
}

async function sampleAt(
  vendor: Vendor,
  url: URL,
  ref: DocumentRef,
  signal: AbortSignal | undefined,
): Promise<SampleAnswer | FileRefusal> {
  const answer = await requestStart(vendor.files, url, SAMPLE_BYTES, signal)
  if (isRefusal(answer)) return answer
  const byStatus = await refusalByStatus(answer, [200, 206])
  if (byStatus) return byStatus
  const { first, body } = await answer.open(SAMPLE_BYTES)
  body.destroy()
  const firstBytes = first.subarray(0, SAMPLE_BYTES)
  const identity = identify(answer, ref, firstBytes, Number.MAX_SAFE_INTEGER)
  if (identity.kind !== 'identified') return identity
  const contentType = answer.headers['content-type'] ?? null
  return { kind: 'found', sample: { firstBytes, sizeBytes: identity.fingerprint.sizeBytes, contentType } }
}

/** An object of no bytes has no first one (416, without its ETag), so it is asked for as a whole. */
async function requestStart(files: Outbound, url: URL, bytes: number, signal: AbortSignal | undefined) {
  const answer = await requestFile(files, url, `bytes=0-${bytes - 1}`, signal)
  if (isRefusal(answer) || answer.status !== 416) return answer
  await answer.discard()
  return requestFile(files, url, undefined, signal)
}

function isRefusal(answer: Answer | SourceRefusal): answer is SourceRefusal {
  return 'kind' in answer
}

function isDenied(answer: unknown): answer is { kind: 'denied' } {
  return (answer as { kind: string }).kind === 'denied'
}

function hostOf(address: string): string {
  return new URL(address).host
}
