import { createHash } from 'node:crypto'
import { type Credentials, hmac, scopeOf, signingKey } from './signature.ts'

/** Signs the chunks of one body, each over the signature before it ("Signature calculations", Amazon S3 API reference). */
export interface ChunkSigner {
  /** @param sha256 lower-case hex, of the chunk's bytes */
  signChunk(sha256: string): string
  /** @param sha256 lower-case hex, of the trailers as `name:value` lines */
  signTrailers(sha256: string): string
}

const SHA256_OF_NOTHING = createHash('sha256').digest('hex')

/** @param seed the signature of the request's headers, with the moment and region that it names */
export function createChunkSigner(
  { secretAccessKey }: Credentials,
  seed: { signature: string; amzDate: string; region: string },
): ChunkSigner {
  const day = seed.amzDate.slice(0, 8)
  const scope = scopeOf(day, seed.region)
  const key = signingKey(secretAccessKey, day, seed.region)
  let previous = seed.signature
  const sign = (kind: string, ...hashes: string[]): string => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, seed.amzDate, scope, previous, ...hashes].join('\n')
    previous = hmac(key, text).toString('hex')
    return previous
  }
  return {
    signChunk: (sha256) => sign('PAYLOAD', SHA256_OF_NOTHING, sha256),
    signTrailers: (sha256) => sign('TRAILER', sha256),
  }
}
