import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'
import { S3Error } from './errors.ts'

export type ChecksumAlgorithm = 'CRC32' | 'SHA1' | 'SHA256'

/** A checksum that the client claims, as base64. */
export interface ClaimedChecksum {
  algorithm: ChecksumAlgorithm
  value: string
}

/** A running checksum. */
export interface Digester {
  update(chunk: Buffer): void
  digest(): Buffer
}

interface AlgorithmFacts {
  sizeBytes: number
  create(): Digester
}

/** The algorithms this store computes; the others that S3 knows are refused, never silently ignored. */
const ALGORITHMS: Record<ChecksumAlgorithm, AlgorithmFacts> = {
  CRC32: { sizeBytes: 4, create: createCrc32 },
  SHA1: { sizeBytes: 20, create: () => fromHash('sha1') },
  SHA256: { sizeBytes: 32, create: () => fromHash('sha256') },
}
const PREFIX = 'x-amz-checksum-'
/** Headers with the prefix that carry no checksum. */
const NOT_CHECKSUMS = ['x-amz-checksum-mode', 'x-amz-checksum-algorithm', 'x-amz-checksum-type']

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return PREFIX + algorithm.toLowerCase()
}

export function createDigester(algorithm: ChecksumAlgorithm): Digester {
  return ALGORITHMS[algorithm].create()
}

/**
 * The algorithm of this name, in any case.
 * @throws S3Error NotImplemented for one that this store does not compute
 */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = name.toUpperCase()
  if (Object.hasOwn(ALGORITHMS, algorithm)) return algorithm as ChecksumAlgorithm
  throw new S3Error('NotImplemented', { details: { Header: `${PREFIX}${name.toLowerCase()}` } })
}

/**
 * The checksum that the headers claim for the body.
 * @throws S3Error InvalidRequest for several or a malformed one, NotImplemented for an unknown algorithm
 */
export function parseClaimedChecksum(headers: IncomingHttpHeaders): ClaimedChecksum | undefined {
  const names = Object.keys(headers).filter((name) => name.startsWith(PREFIX) && !NOT_CHECKSUMS.includes(name))
  if (names.length > 1) {
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    })
  }
  const [name] = names
  if (name === undefined) return undefined
  const algorithm = parseAlgorithm(name.slice(PREFIX.length))
  const value = String(headers[name])
  if (!isBase64Of(value, ALGORITHMS[algorithm].sizeBytes)) {
    throw new S3Error('InvalidRequest', { message: `Value for ${name} header is invalid.` })
  }
  return { algorithm, value }
}

/** The checksum of a multipart object: over its parts' checksums, with the number of parts. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, partValues: readonly string[]): string {
  const digester = createDigester(algorithm)
  for (const value of partValues) digester.update(Buffer.from(value, 'base64'))
  return `${digester.digest().toString('base64')}-${partValues.length}`
}

export function isBase64Of(value: string, sizeBytes: number): boolean {
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === sizeBytes && bytes.toString('base64') === value
}

function fromHash(name: 'sha1' | 'sha256'): Digester {
  const hash = createHash(name)
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() }
}

function createCrc32(): Digester {
  let crc = 0
  return {
    update: (chunk) => {
      crc = crc32(chunk, crc)
    },
    digest: () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(crc)
      return bytes
    },
  }
}
