import { createHash } from 'node:crypto'
import { PermanentError } from '../../domain/errors.ts'
import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { digestOf } from '../../domain/object/digest.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { ExactBody } from './exact-body.ts'
import type { SentPart } from './multipart-calls.ts'
import { deleteVersion } from './read-back.ts'
import type { Upload, Uploaded } from './upload.ts'

/**
 * Reads an object that was put together over time and compares each part with the digest that it had when it was sent.
 * @param kind of the digests; null for SHA-256
 * @returns undefined when the bytes are others
 */
export async function hasSameBytes(
  upload: Upload,
  parts: readonly SentPart[],
  kind: ChecksumAlgorithm | null,
  versionId: string | null = null,
): Promise<Uploaded | undefined> {
  const { client, object, pool, partSizeBytes, signal } = upload
  const query = versionId === null ? {} : { query: [['versionId', versionId] as const] }
  const answer = await client.send({ method: 'GET', key: object.key, ...query, signal })
  if (Number(answer.headers['content-length']) !== object.sizeBytes) {
    await answer.discard()
    return undefined
  }
  const { body } = await answer.open(0)
  const source = new ExactBody(body, object.key, object.sizeBytes)
  const whole = createHash('sha256')
  const loan = await pool.take(partSizeBytes, signal).catch((thrown) => {
    body.destroy()
    throw thrown
  })
  try {
    for (const { number, digest } of parts) {
      const chunks = loan.first(Math.min(partSizeBytes, object.sizeBytes - (number - 1) * partSizeBytes))
      await source.fill(chunks)
      if (digest === undefined || !digestOf(kind ?? 'sha256', chunks).equals(digest)) return undefined
      for (const chunk of chunks) whole.update(chunk)
    }
  } finally {
    body.destroy()
    loan.giveBack()
  }
  const found = { etag: plainEtag(answer.headers.etag), versionId: answer.headers['x-amz-version-id'] ?? null }
  const checksum = { algorithm: 'sha256', value: whole.digest('hex') } as const
  return { ...found, checksum, attestation: 'read-back' }
}

/** The same for an object of ours: one with other bytes is deleted. @throws PermanentError `s3.checksum-mismatch` */
export async function assertSameBytes(
  upload: Upload,
  parts: readonly SentPart[],
  kind: ChecksumAlgorithm | null,
  versionId: string | null,
): Promise<Uploaded> {
  const same = await hasSameBytes(upload, parts, kind, versionId)
  if (same !== undefined) return same
  const { client, object } = upload
  await deleteVersion(client, object.key, versionId)
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected ${client.name} to give back the parts that were stored at ${quoteKey(object.key)}; it gave other bytes. The object was deleted. Copy the record again.`,
  )
}
