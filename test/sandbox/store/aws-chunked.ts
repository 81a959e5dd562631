import { createHash } from 'node:crypto'
import { ByteReader } from './byte-reader.ts'
import type { ChunkSigner } from './chunk-signatures.ts'
import { S3Error } from './errors.ts'

/** How a body is wrapped in chunks. */
export interface ChunkFraming {
  /** Names of the headers that follow the last chunk, lower-case. */
  trailerNames: readonly string[]
  /** Present when every chunk must be signed. */
  signer: ChunkSigner | undefined
}

/** A body taken out of its chunks. */
export interface DecodedBody {
  /** To be read once, to the end. */
  chunks: AsyncIterable<Buffer>
  /** Values by lower-case name; complete once the chunks have ended. */
  trailers: ReadonlyMap<string, string>
}

const SMALLEST_CHUNK_BYTES = 8_192
const HEADER = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/
const SIGNATURE_TRAILER = 'x-amz-trailer-signature'

/**
 * Decodes an aws-chunked body as it arrives, and checks what signs it.
 * @throws S3Error while the chunks are read: IncompleteBody, InvalidChunkSizeError, SignatureDoesNotMatch,
 *   MalformedTrailerError
 */
export function decodeAwsChunked(source: AsyncIterable<Buffer>, framing: ChunkFraming): DecodedBody {
  const trailers = new Map<string, string>()
  return { chunks: decode(new ByteReader(source), framing, trailers), trailers }
}

async function* decode(reader: ByteReader, framing: ChunkFraming, trailers: Map<string, string>) {
  try {
    yield* readChunks(reader, framing.signer)
    await readTrailers(reader, framing, trailers)
  } finally {
    await reader.close()
  }
}

/** The bytes of every chunk, up to the header of the empty one that ends them. */
async function* readChunks(reader: ByteReader, signer: ChunkSigner | undefined): AsyncGenerator<Buffer> {
  let before = SMALLEST_CHUNK_BYTES
  for (let number = 1; ; number += 1) {
    const header = parseHeader(await reader.line())
    if (header.sizeBytes > 0) assertLargeEnough(before, number)
    const hash = signer && createHash('sha256')
    for (let left = header.sizeBytes; left > 0; ) {
      const piece = await reader.some(left)
      hash?.update(piece)
      left -= piece.length
      yield piece
    }
    if (signer?.signChunk(hash?.digest('hex') ?? '') !== header.signature) throw new S3Error('SignatureDoesNotMatch')
    if (header.sizeBytes === 0) return
    if ((await reader.line()) !== '') throw terminated()
    before = header.sizeBytes
  }
}

function parseHeader(line: string): { sizeBytes: number; signature: string | undefined } {
  const match = HEADER.exec(line)
  if (match === null) throw terminated()
  return { sizeBytes: Number.parseInt(match[1] ?? '', 16), signature: match[2] }
}

/** @param number of the chunk that follows the one of this size */
function assertLargeEnough(sizeBytes: number, number: number): void {
  if (sizeBytes >= SMALLEST_CHUNK_BYTES) return
  throw new S3Error('InvalidChunkSizeError', {
    details: { Chunk: String(number), BadChunkSize: String(sizeBytes) },
  })
}

/** Trailers must be the announced ones, no more and no fewer. */
async function readTrailers(reader: ByteReader, framing: ChunkFraming, trailers: Map<string, string>) {
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const [name = '', value = ''] = line.split(/\s*:\s*(.*)/, 2)
    trailers.set(name.toLowerCase(), value.trim())
  }
  if (!(await reader.isAtEnd())) throw new S3Error('MalformedTrailerError')
  const signature = trailers.get(SIGNATURE_TRAILER)
  trailers.delete(SIGNATURE_TRAILER)
  const { trailerNames, signer } = framing
  const isAsAnnounced = trailers.size === trailerNames.length && trailerNames.every((name) => trailers.has(name))
  if (!isAsAnnounced) throw new S3Error('MalformedTrailerError')
  if (signer === undefined || trailers.size === 0) return
  const lines = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('')
  const hash = createHash('sha256').update(lines).digest('hex')
  if (signer.signTrailers(hash) !== signature) throw new S3Error('SignatureDoesNotMatch')
}

function terminated(): S3Error {
  return new S3Error('IncompleteBody', { message: 'The request body terminated unexpectedly' })
}
