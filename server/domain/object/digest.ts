import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ChecksumAlgorithm } from './checksum.ts'

/** Computes one checksum of bytes that come piece after piece. */
export interface Digest {
  update(piece: Uint8Array | string): unknown
  /** The checksum as bytes; a CRC has its highest byte first, as S3 wants it. To be called once, at the end. */
  digest(): Buffer
}

export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  return algorithm === 'crc32' ? new Crc32() : createHash(algorithm)
}

/** The checksum of pieces that are there. */
export function digestOf(algorithm: ChecksumAlgorithm, pieces: readonly Uint8Array[]): Buffer {
  const digest = createDigest(algorithm)
  for (const piece of pieces) digest.update(piece)
  return digest.digest()
}

class Crc32 implements Digest {
  #value = 0

  update(piece: Uint8Array | string): void {
    this.#value = crc32(piece, this.#value)
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(this.#value)
    return bytes
  }
}
