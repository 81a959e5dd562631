import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a source can answer badly, and a destination refuse, with what must become of the record. */

/** One way in which a vendor can answer badly, and what must become of the record. */
export interface BadAnswer {
  kind: string
  /** The word of the record, or its reason out of scope. */
  becomes: string
  /** Its failure code; null when it has none. */
  code: string | null
  /** Whether it was tried again before that; of what was tried once and copied there is nothing to say. */
  behaviour: 'transient' | 'permanent' | null
  /** How often an address is asked for within one try; once when left out. */
  addressesInTry?: number
  /** What the API answers instead of the address of the file. */
  api?: (response: ServerResponse, untrustedHost: string) => void
  /** What the host of the files answers; `tries` counts the requests for it. */
  file?: (message: IncomingMessage, response: ServerResponse, tries: number) => void
  /** What the destination does each time. */
  store?: 'key-refused' | 'damaged-body'
}

/** What each sentence says: what was expected, what came, and what to do. */
export const SAYS: Readonly<Record<string, RegExp>> = {
  'source.connection':
    /^Expected .* from .*; (the connection failed \([A-Z_]+\)|fewer came)\. It is tried again\. If it stays so, check /,
  'source.no-length':
    /^Expected the size of the document .* had none, .* Back the record up again; .* ask the vendor\.$/,
  'source.html-instead-of-file':
    /^Expected the document; the vendor answered with an HTML page, .* Open the document in Salesforce/,
  'source.denied': /^Expected the vendor's (bucket|API) .*; it (denied two addresses|answered 403).* Ask the vendor /,
  'source.throttled': /^Expected the vendor's bucket to answer; it said 503\. It is asked again later\.$/,
  'source.host-not-allowed':
    /^Expected .* at an allowed host over TLS; it is at .* Nothing was read\. .* add it to VENDOR_FILE_HOSTS\.$/,
  'source.too-large':
    /^Expected at most 5368709120 bytes; the document has 5368709121\. To copy it, raise MAX_FILE_SIZE_MB /,
  'source.bad-answer':
    /^Expected (the vendor's API to give the address .*; it answered status 200 without an address .* Check VENDOR_API_URL|the bytes of the document from \d+ on; .* gave others\. Back the record up again; if it stays so, ask the vendor\.$)/,
  'source.changed':
    /^Expected the rest of the same document from .*; .* Nothing was stored\. It is read again from its start\.$/,
  'source.missing': /^Expected a document; the vendor's API says that there is none\. Ask the vendor, or take/,
  's3.key-refused':
    /^Expected .* to do PUT ".*"; it answered KeyTooLongError \(status 400\)\. Shorten the prefix, or mend the name/,
  's3.checksum-mismatch':
    /^Expected .* to do PUT ".*"; it answered [A-Za-z0-9]+ \(status 400\)\. The bytes changed .* Nothing was stored\. Copy it again\.$/,
}

export const BYTES = Buffer.from('%PDF-1.7 the whole document')
export const SECOND = Buffer.from('%PDF-1.7 another document!!')
const FIVE_GIB = 5 * 1024 ** 3
export const pointsTo = (url: string) => (response: ServerResponse) =>
  void response.end(JSON.stringify({ data: { url } }))
const headers = (sizeBytes: number, etag = '"e"') => ({ 'content-length': String(sizeBytes), etag })
export const whole = (response: ServerResponse) => response.writeHead(200, headers(BYTES.length)).end(BYTES)
const raw = (message: IncomingMessage, text: string) => message.socket.end(`HTTP/1.1 200 OK\r\n${text}`)

/** Sends these bytes of an announced length, then lets the connection go. */
function cut(response: ServerResponse, bytes: Buffer, etag?: string): void {
  response.writeHead(200, headers(BYTES.length, etag))
  response.write(bytes, () => response.socket?.resetAndDestroy())
}

/** Larger than what is looked at before a file is taken for one. */
const LARGE = Buffer.concat([BYTES, Buffer.alloc(100_000, 'large')])
const isRest = ({ headers: { range, 'if-match': match } }: IncomingMessage) => range !== undefined && match === '"e"'
const startOf = ({ headers: { range } }: IncomingMessage) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1])

