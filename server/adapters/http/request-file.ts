import { DocliftError } from '../../domain/errors.ts'
import type { SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from './answer.ts'
import type { Outbound } from './outbound.ts'
import { refused } from './source-refusals.ts'

/** Asking for a file at an address that somebody else has named, without any credential of ours. */

export interface FileRequest {
  url: URL
  /** Those that ask for a part of the file; the whole file without them. */
  headers: Readonly<Record<string, string>>
  signal: AbortSignal | undefined
}

/** Settings that would allow a host, for sentences. */
export interface HostSettings {
  hosts: string
  innerHosts: string
}

const MOST_REDIRECTS = 3

/**
 * Asks for the bytes of a file; every redirect is judged like the first address.
 * @throws TransientError `source.connection`
 */
export async function requestFile(
  files: Outbound,
  { url, headers, signal }: FileRequest,
  settings: HostSettings,
): Promise<Answer | SourceRefusal> {
  if (files.hosts.refusalOf(url) !== undefined) return hostNotAllowed(url.host, settings)
  const path = url.pathname + url.search
  try {
    return await files.request({
      method: 'GET',
      origin: url.origin,
      path,
      headers: { 'accept-encoding': 'identity', ...headers },
      signal,
      maxRedirects: MOST_REDIRECTS,
    })
  } catch (thrown) {
    const code = thrown instanceof DocliftError ? thrown.code : undefined
    if (code === 'http.host-not-allowed') return hostNotAllowed('another one by a redirect', settings)
    if (code === 'source.address-not-allowed') return addressNotAllowed(settings)
    throw thrown
  }
}

function hostNotAllowed(found: string, { hosts }: HostSettings): SourceRefusal {
  return refused(
    'source.host-not-allowed',
    `Expected the address of the document at an allowed host over TLS; it is at ${found}. Nothing was read. If the host is right, add it to ${hosts}.`,
  )
}

function addressNotAllowed({ innerHosts }: HostSettings): SourceRefusal {
  return refused(
    'source.address-not-allowed',
    `Expected the host of the document to lead to a public address; it leads into a network. Nothing was read. If the host is in your own network, add it to ${innerHosts}.`,
  )
}
