/** What the origin answers: objects below `/source/<bytes>/`, their list as a page, and S3 at the bucket `sink`. */

export interface Head {
  method: string
  /** Path and query, as they came. */
  target: string
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  bodyBytes: number
}

export interface Stored {
  objects: number
  bytes: number
  /** Size and ETag of each key since it was asked last; clients look for what they stored. */
  etags: Map<string, { etag: string; sizeBytes: number }>
}

const CHUNK = Buffer.alloc(1024 * 1024, 'doclift ')
const ETAG_WITHOUT_MD5 = '0'.repeat(32)

/** The answer, in pieces to be written one after another. */
export function* answerTo(request: Head, stored: Stored): Generator<Buffer | string> {
  const [path = '', query = ''] = request.target.split('?')
  const source = /^\/source\/(\d+)\/(\d+)\/(\d*)$/.exec(path)
  if (source?.[3] === '') yield* page(Number(source[2]))
  else if (source) yield* object(request, Number(source[1]))
  else yield* sink(request, path, query, stored)
}

function* page(objects: number): Generator<string> {
  yield* text(200, Array.from({ length: objects }, (_, at) => `<a href="${at}">${at}</a>`).join('\n'), 'text/html')
}

function* object({ method, headers }: Head, sizeBytes: number): Generator<Buffer | string> {
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.get('range') ?? '')
  const from = Number(range?.[1] ?? 0)
  const to = Math.min(Number(range?.[2] || sizeBytes - 1), sizeBytes - 1)
  const contentRange = range ? `content-range: bytes ${from}-${to}/${sizeBytes}\r\n` : ''
  yield `HTTP/1.1 ${range ? 206 : 200} OK\r\ncontent-length: ${to - from + 1}\r\netag: "s${sizeBytes}"\r\nlast-modified: Sat, 21 Nov 2026 00:00:00 GMT\r\naccept-ranges: bytes\r\n${contentRange}content-type: application/pdf\r\n\r\n`
  if (method === 'HEAD') return
  for (let left = to - from + 1; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, Math.min(left, CHUNK.length))
}

function* sink(request: Head, path: string, query: string, stored: Stored): Generator<string> {
  const { method } = request
  if (method === 'PUT') return yield* put(request, path, query, stored)
  if (method === 'HEAD') return yield* head(stored.etags.get(path))
  if (method === 'DELETE') return yield* empty(204)
  if (method === 'GET') return yield* xml('ListBucketResult', '<IsTruncated>false</IsTruncated><KeyCount>0</KeyCount>')
  if (/(^|&)uploads(=|&|$)/.test(query)) return yield* xml('InitiateMultipartUploadResult', '<UploadId>u</UploadId>')
  stored.objects += 1
  stored.etags.set(path, { etag: `${ETAG_WITHOUT_MD5}-1`, sizeBytes: 0 })
  yield* xml('CompleteMultipartUploadResult', `<ETag>"${ETAG_WITHOUT_MD5}-1"</ETag>`)
}

function* put({ headers, bodyBytes }: Head, path: string, query: string, stored: Stored): Generator<string> {
  const md5 = headers.get('content-md5')
  const etag = md5 === undefined ? ETAG_WITHOUT_MD5 : Buffer.from(md5, 'base64').toString('hex')
  stored.bytes += bodyBytes
  if (!query.includes('partNumber=')) {
    stored.objects += 1
    stored.etags.set(path, { etag, sizeBytes: bodyBytes })
  }
  yield* empty(200, `etag: "${etag}"\r\n`)
}

function* head(found: { etag: string; sizeBytes: number } | undefined): Generator<string> {
  if (!found) return yield* empty(404)
  yield `HTTP/1.1 200 OK\r\ncontent-length: ${found.sizeBytes}\r\netag: "${found.etag}"\r\nlast-modified: Sat, 21 Nov 2026 00:00:00 GMT\r\n\r\n`
}

function* empty(status: number, headers = ''): Generator<string> {
  yield `HTTP/1.1 ${status} OK\r\n${status === 204 ? '' : 'content-length: 0\r\n'}${headers}\r\n`
}

function* xml(name: string, content: string): Generator<string> {
  const space = 'http://s3.amazonaws.com/doc/2006-03-01/'
  yield* text(200, `<?xml version="1.0"?><${name} xmlns="${space}">${content}</${name}>`, 'application/xml')
}

function* text(status: number, body: string, type: string): Generator<string> {
  yield `HTTP/1.1 ${status} OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
