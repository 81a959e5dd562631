import type { LookupFunction } from 'node:net'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import type { DocumentRef, OpenDocumentSource, SourceCheck, SourceRefusal } from '../../ports/document-source.ts'
import type { LeastSpeed } from '../http/least-speed.ts'
import { type Outbound, openOutbound } from '../http/outbound.ts'
import { confirmDocument, openDocument, sampleDocument, type WayToBytes } from '../http/read-document.ts'
import { type BodyTemplate, DEFAULT_BODY } from './body-template.ts'
import { denied, type FileRefusal, wayToBucket } from './bucket.ts'
import { type PresignOptions, presign } from './presign.ts'
import type { VendorToken } from './token.ts'

export interface VendorSourceOptions {
  /** Base address of the vendor's API. */
  apiUrl: string
  token: VendorToken
  /** Sent to the API besides our own headers; never to the host of the files. */
  headers?: Readonly<Record<string, string>>
  /** Hosts pre-signed addresses may point to: `host` or `host:port`, exact. */
  fileHosts: readonly string[]
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
  /** The least that must come of a document. */
  leastSpeed?: LeastSpeed
  /** Told of each request to either host. */
  observe?: (host: 'source-api' | 'source-files', seen: RequestSeen) => void
}

interface Vendor {
  api: Outbound
  files: Outbound
  presign: PresignOptions
  maxFileSizeBytes: number
}

/** What the vendor's own download asks for: the first upload, whatever came later. */
const FIRST_VERSION = 'FIRST'

/** Opens the vendor as a source: an address per document from its API, then the bytes from its bucket. */
export function openVendorSource(options: VendorSourceOptions): OpenDocumentSource {
  const vendor = connect(options)
  const firsts = { ...vendor, presign: { ...vendor.presign, version: FIRST_VERSION } }
  return {
    name: `vendor at ${hostOf(options.apiUrl)}`,
    check: (signal) => check(vendor, signal),
    open: (ref, signal) => signedTwice(vendor, ref, signal, openDocument),
    confirm: (ref, signal) => signedTwice(vendor, ref, signal, confirmDocument),
    confirmFirst: (ref, signal) => signedTwice(firsts, ref, signal, confirmDocument),
    sample: (ref, signal) => signedTwice(vendor, ref, signal, sampleDocument),
    close: async () => void (await Promise.all([vendor.api.close(), vendor.files.close()])),
  }
}

function connect(options: VendorSourceOptions): Vendor {
  const { apiUrl, token, maxFileSizeBytes, innerHosts = [], lookup, leastSpeed, observe } = options
  const given = { ...(lookup && { lookup }), ...(leastSpeed && { leastSpeed }) }
  const connections = { innerHosts, errorPrefix: 'source', ...given }
  return {
    api: openOutbound({
      allowedHosts: [hostOf(apiUrl)],
      ...connections,
      observe: observe && ((seen) => observe('source-api', seen)),
    }),
    files: openOutbound({
      allowedHosts: options.fileHosts,
      ...connections,
      observe: observe && ((seen) => observe('source-files', seen)),
    }),
    presign: {
      apiUrl,
      token,
      headers: options.headers ?? {},
      bodyTemplate: options.bodyTemplate ?? DEFAULT_BODY,
      version: options.version ?? 'LATEST',
      responsePath: options.responsePath ?? ['data', 'url'],
    },
    maxFileSizeBytes,
  }
}

/** No document has this identifier, so nothing is fetched and no restore is set off. */
const NO_DOCUMENT: DocumentRef = {
  recordId: '000000000000000AAA',
  identifier: '00000000-0000-0000-0000-000000000000',
  documentUrl: null,
}

async function check({ api, presign: options }: Vendor, signal?: AbortSignal): Promise<SourceCheck> {
  const { kind } = await presign(api, options, NO_DOCUMENT, signal)
  if (kind !== 'refused') return { status: 'ok', sentence: 'The vendor’s API answers and takes our token.' }
  const sentence =
    'The vendor’s API answers and does not refuse our token, but its answer was not the expected one for a document that does not exist.'
  return { status: 'unknown', sentence }
}

/** Addresses expire; one that is denied is signed anew, once. */
async function signedTwice<Found extends { kind: string }>(
  { api, files, presign: options, maxFileSizeBytes }: Vendor,
  ref: DocumentRef,
  signal: AbortSignal | undefined,
  read: (way: WayToBytes<FileRefusal>) => Promise<Found | FileRefusal>,
): Promise<Exclude<Found, { kind: 'denied' }> | SourceRefusal> {
  const sign = () => presign(api, options, ref, signal)
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const signed = await sign()
    if (signed.kind !== 'link') return signed
    const answer = await read(wayToBucket(files, signed.url, { ref, maxFileSizeBytes, signal, signAgain: sign }))
    if (!isDenied(answer)) return answer as Exclude<Found, { kind: 'denied' }> | SourceRefusal
  }
  return denied()
}

function isDenied(answer: { kind: string }): answer is { kind: 'denied' } {
  return answer.kind === 'denied'
}

function hostOf(address: string): string {
  return new URL(address).host
}
