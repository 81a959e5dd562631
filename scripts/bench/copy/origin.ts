/**
 * A static web server and a sink that speaks as much S3 as copying needs, in one process on a raw socket, so that they cost
 * little beside the client that is measured. Objects have no content of their own, what is stored is counted and forgotten, and
 * an ETag is the MD5 that came with the bytes. Nothing is checked: whether a copy is right is a matter of tests.
 *
 * Started by the benchmark as `origin.ts plain` or `origin.ts tls <certificate> <key>`; prints its port, and its counts when its
 * standard input gives a line.
 */
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { createServer as createTlsServer } from 'node:tls'
import { answerTo, type Head, type Stored } from './origin-answers.ts'

const [transport, certificateFile = '', keyFile = ''] = process.argv.slice(2)
const END_OF_HEAD = Buffer.from('\r\n\r\n')
const stored: Stored = { objects: 0, bytes: 0, etags: new Map() }

const server =
  transport === 'tls'
    ? createTlsServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, serve)
    : createServer(serve)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
})

createInterface({ input: process.stdin })
  .on('line', () => {
    process.stdout.write(`${JSON.stringify({ objects: stored.objects, bytes: stored.bytes })}\n`)
    stored.objects = 0
    stored.bytes = 0
    stored.etags.clear()
  })
  .on('close', () => process.exit())

/** One connection, one request after another. */
function serve(socket: Socket): void {
  let head: Buffer = Buffer.alloc(0)
  let request: Head | undefined
  let leftBytes = 0
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    for (let rest: Buffer = chunk; rest.length > 0; ) rest = request ? readBody(rest) : readHead(rest)
  })

  function readHead(chunk: Buffer): Buffer {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    const end = head.indexOf(END_OF_HEAD)
    if (end === -1) return Buffer.alloc(0)
    const rest = head.subarray(end + END_OF_HEAD.length)
    request = parseHead(head.toString('latin1', 0, end))
    head = Buffer.alloc(0)
    leftBytes = request.bodyBytes
    if (request.headers.get('expect') !== undefined) socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    if (leftBytes === 0) finish(request)
    return rest
  }

  function readBody(chunk: Buffer): Buffer {
    const taken = Math.min(leftBytes, chunk.length)
    leftBytes -= taken
    if (leftBytes === 0 && request) finish(request)
    return chunk.subarray(taken)
  }

  function finish(finished: Head): void {
    request = undefined
    writeAll(socket, answerTo(finished, stored))
  }
}

/** Piece after piece, as fast as the other side takes them. */
function writeAll(socket: Socket, parts: Generator<Buffer | string>): void {
  for (let next = parts.next(); !next.done; next = parts.next()) {
    if (socket.write(next.value) || socket.destroyed) continue
    socket.once('drain', () => writeAll(socket, parts))
    return
  }
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { method, target, headers, bodyBytes: Number(headers.get('content-length') ?? 0) }
}
