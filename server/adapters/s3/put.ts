import { PermanentError } from '../../domain/errors.ts'
import type { Checksum, ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { planWhole } from '../../domain/object/checksum-plan.ts'
import { digestOf } from '../../domain/object/digest.ts'
import type { PutObject, PutReceipt } from '../../ports/object-store.ts'
import { Checksums } from './checksums.ts'
import { copyWithin } from './copy-within.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { isAlreadyThere, takeExisting } from './existing.ts'
import { headObject } from './head.ts'
import { putInParts } from './multipart.ts'
import { assertKey, objectHeaders } from './object-headers.ts'
import { deleteVersion, readDigest } from './read-back.ts'
import { checksumHeader } from './request-checksum.ts'
import { putResumable } from './resumable.ts'
import { storageHeaders } from './storage.ts'
import { bodyOf, type Upload, type UploadContext, type Uploaded } from './upload.ts'

/** S3 allows so many parts in one upload. */
const MOST_PARTS = 10_000
/** To remember an upload costs statements, and to end one that was broken off a read of the object; up to 40 MiB are sent sooner. */
const RESUMED_ABOVE_PARTS = 8

/** Stores one object, as `ObjectStore.put` says. Its bytes are in memory that the pool lends. */
export async function putObject(context: UploadContext, object: PutObject, signal?: AbortSignal): Promise<PutReceipt> {
  const partSizeBytes = Math.max(context.partSizeBytes, Math.ceil(object.sizeBytes / MOST_PARTS))
  const letGo = () => object.body.destroy()
  signal?.addEventListener('abort', letGo, { once: true })
  try {
    assertKey(object.key)
    const checksum = object.needsSha256 ? 'sha256' : context.checksum
    const upload = { ...context, checksum, object, partSizeBytes, signal }
    const uploaded = await putOneWay(upload)
    return await toReceipt(upload, uploaded)
  } catch (thrown) {
    throw signal?.aborted ? signal.reason : thrown
  } finally {
    signal?.removeEventListener('abort', letGo)
    letGo()
  }
}

async function putOneWay(upload: Upload): Promise<Uploaded> {
  const { object, partSizeBytes } = upload
  // To have a small object copied costs more than its bytes.
  if (object.sizeBytes <= partSizeBytes) return await putWhole(upload)
  const copied = await copyWithin(upload)
  if (copied !== undefined) return copied
  const isLarge = object.sizeBytes > RESUMED_ABOVE_PARTS * partSizeBytes
  return object.resumption && isLarge ? putResumable(upload, object.resumption.memory) : putInParts(upload)
}

async function putWhole(upload: Upload): Promise<Uploaded> {
  const { object, pool, signal } = upload
  const loan = await pool.take(object.sizeBytes, signal)
  try {
    return await putBytes(upload, loan.first(object.sizeBytes))
  } finally {
    // Nothing may arrive in memory that somebody else has borrowed by then.
    object.body.destroy()
    loan.giveBack()
  }
}

async function putBytes(upload: Upload, body: readonly Buffer[]): Promise<Uploaded> {
  const { client, capabilities, object } = upload
  const source = bodyOf(upload)
  const checksums = new Checksums(planWhole(upload.checksum, capabilities))
  await source.fill(body, (piece) => checksums.update(piece))
  await source.end()
  const isLookedUp = object.isCreateOnly && !capabilities.keepsExisting.objects
  if (isLookedUp && (await headObject(client, object.key))) return takeExisting(upload, checksumOf('sha256', body))
  try {
    return await sendWhole(upload, body, checksums)
  } catch (thrown) {
    if (!isAlreadyThere(thrown)) throw thrown
    return takeExisting(upload, checksumOf('sha256', body))
  }
}

async function sendWhole(
  { client, capabilities, object, signal }: Upload,
  body: readonly Buffer[],
  checksums: Checksums,
): Promise<Uploaded> {
  const { sent, kept } = checksums.end()
  const headers = {
    ...objectHeaders(object),
    ...storageHeaders(client.storage),
    ...(sent && checksumHeader(sent.algorithm, sent.digest)),
    ...(object.isCreateOnly && capabilities.keepsExisting.objects ? { 'if-none-match': '*' } : {}),
  }
  const answer = await client.send({ method: 'PUT', key: object.key, headers, body, signal })
  await answer.discard()
  const versionId = answer.headers['x-amz-version-id'] ?? null
  const etag = plainEtag(answer.headers.etag)
  const checksum = { algorithm: kept.algorithm, value: kept.digest.toString('hex') }
  return { etag, versionId, checksum, attestation: sent?.algorithm }
}

function checksumOf(algorithm: ChecksumAlgorithm, body: readonly Buffer[]): Checksum {
  return { algorithm, value: digestOf(algorithm, body).toString('hex') }
}

async function toReceipt(upload: Upload, uploaded: Uploaded): Promise<PutReceipt> {
  const { etag, versionId, checksum, attestation } = uploaded
  if (attestation === undefined) await assertReadsBack(upload, { versionId, checksum })
  return {
    etag,
    versionId,
    sizeBytes: upload.object.sizeBytes,
    checksum,
    attestation: attestation ?? 'read-back',
  }
}

/** The only proof of a store that refuses no wrong checksum: every byte again. What differs is taken away. */
async function assertReadsBack(
  { client, object, signal }: Upload,
  { versionId, checksum }: { versionId: string | null; checksum: Checksum },
): Promise<void> {
  const found = await readDigest(client, object.key, checksum.algorithm, { versionId, signal })
  if (found.checksum.value === checksum.value && found.sizeBytes === object.sizeBytes) return
  await deleteVersion(client, object.key, versionId)
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected ${client.name} to give back what was stored at ${quoteKey(object.key)}; it gave other bytes. The object was deleted. Copy the record again.`,
  )
}
