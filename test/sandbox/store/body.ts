import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { type ClaimedChecksum, createDigester, isBase64Of, parseClaimedChecksum } from './checksums.ts'
import { S3Error } from './errors.ts'
import { UNSIGNED_PAYLOAD } from './signature.ts'

/** What the client said about the body before sending it. */
export interface BodyClaims {
  sizeBytes: number
  /** Base64. */
  contentMd5: string | undefined
  /** Hex, from the signature; undefined when the payload is unsigned. */
  sha256: string | undefined
  checksum: ClaimedChecksum | undefined
}

/** A body on disk that kept every claim. */
export interface ReceivedBody {
  file: string
  sizeBytes: number
  /** Lower-case hex. */
  md5: string
  checksum: ClaimedChecksum | undefined
}

/** S3's limit for one PUT or one part. */
const LARGEST_BYTES = 5 * 1024 ** 3
/** S3 gives up on a client that sends nothing for about this long. */
const IDLE_MS = 20_000

/**
 * Reads the claims in the headers.
 * @throws S3Error MissingContentLength, EntityTooLarge, InvalidDigest, InvalidRequest; NotImplemented for aws-chunked
 */
export function parseBodyClaims(message: IncomingMessage, payloadHash: string): BodyClaims {
  const { headers } = message
  if (payloadHash.startsWith('STREAMING-') || headers['content-encoding']?.includes('aws-chunked')) {
    throw new S3Error('NotImplemented', { details: { Header: 'x-amz-content-sha256' } })
  }
  const contentMd5 = headers['content-md5']?.toString()
  if (contentMd5 !== undefined && !isBase64Of(contentMd5, 16)) throw new S3Error('InvalidDigest')
  return {
    sizeBytes: contentLength(message),
    contentMd5,
    sha256: payloadHash === UNSIGNED_PAYLOAD ? undefined : payloadHash,
    checksum: parseClaimedChecksum(headers),
  }
}

function contentLength(message: IncomingMessage): number {
  const length = message.headers['content-length']
  if (length === undefined) throw new S3Error('MissingContentLength')
  if (Number(length) > LARGEST_BYTES) {
    throw new S3Error('EntityTooLarge', { details: { ProposedSize: length, MaxSizeAllowed: String(LARGEST_BYTES) } })
  }
  return Number(length)
}

/**
 * Writes the body to a new file in `folder` and compares it with every claim; a body that breaks one leaves no file.
 * @throws S3Error IncompleteBody, BadDigest, XAmzContentSHA256Mismatch
 */
export async function receiveBody(message: IncomingMessage, claims: BodyClaims, folder: string): Promise<ReceivedBody> {
  const file = join(folder, randomUUID())
  try {
    const measured = await writeAndMeasure(message, claims, file)
    assertClaims(claims, measured)
    return { file, sizeBytes: claims.sizeBytes, md5: measured.md5.toString('hex'), checksum: claims.checksum }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

interface Measured {
  sizeBytes: number
  md5: Buffer
  sha256: string | undefined
  checksum: string | undefined
}

async function writeAndMeasure(message: IncomingMessage, claims: BodyClaims, file: string): Promise<Measured> {
  const md5 = createHash('md5')
  const sha256 = claims.sha256 === undefined ? undefined : createHash('sha256')
  const checksum = claims.checksum && createDigester(claims.checksum.algorithm)
  let sizeBytes = 0
  await using handle = await open(file, 'wx')
  for await (const chunk of bodyChunks(message)) {
    for (const digester of [md5, sha256, checksum]) digester?.update(chunk)
    sizeBytes += chunk.length
    await handle.writeFile(chunk)
  }
  const digest = checksum?.digest().toString('base64')
  return { sizeBytes, md5: md5.digest(), sha256: sha256?.digest('hex'), checksum: digest }
}

/** The chunks of the body; a client that goes away or falls silent ends them with IncompleteBody. */
async function* bodyChunks(message: IncomingMessage): AsyncGenerator<Buffer> {
  // The HTTP server ends a socket whose time is up.
  message.socket.setTimeout(IDLE_MS)
  try {
    yield* message as AsyncIterable<Buffer>
  } catch {
    throw new S3Error('IncompleteBody')
  } finally {
    message.socket.setTimeout(0)
  }
}

function assertClaims(claims: BodyClaims, measured: Measured): void {
  if (measured.sizeBytes !== claims.sizeBytes) throw new S3Error('IncompleteBody')
  const md5 = measured.md5.toString('base64')
  if (claims.contentMd5 !== undefined && claims.contentMd5 !== md5) {
    throw new S3Error('BadDigest', { details: { ExpectedDigest: claims.contentMd5, CalculatedDigest: md5 } })
  }
  if (claims.sha256 !== measured.sha256) {
    throw new S3Error('XAmzContentSHA256Mismatch', {
      details: {
        ClientComputedContentSHA256: claims.sha256 ?? '',
        S3ComputedContentSHA256: measured.sha256 ?? '',
      },
    })
  }
  if (claims.checksum && claims.checksum.value !== measured.checksum) {
    const { algorithm } = claims.checksum
    throw new S3Error('BadDigest', { message: `The ${algorithm} you specified did not match the calculated checksum.` })
  }
}

/**
 * The text of a small body, such as the list of parts.
 * @throws S3Error MalformedXML above 1 MiB, and as receiveBody does
 */
export async function receiveText(message: IncomingMessage, claims: BodyClaims): Promise<string> {
  if (claims.sizeBytes > 1024 ** 2) throw new S3Error('MalformedXML')
  const chunks: Buffer[] = []
  for await (const chunk of bodyChunks(message)) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (claims.sha256 !== undefined && claims.sha256 !== digest) throw new S3Error('XAmzContentSHA256Mismatch')
  return bytes.toString('utf8')
}
