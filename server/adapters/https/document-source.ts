import type { LookupFunction } from 'node:net'
import { isParseFailure, parseObjectUrl } from '../../domain/object/location.ts'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import type { DocumentRef, OpenDocumentSource, SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import { type Outbound, openOutbound } from '../http/outbound.ts'
import { confirmDocument, openDocument, sampleDocument, type WayToBytes } from '../http/read-document.ts'
import { requestFile } from '../http/request-file.ts'
import { badAnswer, busyError, missing, refused } from '../http/source-refusals.ts'

export interface HttpsSourceOptions {
  /** Hosts that may be read from, also by redirects: `host` or `host:port`, exact. */
  hosts: readonly string[]
  /** Those of them that may lead into a network; the others must lead to public addresses. */
  innerHosts?: readonly string[]
  /** Finds the addresses of names; the system's way when absent. */
  lookup?: LookupFunction
  /** Larger documents are refused. */
  maxFileSizeBytes: number
  /** Told of each request. */
  observe?: (seen: RequestSeen) => void
}

const SETTINGS = { hosts: 'SOURCE_HTTPS_HOSTS', innerHosts: 'SOURCE_HTTPS_INNER_HOSTS' }

/**
 * Opens web hosts as a source: the document is what the URL of its record gives to anybody. No credential is sent. A query of
 * the URL, which may be a signature, is sent to that host and stands in nothing that is said.
 */
export function openHttpsSource(options: HttpsSourceOptions): OpenDocumentSource {
  const { hosts, innerHosts = [], lookup, maxFileSizeBytes, observe } = options
  const outbound = openOutbound({
    allowedHosts: hosts,
    innerHosts,
    errorPrefix: 'source',
    observe,
    ...(lookup ? { lookup } : {}),
  })
  const read =
    <Found>(reading: (way: WayToBytes<SourceRefusal>) => Promise<Found | SourceRefusal>) =>
    async (ref: DocumentRef, signal?: AbortSignal): Promise<Found | SourceRefusal> => {
      const url = urlOf(ref.documentUrl)
      if (!url || outbound.hosts.refusalOf(url) !== undefined) return { kind: 'not-this-sources' }
      return await reading(wayTo(outbound, url, { ref, signal, maxFileSizeBytes }))
    }
  return {
    name: 'URL of the record',
    check: async () => ({ status: 'ok', sentence: `URLs at ${hosts.join(', ')} are read without credentials.` }),
    open: read(openDocument),
    confirm: read(confirmDocument),
    sample: read(sampleDocument),
    close: () => outbound.close(),
  }
}

/** A URL as Doclift reads those of records: what it takes for none is not asked. */
function urlOf(documentUrl: string | null): URL | null {
  const location = parseObjectUrl(documentUrl)
  if (isParseFailure(location)) return null
  const text = (documentUrl ?? '').trim()
  return URL.parse(location.hasScheme ? text : `https://${text}`)
}

function wayTo(
  outbound: Outbound,
  url: URL,
  { ref, signal, maxFileSizeBytes }: { ref: DocumentRef; signal: AbortSignal | undefined; maxFileSizeBytes: number },
): WayToBytes<SourceRefusal> {
  return {
    source: 'https',
    who: url.host,
    ref,
    maxFileSizeBytes,
    request: (headers = {}) => requestFile(outbound, { url, headers, signal }, SETTINGS),
    refusalOf: (answer) => refusalOf(answer, url.host),
  }
}

/** @throws TransientError `source.throttled`, `source.unavailable` */
async function refusalOf(answer: Answer, host: string): Promise<SourceRefusal> {
  await answer.discard()
  const busy = busyError(answer, host)
  if (busy) throw busy
  if (answer.status === 404 || answer.status === 410) return missing(host)
  return answer.status === 401 || answer.status === 403 ? denied(answer.status, host) : badAnswer(host, answer.status)
}

function denied(status: number, host: string): SourceRefusal {
  return refused(
    'source.denied',
    `Expected ${host} to give the document to anybody; it answered ${status}. Use another source for it, or have the host open it.`,
  )
}
