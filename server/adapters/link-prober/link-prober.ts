import { DocliftError } from '../../domain/errors.ts'
import type { LinkAnswer, LinkDirection, LinkProber } from '../../ports/link-prober.ts'
import type { Answer } from '../http/answer.ts'
import { isPageInstead, wholeSizeOf } from '../http/document-answer.ts'
import { type Outbound, openOutbound } from '../http/outbound.ts'

export interface LinkProberOptions {
  /** Hosts links may lead to, redirects included: `host` or `host:port`, exact. */
  allowedHosts: readonly string[]
  /** For one link, from the request to the first bytes. */
  timeoutMs?: number
}

/** A prober that holds connections. */
export interface OpenLinkProber extends LinkProber {
  close(): Promise<void>
}

const MOST_REDIRECTS = 3
/** Of a server that overlooks that one byte is asked for: enough to tell a page from a document. */
const PEEK_BYTES = 512
const HTML = /^(?:text\/html|application\/xhtml\+xml)$/

/** Opens links as a user's browser would: without credentials, following redirects to allowed hosts. Never throws. */
export function openLinkProber(options: LinkProberOptions): OpenLinkProber {
  const outbound = openOutbound({ allowedHosts: options.allowedHosts, errorPrefix: 'link' })
  const { timeoutMs = 30_000 } = options
  return {
    open: (url, storedAs) => openLink(outbound, { url, storedAs, timeoutMs }),
    follow: (url) => followLink(outbound, url, timeoutMs),
    close: () => outbound.close(),
  }
}

interface LinkToOpen {
  url: string
  storedAs: string | undefined
  timeoutMs: number
}

async function openLink(outbound: Outbound, { url: text, storedAs, timeoutMs }: LinkToOpen): Promise<LinkAnswer> {
  const startedAtMs = performance.now()
  const closed = (problem: string): LinkAnswer => ({
    isOpen: false,
    status: null,
    sizeBytes: null,
    latencyMs: performance.now() - startedAtMs,
    problem,
  })
  const url = URL.parse(text)
  if (!url) return closed('Expected an absolute URL; the text is none. Check URL_BASE.')
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await requestFirstByte(outbound, url, signal)
    const { first, body } = await answer.open(PEEK_BYTES)
    const latencyMs = performance.now() - startedAtMs
    body.destroy()
    return judge(answer, { url, storedAs }, first, latencyMs)
  } catch (thrown) {
    return closed(signal.aborted ? `No answer came within ${timeoutMs} ms. Check the store.` : sentenceOf(thrown))
  }
}

/** One request, whose redirect is told and not followed: where it leads may ask for a login. */
async function followLink(outbound: Outbound, text: string, timeoutMs: number): Promise<LinkDirection> {
  const startedAtMs = performance.now()
  const toldAfter = (url: string | null, problem: string | null) => {
    return { url, latencyMs: performance.now() - startedAtMs, problem }
  }
  const url = URL.parse(text)
  if (!url) return toldAfter(null, 'Expected an absolute URL; the text is none. Check URL_BASE.')
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const { origin, pathname: path } = url
    const answer = await outbound.request({ method: 'GET', origin, path, signal })
    await answer.discard()
    return toldAfter(...directionOf(answer))
  } catch (thrown) {
    return toldAfter(
      null,
      signal.aborted ? `No answer came within ${timeoutMs} ms. Check URL_BASE.` : sentenceOf(thrown),
    )
  }
}

function directionOf({ status, headers }: Answer): [url: string | null, problem: string | null] {
  const { location } = headers
  if (status === 302 && typeof location === 'string') return [location, null]
  const advice = 'Check that URL_BASE is where Doclift answers links, and that it runs with the same LINK_KEYS_FILE.'
  return [null, `Expected a redirect to the org; the answer was ${status}. ${advice}`]
}

function requestFirstByte(outbound: Outbound, url: URL, signal: AbortSignal): Promise<Answer> {
  const headers = { range: 'bytes=0-0', 'accept-encoding': 'identity' }
  const path = url.pathname + url.search
  return outbound.request({ method: 'GET', origin: url.origin, path, headers, signal, maxRedirects: MOST_REDIRECTS })
}

interface ExpectedFile {
  url: URL
  storedAs: string | undefined
}

function judge(answer: Answer, expected: ExpectedFile, firstBytes: Uint8Array, latencyMs: number): LinkAnswer {
  const sizeBytes = wholeSizeOf(answer)
  const problem = problemOf(answer, expected, firstBytes, sizeBytes)
  return { isOpen: problem === null, status: answer.status, sizeBytes, latencyMs, problem }
}

function problemOf(
  answer: Answer,
  { url, storedAs }: ExpectedFile,
  firstBytes: Uint8Array,
  sizeBytes: number | null,
): string | null {
  const { status } = answer
  const isEmptyObject = status === 416 && sizeBytes === 0
  if (isEmptyObject) return null
  if (status === 401 || status === 403)
    return `Expected the file; the store denied it (${status}). Check who may read the bucket.`
  if (status === 404) return 'Expected the file; nothing is at this address (404). Check URL_BASE and the bucket.'
  if (status !== 200 && status !== 206)
    return `Expected the file; the store answered ${status}. Check URL_BASE and the store.`
  const isHtmlFile = HTML.test(storedAs ?? '') && sizeBytes !== null
  if (!isHtmlFile && isPageInstead(answer, fileNameOf(url), firstBytes)) {
    return 'Expected the file; an HTML page came instead, as for a login. Check URL_BASE and what stands before the bucket.'
  }
  const hasBytes = firstBytes.length > 0 || sizeBytes === 0
  return hasBytes ? null : 'Expected the first byte of the file; none came. Check the store.'
}

function fileNameOf(url: URL): string {
  const segment = url.pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function sentenceOf(thrown: unknown): string {
  return thrown instanceof DocliftError
    ? thrown.message
    : 'The link could not be opened. Check the address and the store.'
}
