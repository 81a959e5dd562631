import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { createDigest } from '../../domain/object/digest.ts'
import type { DigestedObject } from '../../ports/object-store.ts'
import type { Answer } from '../http/answer.ts'
import type { BucketClient } from './client.ts'
import { plainEtag } from './etag.ts'
import type { PassBytes } from './exact-body.ts'
import { isNotFound } from './head.ts'

/** All that is in memory of an object at a time. */
const PIECE_BYTES = 256 * 1024

/** Reads an object whole within the bandwidth, as `ObjectStore.digest` says. */
export async function digestObject(
  { client, passBytes }: { client: BucketClient; passBytes: PassBytes | undefined },
  key: string,
  algorithm: ChecksumAlgorithm,
  signal?: AbortSignal,
): Promise<DigestedObject | undefined> {
  const answer = await client.send({ method: 'GET', key, signal }).catch(unlessNotFound)
  if (answer === undefined) return undefined
  const hash = createDigest(algorithm)
  const sizeBytes = await readAway(answer, { passBytes, signal }, (piece) => hash.update(piece))
  const { headers } = answer
  return {
    key,
    etag: plainEtag(headers.etag),
    versionId: headers['x-amz-version-id'] ?? null,
    sizeBytes,
    contentType: headers['content-type'] ?? null,
    checksum: { algorithm, value: hash.digest().toString('hex') },
  }
}

function unlessNotFound(thrown: unknown): undefined {
  if (isNotFound(thrown)) return undefined
  throw thrown
}

/** Shows every piece of the body, in memory that the next one overwrites. @returns how many bytes there were */
async function readAway(
  answer: Answer,
  { passBytes, signal }: { passBytes: PassBytes | undefined; signal: AbortSignal | undefined },
  show: (piece: Buffer) => void,
): Promise<number> {
  const { body } = await answer.open(0)
  const target = Buffer.allocUnsafe(PIECE_BYTES)
  let sizeBytes = 0
  try {
    for (;;) {
      signal?.throwIfAborted()
      const bytes = await body.readInto(target)
      show(target.subarray(0, bytes))
      sizeBytes += bytes
      await passBytes?.(bytes, signal)
      if (bytes < target.length) return sizeBytes
    }
  } finally {
    body.destroy()
  }
}
