import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { decodeAwsChunked } from './aws-chunked.ts'
import { type BodyClaims, parseBodyClaims } from './body-claims.ts'
import { type Checksum, type ChecksumAlgorithm, checksumHeader, createDigester, isChecksumOf } from './checksums.ts'
import { S3Error } from './errors.ts'
import type { S3Request, StoreContext } from './request.ts'

/** Bytes on disk, measured while they were written. */
export interface WrittenFile {
  file: string
  sizeBytes: number
  /** Lower-case hex. */
  md5: string
  /** Of the kind asked for. */
  checksum: Checksum | undefined
}

/** S3 gives up on a client that sends nothing for about this long. */
const IDLE_MS = 20_000
/** Lists in requests are far smaller. */
const LARGEST_TEXT_BYTES = 2 * 1024 ** 2

/**
 * Writes the body of a request to a new temporary file and compares it with every claim; a body that breaks one leaves no
 * file.
 * @param options.algorithm a checksum to compute also when the client claims none
 * @throws S3Error as parseBodyClaims and decodeAwsChunked do; IncompleteBody, BadDigest, XAmzContentSHA256Mismatch
 */
export async function receiveBody(
  request: S3Request,
  context: StoreContext,
  options: { algorithm?: ChecksumAlgorithm | undefined } = {},
): Promise<WrittenFile> {
  const claims = parseBodyClaims(request, context.personality.traits)
  const body = openBody(request, claims)
  const sha256 = claims.sha256 === undefined ? [] : [createHash('sha256')]
  const chunks = request.isDamaged ? damaged(body.chunks) : body.chunks
  const measured = await writeMeasured(context.temporaryFolder, chunks, {
    algorithm: claims.checksum?.algorithm ?? options.algorithm,
    alsoInto: [limitTo(claims.sizeBytes), ...sha256],
  })
  return keepIf(measured, () => {
    assertSize(claims, measured)
    assertDigests(claims, measured, sha256[0]?.digest('hex'))
    assertChecksum(claims, measured, body.trailers)
  })
}

/**
 * Writes chunks to a new file in the folder; an exception of the source leaves no file.
 * @param options.algorithm the checksum to compute besides the MD5
 */
export async function writeMeasured(
  folder: string,
  chunks: AsyncIterable<Buffer>,
  options: { algorithm?: ChecksumAlgorithm | undefined; alsoInto?: readonly Sink[] } = {},
): Promise<WrittenFile> {
  const { algorithm, alsoInto = [] } = options
  const md5 = createHash('md5')
  const digester = algorithm && createDigester(algorithm)
  const written = await writeChunks(folder, chunks, [md5, ...alsoInto, ...(digester ? [digester] : [])])
  const checksum = digester && algorithm && { algorithm, value: digester.digest().toString('base64') }
  return { ...written, md5: md5.digest('hex'), checksum }
}

/** Something that sees the bytes on their way to the disk. */
type Sink = { update(chunk: Buffer): unknown }

/** Ends a body that is longer than it should be before it fills the disk. */
function limitTo(sizeBytes: number): Sink {
  let left = sizeBytes
  return {
    update: (chunk) => {
      left -= chunk.length
      if (left < 0) throw new S3Error('IncompleteBody')
    },
  }
}

/** Writes chunks to a new file in the folder; an exception of the source or of a sink leaves no file. */
export async function writeChunks(folder: string, chunks: AsyncIterable<Buffer>, sinks: readonly Sink[]) {
  const file = join(folder, randomUUID())
  let sizeBytes = 0
  try {
    await using handle = await open(file, 'wx')
    for await (const chunk of chunks) {
      for (const sink of sinks) sink.update(chunk)
      sizeBytes += chunk.length
      await handle.writeFile(chunk)
    }
    return { file, sizeBytes }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** Gives the file back when it is good; otherwise it is removed. */
export async function keepIf<File extends { file: string }>(written: File, assertGood: () => void): Promise<File> {
  try {
    assertGood()
    return written
  } catch (error) {
    await rm(written.file, { force: true })
    throw error
  }
}

function openBody(request: S3Request, { chunked }: BodyClaims) {
  const chunks = arrivingChunks(request.message)
  if (chunked === undefined) return { chunks, trailers: new Map<string, string>() }
  const { isSigned, trailerNames } = chunked
  return decodeAwsChunked(chunks, { trailerNames, signer: isSigned ? request.createChunkSigner() : undefined })
}

/** The chunks of the body; a client that goes away or falls silent ends them with IncompleteBody. */
async function* arrivingChunks(message: IncomingMessage): AsyncGenerator<Buffer> {
  // The HTTP server ends a socket whose time is up.
  message.socket.setTimeout(IDLE_MS)
  try {
    // A refusal in the middle of the body still has to be answered on this connection.
    yield* message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  } catch {
    throw new S3Error('IncompleteBody')
  } finally {
    message.socket.setTimeout(0)
  }
}

async function* damaged(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.alloc(chunk.length, 'x')
}

function assertSize(claims: BodyClaims, written: WrittenFile): void {
  if (written.sizeBytes !== claims.sizeBytes) throw new S3Error('IncompleteBody')
}

function assertDigests(claims: BodyClaims, written: WrittenFile, sha256: string | undefined): void {
  const md5 = Buffer.from(written.md5, 'hex').toString('base64')
  if (claims.contentMd5 !== undefined && claims.contentMd5 !== md5) {
    throw new S3Error('BadDigest', { details: { ExpectedDigest: claims.contentMd5, CalculatedDigest: md5 } })
  }
  if (claims.sha256 !== sha256) {
    throw new S3Error('XAmzContentSHA256Mismatch', {
      details: { ClientComputedContentSHA256: claims.sha256 ?? '', S3ComputedContentSHA256: sha256 ?? '' },
    })
  }
}

function assertChecksum({ checksum }: BodyClaims, written: WrittenFile, trailers: ReadonlyMap<string, string>): void {
  if (checksum === undefined) return
  const { algorithm } = checksum
  const name = checksumHeader(algorithm)
  const value = checksum.value ?? trailers.get(name) ?? ''
  if (!isChecksumOf(algorithm, value)) {
    throw new S3Error('InvalidRequest', { message: `Value for ${name} trailing header is invalid.` })
  }
  if (value !== written.checksum?.value) {
    throw new S3Error('BadDigest', { message: `The ${algorithm} you specified did not match the calculated checksum.` })
  }
}

/**
 * The text of a small body, such as the list of parts, with every claim kept.
 * @throws S3Error MalformedXML above 2 MiB, and as receiveBody does
 */
export async function receiveText(request: S3Request, context: StoreContext): Promise<string> {
  const { sizeBytes } = parseBodyClaims(request, context.personality.traits)
  if (sizeBytes > LARGEST_TEXT_BYTES) throw new S3Error('MalformedXML')
  const { file } = await receiveBody(request, context)
  try {
    return await readFile(file, 'utf8')
  } finally {
    await rm(file, { force: true })
  }
}
