import { addAbortSignal } from 'node:stream'
import { PermanentError } from '../../domain/errors.ts'
import type { StoreCapabilities } from '../../domain/object/checksum.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PutObject, PutReceipt } from '../../ports/object-store.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { ExactBody } from './exact-body.ts'
import { putInParts } from './multipart.ts'
import { assertKey, objectHeaders } from './object-headers.ts'
import { deleteVersion, readDigest } from './read-back.ts'
import { checksumHeader, digestOf, requestChecksumFor } from './request-checksum.ts'

/** What every upload of one store shares. */
export interface PutContext {
  client: BucketClient
  clock: Clock
  capabilities: StoreCapabilities
  budget: ByteBudget
  /** Objects up to this size are sent whole, larger ones in parts of it. */
  partSizeBytes: number
}

/** What an upload left in the store. */
export interface Uploaded {
  etag: string
  versionId: string | null
  /** SHA-256 of the whole object, lower-case hex. */
  sha256: string
  /** The store's proof for it; undefined when it gave none. */
  attestation: PutReceipt['attestation'] | undefined
}

/** S3 allows so many parts in one upload. */
const MOST_PARTS = 10_000

/** Stores one object, as `ObjectStore.put` says. The bytes in memory count against the budget until it is done. */
export async function putObject(context: PutContext, object: PutObject, signal?: AbortSignal): Promise<PutReceipt> {
  const partSizeBytes = Math.max(context.partSizeBytes, Math.ceil(object.sizeBytes / MOST_PARTS))
  let giveBack = () => {}
  try {
    assertKey(object.key)
    giveBack = await context.budget.take(Math.min(object.sizeBytes, partSizeBytes), signal)
    if (signal) addAbortSignal(signal, object.body)
    const isSmall = object.sizeBytes <= partSizeBytes
    const uploaded = await (isSmall
      ? putWhole(context, object, signal)
      : putInParts(context, object, partSizeBytes, signal))
    return await toReceipt(context, object, uploaded)
  } catch (thrown) {
    throw signal?.aborted ? signal.reason : thrown
  } finally {
    object.body.destroy()
    giveBack()
  }
}

async function putWhole(context: PutContext, object: PutObject, signal: AbortSignal | undefined): Promise<Uploaded> {
  const source = new ExactBody(object.body, object.key, object.sizeBytes)
  const body = Buffer.allocUnsafe(object.sizeBytes)
  await source.fill(body)
  await source.end()
  const sha256 = digestOf('sha256', body)
  const kind = requestChecksumFor(context.capabilities)
  const checksum = kind && checksumHeader(kind, kind === 'sha256' ? sha256 : digestOf(kind, body))
  const headers = { ...objectHeaders(object), ...checksum }
  const answer = await context.client.send({ method: 'PUT', key: object.key, headers, body, signal })
  await answer.discard()
  return {
    etag: plainEtag(answer.headers.etag),
    versionId: answer.headers['x-amz-version-id'] ?? null,
    sha256: sha256.toString('hex'),
    attestation: kind,
  }
}

async function toReceipt(context: PutContext, object: PutObject, uploaded: Uploaded): Promise<PutReceipt> {
  const { etag, versionId, sha256, attestation } = uploaded
  if (attestation === undefined) await assertReadsBack(context.client, object, uploaded)
  return {
    etag,
    versionId,
    sizeBytes: object.sizeBytes,
    checksum: { algorithm: 'sha256', value: sha256 },
    attestation: attestation ?? 'read-back',
  }
}

/** The only proof of a store that refuses no wrong checksum: every byte again. What differs is taken away. */
async function assertReadsBack(client: BucketClient, object: PutObject, uploaded: Uploaded): Promise<void> {
  const found = await readDigest(client, object.key)
  if (found.sha256 === uploaded.sha256 && found.sizeBytes === object.sizeBytes) return
  await deleteVersion(client, object.key, uploaded.versionId)
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected ${client.name} to give back what was stored at ${quoteKey(object.key)}; it gave other bytes. The object was deleted. Copy the record again.`,
  )
}
