import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { CRC32C, CRC64NVME, createCrc } from './crc.ts'
import { S3Error } from './errors.ts'
import { element, type XmlElement } from './xml.ts'

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
/** Over the bytes of the object, or over the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

/** A checksum as base64. */
export interface Checksum {
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
  /** What a multipart upload may ask for, the usual one first. */
  types: readonly ChecksumType[]
  create(): Digester
}

/** The algorithms this store computes; others are refused, never silently ignored. */
const ALGORITHMS: Record<ChecksumAlgorithm, AlgorithmFacts> = {
  CRC32: { sizeBytes: 4, types: ['COMPOSITE', 'FULL_OBJECT'], create: createCrc32 },
  CRC32C: { sizeBytes: 4, types: ['COMPOSITE', 'FULL_OBJECT'], create: () => createCrc(CRC32C) },
  CRC64NVME: { sizeBytes: 8, types: ['FULL_OBJECT'], create: () => createCrc(CRC64NVME) },
  SHA1: { sizeBytes: 20, types: ['COMPOSITE'], create: () => fromHash('sha1') },
  SHA256: { sizeBytes: 32, types: ['COMPOSITE'], create: () => fromHash('sha256') },
}
export const CHECKSUM_PREFIX = 'x-amz-checksum-'
const TYPE_HEADER = 'x-amz-checksum-type'

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return CHECKSUM_PREFIX + algorithm.toLowerCase()
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
  throw new S3Error('NotImplemented', { details: { Header: `${CHECKSUM_PREFIX}${name.toLowerCase()}` } })
}

/**
 * The type of checksum that a multipart upload asks for; the algorithm's usual one when it names none.
 * @throws S3Error InvalidRequest for a type that does not exist or that the algorithm does not have
 */
export function parseChecksumType(algorithm: ChecksumAlgorithm, name: string | undefined): ChecksumType {
  const [usual = 'FULL_OBJECT', ...others] = ALGORITHMS[algorithm].types
  const type = [usual, ...others].find((known) => known === (name ?? usual).toUpperCase())
  if (type !== undefined) return type
  throw new S3Error('InvalidRequest', {
    message: `The ${name} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  })
}

/** Whether the text is a checksum of this algorithm by its form. */
export function isChecksumOf(algorithm: ChecksumAlgorithm, value: string): boolean {
  return isBase64Of(value, ALGORITHMS[algorithm].sizeBytes)
}

/** The checksum of a multipart object: over its parts' checksums, with the number of parts. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, partValues: readonly string[]): string {
  const digester = createDigester(algorithm)
  for (const value of partValues) digester.update(Buffer.from(value, 'base64'))
  return `${digester.digest().toString('base64')}-${partValues.length}`
}

/** The headers that carry a checksum; none without one. */
export function checksumHeaders(
  checksum: Checksum | undefined,
  type: ChecksumType = 'FULL_OBJECT',
): Record<string, string> {
  return checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value, [TYPE_HEADER]: type } : {}
}

/** Checksum headers as elements of a result document, such as `ChecksumCRC32` and `ChecksumType`. */
export function checksumElements(headers: Readonly<Record<string, string>>): XmlElement[] {
  return Object.entries(headers).map(([name, value]) =>
    name === TYPE_HEADER
      ? element('ChecksumType', value)
      : element(`Checksum${name.slice(CHECKSUM_PREFIX.length).toUpperCase()}`, value),
  )
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
