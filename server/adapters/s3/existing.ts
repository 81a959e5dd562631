import { DocliftError, PermanentError } from '../../domain/errors.ts'
import type { Checksum } from '../../domain/object/checksum.ts'
import { quoteKey } from './errors.ts'
import { readDigest } from './read-back.ts'
import type { Upload, Uploaded } from './upload.ts'

/** True for what a write that may only create throws when something is there. */
export function isAlreadyThere(thrown: unknown): boolean {
  return thrown instanceof DocliftError && thrown.code === 's3.already-exists'
}

/**
 * Takes what is at the key for what was to be written, when its bytes are the same; they are read, because nothing else says
 * so. An upload whose answer was lost, or whose process died, ends well in this way when it is made again.
 * @param expected of the bytes that were to be written; SHA-256 wherever they are still at hand
 * @throws PermanentError `s3.already-exists` when other bytes are there
 */
export async function takeExisting({ client, object, signal }: Upload, expected: Checksum): Promise<Uploaded> {
  const found = await readDigest(client, object.key, expected.algorithm, { signal })
  if (found.sizeBytes === object.sizeBytes && found.checksum.value === expected.value) {
    return { etag: found.etag, versionId: found.versionId, checksum: expected, attestation: 'read-back' }
  }
  throw new PermanentError(
    's3.already-exists',
    `Expected nothing or the same bytes at ${quoteKey(object.key)} in ${client.name}; other bytes are there and were left alone. Find out who wrote them, delete the object, and copy the record again.`,
  )
}
