import { CHECKSUM_PREFIX, type Checksum, type ChecksumAlgorithm, checksumHeader } from './checksums.ts'
import { S3Error } from './errors.ts'
import type { BucketRequest } from './request.ts'
import type { Upload, UploadedPart } from './uploads.ts'
import { innerOf, textOf } from './xml.ts'

/** A part as the completion lists it. */
export interface ListedPart {
  partNumber: number
  etag: string
  /** Of the upload's algorithm; undefined when left out. */
  checksum: string | undefined
}

/**
 * Reads the list of parts.
 * @throws S3Error MalformedXML
 */
export function parseListedParts(xml: string, algorithm: ChecksumAlgorithm | undefined): ListedPart[] {
  const parts = innerOf(xml, 'Part').map((inner) => ({
    partNumber: Number(textOf(inner, 'PartNumber')),
    etag: (textOf(inner, 'ETag') ?? '').replaceAll('"', '').trim(),
    checksum: algorithm && textOf(inner, `Checksum${algorithm}`)?.trim(),
  }))
  if (parts.length === 0 || parts.some(({ partNumber }) => !Number.isInteger(partNumber))) {
    throw new S3Error('MalformedXML')
  }
  return parts
}

/** What the headers say of the whole object: its checksum is here, not that of the list. */
export interface CompletionClaims {
  checksum: Checksum | undefined
  type: string | undefined
  sizeBytes: number | undefined
}

/** @throws S3Error InvalidRequest for a checksum of another kind than the upload's */
export function parseCompletionClaims({ headers }: BucketRequest, upload: Upload): CompletionClaims {
  // S3 has a CRC-64 of every upload that asked for no other checksum.
  const algorithm = upload.checksumAlgorithm ?? 'CRC64NVME'
  const name = Object.keys(headers).find((known) => known.startsWith(CHECKSUM_PREFIX) && !known.endsWith('-type'))
  if (name !== undefined && name !== checksumHeader(algorithm)) {
    throw invalid(
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${name.slice(CHECKSUM_PREFIX.length)}`,
    )
  }
  const size = headers['x-amz-mp-object-size']?.toString()
  return {
    checksum: name === undefined ? undefined : { algorithm, value: String(headers[name]) },
    type: headers['x-amz-checksum-type']?.toString(),
    sizeBytes: size === undefined ? undefined : Number(size),
  }
}

/** @throws S3Error InvalidRequest for another size or type, BadDigest for another checksum */
export function assertCompletionClaims(
  claims: CompletionClaims,
  object: { sizeBytes: number; checksum: Checksum | undefined; type: string },
): void {
  if (claims.type !== undefined && claims.type !== object.type) {
    throw invalid(
      `The upload was created using the ${object.type} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  if (claims.sizeBytes !== undefined && claims.sizeBytes !== object.sizeBytes) {
    throw invalid(
      `The provided 'x-amz-mp-object-size' header value ${claims.sizeBytes} does not match what was computed: ${object.sizeBytes}`,
    )
  }
  if (claims.checksum && claims.checksum.value !== object.checksum?.value) {
    throw new S3Error('BadDigest', {
      message: `The ${claims.checksum.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    })
  }
}

/**
 * A checksum over the parts' checksums needs one with every part of the list; one that is given must be the part's.
 * @throws S3Error InvalidRequest, InvalidPart
 */
export function assertListedChecksum(upload: Upload, listed: ListedPart, part: UploadedPart): void {
  const { checksumAlgorithm, checksumType } = upload
  if (listed.checksum !== undefined && listed.checksum !== part.checksum?.value) throw invalidPart(listed)
  if (checksumType !== 'COMPOSITE' || listed.checksum !== undefined) return
  throw invalid(
    `The upload was created using a ${checksumAlgorithm?.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${listed.partNumber} in the request.`,
  )
}

export function invalidPart({ partNumber, etag }: ListedPart): S3Error {
  return new S3Error('InvalidPart', { details: { PartNumber: String(partNumber), ETag: etag } })
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
