/** Heads of HTTP/1.1 messages (RFC 9112 sections 3 to 5), as text on the wire. */

export interface RequestHead {
  method: string
  /** Path and query, percent-encoded. */
  path: string
  /** As in the Host header. */
  host: string
  headers: Readonly<Record<string, string>>
  /** Length of the body; undefined for a request without one. */
  bodyBytes: number | undefined
}

export interface ResponseHead {
  status: number
  /** Names in lower case; values of a repeated name joined by commas. */
  headers: Readonly<Record<string, string>>
  /** What HTTP/1.0 or `connection: close` say: nothing follows on this connection. */
  isLast: boolean
}

/** What came is no HTTP, or HTTP that leaves open where a message ends. Its text quotes nothing of what came. */
export class WireError extends Error {
  readonly code: string

  constructor(code: string) {
    super(`The answer could not be read: ${code}.`)
    this.name = 'WireError'
    this.code = code
  }
}

const VISIBLE = /^[\x21-\x7e]+$/
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** @throws TypeError for a path, a name or a value that would not stay on its line */
export function formatRequestHead({ method, path, host, headers, bodyBytes }: RequestHead): string {
  if (!VISIBLE.test(path)) throw new TypeError('A path must be percent-encoded.')
  const length = bodyBytes === undefined ? '' : `content-length: ${bodyBytes}\r\n`
  const lines = Object.entries(headers).map(([name, value]) => formatField(name, value))
  return `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}${length}\r\n`
}

function formatField(name: string, value: string): string {
  if (TOKEN.test(name) && FIELD_VALUE.test(value)) return `${name}: ${value}\r\n`
  throw new TypeError(`The header ${JSON.stringify(name)} cannot be sent: it has characters that no header has.`)
}

/** @param text everything before the empty line. @throws WireError `BAD_STATUS_LINE` or `BAD_HEADER` */
export function parseResponseHead(text: string): ResponseHead {
  const [first = '', ...lines] = text.split('\r\n')
  const match = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/.exec(first)
  if (!match) throw new WireError('BAD_STATUS_LINE')
  const headers: Record<string, string> = Object.create(null)
  for (const line of lines) addField(headers, line)
  const isKept = match[1] === '1' && !/(?:^|,)\s*close\s*(?:,|$)/i.test(headers.connection ?? '')
  return { status: Number(match[2]), headers, isLast: !isKept }
}

function addField(headers: Record<string, string>, line: string): void {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  if (colon < 1 || !TOKEN.test(name)) throw new WireError('BAD_HEADER')
  const key = name.toLowerCase()
  const value = line.slice(colon + 1).trim()
  headers[key] = key in headers ? `${headers[key]}, ${value}` : value
}

/** Where a body ends. */
export type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' }

/**
 * How the body of an answer is delimited (RFC 9112 section 6.3). Two answers to that question are none: between two readers of
 * one connection they would be a way to smuggle.
 * @throws WireError `BAD_FRAMING`
 */
export function framingOf({ status, headers }: ResponseHead, method: string): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'length', bytes: 0 }
  const { 'transfer-encoding': encoding, 'content-length': length } = headers
  if (encoding !== undefined) {
    if (length !== undefined || encoding.toLowerCase() !== 'chunked') throw new WireError('BAD_FRAMING')
    return { kind: 'chunked' }
  }
  if (length === undefined) return { kind: 'close' }
  if (!/^\d{1,15}$/.test(length)) throw new WireError('BAD_FRAMING')
  return { kind: 'length', bytes: Number(length) }
}