function cutLarge(response: ServerResponse): void {
  response.writeHead(200, headers(LARGE.length))
  response.write(LARGE.subarray(0, 90_000), () => response.socket?.resetAndDestroy())
}

/** The large file from a byte on, as part of one with this tag and size. */
function rest(response: ServerResponse, from: number, { etag = '"e"', totalBytes = LARGE.length } = {}): void {
  const bytes = LARGE.subarray(from)
  const range = `bytes ${from}-${LARGE.length - 1}/${totalBytes}`
  response.writeHead(206, { ...headers(bytes.length, etag), 'content-range': range }).end(bytes)
}

export const BAD_ANSWERS: readonly BadAnswer[] = [
  {
    kind: 'a body that is cut short',
    becomes: 'failed',
    code: 'source.connection',
    behaviour: 'transient',
    file: (_message, response) => cut(response, BYTES.subarray(0, 9)),
  },
  {
    kind: 'a body that is cut short once',
    becomes: 'verified',
    code: null,
    behaviour: 'transient',
    file: (_message, response, tries) => (tries === 1 ? cut(response, BYTES.subarray(0, 9)) : whole(response)),
  },
  {
    kind: 'a file that is replaced while it is read',
    becomes: 'verified',
    code: null,
    behaviour: 'transient',
    file: (_message, response, tries) =>
      tries === 1
        ? cut(response, BYTES.subarray(0, 9), '"a"')
        : response.writeHead(200, headers(27, '"b"')).end(SECOND),
  },
  {
    kind: 'a large file that breaks off, and its rest',
    becomes: 'verified',
    code: null,
    behaviour: null,
    addressesInTry: 2,
    file: (message, response) => (isRest(message) ? rest(response, startOf(message)) : cutLarge(response)),
  },
  {
    kind: 'a large file that breaks off, and the rest of another file',
    becomes: 'verified',
    code: null,
    behaviour: 'transient',
    addressesInTry: 2,
    file: (message, response, tries) => {
      if (isRest(message)) rest(response, startOf(message), { etag: '"other"' })
      else if (tries === 1) cutLarge(response)
      else whole(response)
    },
  },
  {
    kind: 'a large file that breaks off, and a rest that says another size',
    becomes: 'changed',
    code: 'source.changed',
    behaviour: 'transient',
    addressesInTry: 2,
    file: (message, response) =>
      isRest(message) ? rest(response, startOf(message), { totalBytes: 7 }) : cutLarge(response),
  },
  {
    kind: 'a large file that breaks off, and 412 for its rest each time',
    becomes: 'changed',
    code: 'source.changed',
    behaviour: 'transient',
    addressesInTry: 2,
    file: (message, response) => (isRest(message) ? response.writeHead(412).end() : cutLarge(response)),
  },
  {
    kind: 'a large file that breaks off, and all of it instead of the rest',
    becomes: 'verified',
    code: null,
    behaviour: null,
    addressesInTry: 2,
    file: (message, response) =>
      isRest(message) ? response.writeHead(200, headers(LARGE.length)).end(LARGE) : cutLarge(response),
  },
  {
    kind: 'a large file that breaks off, and a rest that begins elsewhere',
    becomes: 'failed',
    code: 'source.bad-answer',
    behaviour: 'permanent',
    addressesInTry: 2,
    file: (message, response) => (isRest(message) ? rest(response, startOf(message) + 1) : cutLarge(response)),
  },
  {
    kind: 'more bytes than were announced',
    becomes: 'verified',
    code: null,
    behaviour: null,
    file: (message) => raw(message, `etag: "e"\r\ncontent-length: ${BYTES.length}\r\n\r\n${BYTES}and more`),
  },
  {
    kind: 'fewer bytes than were announced',
    becomes: 'failed',
    code: 'source.connection',
    behaviour: 'transient',
    file: (message) => raw(message, `content-length: ${BYTES.length + 1}\r\n\r\n${BYTES}`),
  },
  {
    kind: 'a length that is no number',
    becomes: 'failed',
    code: 'source.connection',
    behaviour: 'transient',
    file: (message) => raw(message, 'content-length: many\r\n\r\nbytes'),
  },
  {
    kind: 'a body without a length',
    becomes: 'failed',
    code: 'source.no-length',
    behaviour: 'permanent',
    file: (_message, response) => void response.write('some', () => response.end('bytes')),
  },
  {
    kind: 'a reset after the last byte',
    becomes: 'verified',
    code: null,
    behaviour: null,
    file: (_message, response) => cut(response, BYTES),
  },
  {
    kind: 'an HTML page with status 200',
    becomes: 'failed',
    code: 'source.html-instead-of-file',
    behaviour: 'permanent',
    file: (_message, response) => response.setHeader('content-type', 'text/html').end('<html>Service error</html>'),
  },
  {
    kind: 'a page to log in that says it is bytes',
    becomes: 'failed',
    code: 'source.html-instead-of-file',
    behaviour: 'permanent',
    file: (_message, response) => {
      const page = '<!DOCTYPE html><html><form>Password</form></html>'
      response.writeHead(200, headers(page.length)).end(page)
    },
  },
  {
    kind: 'an address that has expired',
    becomes: 'verified',
    code: null,
    behaviour: null,
    file: (_message, response, tries) =>
      tries === 1 ? response.writeHead(403).end('<Code>AccessDenied</Code>Request has expired') : whole(response),
  },
  {
    kind: '403 for one file, whatever is signed',
    becomes: 'failed',
    code: 'source.denied',
    behaviour: 'permanent',
    addressesInTry: 2,
    file: (_message, response) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
  },
  {
    kind: '403 for one document at the API',
    becomes: 'failed',
    code: 'source.denied',
    behaviour: 'permanent',
    api: (response) => void response.writeHead(403).end('{"error":"Forbidden"}'),
  },
  {
    kind: '503 that never ends',
    becomes: 'failed',
    code: 'source.throttled',
    behaviour: 'transient',
    file: (_message, response) => response.writeHead(503, { 'retry-after': '0' }).end('<Code>SlowDown</Code>'),
  },
  {
    kind: '503 that ends',
    becomes: 'verified',
    code: null,
    behaviour: 'transient',
    file: (_message, response, tries) =>
      tries <= 3 ? response.writeHead(503, { 'retry-after': '0' }).end() : whole(response),
  },
  {
    kind: 'a certificate that nobody has signed',
    becomes: 'failed',
    code: 'source.connection',
    behaviour: 'transient',
    api: (response, untrustedHost) => pointsTo(`https://${untrustedHost}/file`)(response),
  },
  {
    kind: 'a host that has no address',
    becomes: 'failed',
    code: 'source.connection',
    behaviour: 'transient',
    api: pointsTo('https://no-such-host.invalid/file'),
  },
  {
    kind: 'a host that is not listed',
    becomes: 'failed',
    code: 'source.host-not-allowed',
    behaviour: 'permanent',
    api: pointsTo('https://elsewhere.example/file'),
  },
  {
    kind: 'a redirect to a host that is not listed',
    becomes: 'failed',
    code: 'source.host-not-allowed',
    behaviour: 'permanent',
    file: (_message, response) => response.writeHead(302, { location: 'https://elsewhere.example/file' }).end(),
  },
  {
    kind: 'no bytes at all',
    becomes: 'verified',
    code: null,
    behaviour: null,
    file: (_message, response) => response.writeHead(200, headers(0)).end(),
  },
  {
    kind: 'one byte more than 5 GiB announced',
    becomes: 'too-large',
    code: 'source.too-large',
    behaviour: 'permanent',
    file: (_message, response) => void response.writeHead(200, headers(FIVE_GIB + 1)).flushHeaders(),
  },
  {
    kind: 'an answer of the API that is no JSON',
    becomes: 'failed',
    code: 'source.bad-answer',
    behaviour: 'permanent',
    api: (response) => void response.end('<html>Sign in</html>'),
  },
  {
    kind: 'no such file',
    becomes: 'missing',
    code: 'source.missing',
    behaviour: 'permanent',
    api: (response) => void response.writeHead(404).end('{"error":"No files found"}'),
  },
  {
    kind: 'a file whose key the destination refuses',
    becomes: 'failed',
    code: 's3.key-refused',
    behaviour: 'permanent',
    store: 'key-refused',
  },
  {
    kind: 'a file whose bytes change on the way to the destination',
    becomes: 'failed',
    code: 's3.checksum-mismatch',
    behaviour: 'permanent',
    store: 'damaged-body',
  },
]
