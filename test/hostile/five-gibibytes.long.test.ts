import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import project from '../../package.json' with { type: 'json' }
import { STRICT } from '../contract/capabilities.ts'
import { type Listening, listen } from '../sandbox/listening.ts'

/** The largest file that is copied without a setting, from a source that makes its bytes to a store that only counts and hashes them. */

const PROCESS = fileURLToPath(new URL('./five-gibibytes.ts', import.meta.url))
const MIB = 1024 * 1024
const SIZE_BYTES = 5 * 1024 * MIB
/** Every MiB of the file is the same but for its first bytes, which are its number. */
const PIECE = randomBytes(MIB)
const LIMIT_MS = 600_000

let source: Listening
let destination: Listening
let inSource = ''
const inParts: { number: number; bytes: number; isAsSaid: boolean }[] = []

beforeAll(async () => {
  source = await listen((message, response) => void answerAsVendor(message, response), 0)
  destination = await listen((message, response) => void answerAsStore(message, response), 0)
})
afterAll(async () => {
  await source.stop()
  await destination.stop()
})

test(
  'a file of 5 GiB is copied byte for byte within 256 MiB of memory',
  async () => {
    const given = {
      vendor: { apiUrl: source.url, fileHosts: [new URL(source.url).host], maxFileSizeBytes: SIZE_BYTES },
      store: {
        ...{ endpoint: destination.url, region: 'eu-central-1', bucket: 'bucket', isPathStyle: true },
        ...{ accessKeyId: 'KEY', secretAccessKey: 'secret', capabilities: STRICT },
      },
    }
    const env = { ...process.env, ...project.config.serviceEnvironment }
    const command = [...project.config.serviceFlags, PROCESS, JSON.stringify(given)]
    const { stdout } = await promisify(execFile)(process.execPath, command, { env })
    const { receipt, peakBytes } = JSON.parse(stdout)
    expect(receipt).toMatchObject({ sizeBytes: SIZE_BYTES, checksum: { value: inSource } })
    expect(inParts.reduce((sum, part) => sum + part.bytes, 0)).toBe(SIZE_BYTES)
    expect(inParts.filter((part) => !part.isAsSaid)).toEqual([])
    expect(new Set(inParts.map((part) => part.number)).size).toBe(inParts.length)
    expect(peakBytes).toBeLessThanOrEqual(256 * MIB)
  },
  LIMIT_MS,
)

function answerAsVendor(message: IncomingMessage, response: ServerResponse): Promise<void> | void {
  message.resume()
  if (message.method === 'POST') return void response.end(JSON.stringify({ data: { url: `${source.url}/file` } }))
  return sendFile(response)
}

async function sendFile(response: ServerResponse): Promise<void> {
  const whole = createHash('sha256')
  response.writeHead(200, { 'content-length': SIZE_BYTES, etag: '"large"' })
  for (let number = 0; number < SIZE_BYTES / MIB; number += 1) {
    const piece = Buffer.from(PIECE)
    piece.writeUInt32BE(number)
    whole.update(piece)
    await new Promise<void>((resolve) => response.write(piece, () => resolve()))
  }
  inSource = whole.digest('hex')
  response.end()
}

/** Takes an upload in parts, of which it keeps nothing but whether each is as its checksum says. */
async function answerAsStore(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { searchParams } = new URL(message.url ?? '', destination.url)
  const number = Number(searchParams.get('partNumber'))
  if (message.method === 'HEAD') return void response.writeHead(404).end()
  if (message.method === 'PUT') return takePart(number, message, response)
  message.resume()
  response.setHeader('content-type', 'application/xml')
  if (message.method === 'GET') response.end(searchParams.has('uploads') ? NO_UPLOADS : NO_PARTS)
  else response.end(searchParams.has('uploads') ? STARTED : COMPLETED)
}

const NO_UPLOADS = '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>'
const NO_PARTS = '<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>'
const STARTED =
  '<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>large</Key><UploadId>upload</UploadId></InitiateMultipartUploadResult>'
const COMPLETED = '<CompleteMultipartUploadResult><Key>large</Key><ETag>"whole"</ETag></CompleteMultipartUploadResult>'

async function takePart(number: number, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  const found = hash.digest('base64')
  inParts.push({ number, bytes, isAsSaid: found === message.headers['x-amz-checksum-sha256'] })
  response.writeHead(200, { etag: `"${number}"` }).end()
}
