import { Readable } from 'node:stream'
import { type ByteBody, chunksOf } from '../../domain/object/byte-body.ts'

/** A body for those who want a stream. */
export function toReadable(body: ByteBody): Readable {
  const stream = Readable.from(chunksOf(body), { objectMode: false })
  // A stream that is destroyed before its first read never starts the generator that would let the body go.
  return stream.once('close', () => body.destroy())
}
