import { addAbortSignal } from 'node:stream'
import { PermanentError } from '../../domain/errors.ts'
import type { PutObject, PutReceipt } from '../../ports/object-store.ts'
import type { Loan } from './buffer-pool.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { ExactBody } from './exact-body.ts'
import { putInParts } from './multipart.ts'
import { assertKey, objectHeaders } from './object-headers.ts'
import { deleteVersion, readDigest } from './read-back.ts'
import { checksumHeader, digestOf, requestChecksumFor } from './request-checksum.ts'
import type { Upload, UploadContext, Uploaded } from './upload.ts'

/** S3 allows so many parts in one upload. */
const MOST_PARTS = 10_000

/** Stores one object, as `ObjectStore.put` says. Its bytes are in memory that the pool lends. */
export async function putObject(context: UploadContext, object: PutObject, signal?: AbortSignal): Promise<PutReceipt> {
  const partSizeBytes = Math.max(context.partSizeBytes, Math.ceil(object.sizeBytes / MOST_PARTS))
  let loan: Loan | undefined
  try {
    assertKey(object.key)
    loan = await context.pool.take(Math.min(object.sizeBytes, partSizeBytes), signal)
    if (signal) addAbortSignal(signal, object.body)
    const upload = { ...context, object, loan, partSizeBytes, signal }
    const uploaded = await (object.sizeBytes <= partSizeBytes ? putWhole(upload) : putInParts(upload))
    return await toReceipt(upload, uploaded)
  } catch (thrown) {
    throw signal?.aborted ? signal.reason : thrown
  } finally {
    object.body.destroy()
    loan?.giveBack()
  }
}

async function putWhole({ client, capabilities, object, loan, signal }: Upload): Promise<Uploaded> {
  const source = new ExactBody(object.body, object.key, object.sizeBytes)
  const body = loan.first(object.sizeBytes)
  await source.fill(body)
  await source.end()
  const sha256 = digestOf('sha256', body)
  const kind = requestChecksumFor(capabilities)
  const checksum = kind && checksumHeader(kind, kind === 'sha256' ? sha256 : digestOf(kind, body))
  const headers = { ...objectHeaders(object), ...checksum }
  const answer = await client.send({ method: 'PUT', key: object.key, headers, body, signal })
  await answer.discard()
  return {
    etag: plainEtag(answer.headers.etag),
    versionId: answer.headers['x-amz-version-id'] ?? null,
    sha256: sha256.toString('hex'),
    attestation: kind,
  }
}

async function toReceipt(upload: Upload, uploaded: Uploaded): Promise<PutReceipt> {
  const { etag, versionId, sha256, attestation } = uploaded
  if (attestation === undefined) await assertReadsBack(upload, uploaded)
  return {
    etag,
    versionId,
    sizeBytes: upload.object.sizeBytes,
    checksum: { algorithm: 'sha256', value: sha256 },
    attestation: attestation ?? 'read-back',
  }
}

/** The only proof of a store that refuses no wrong checksum: every byte again. What differs is taken away. */
async function assertReadsBack({ client, object }: Upload, uploaded: Uploaded): Promise<void> {
  const found = await readDigest(client, object.key)
  if (found.sha256 === uploaded.sha256 && found.sizeBytes === object.sizeBytes) return
  await deleteVersion(client, object.key, uploaded.versionId)
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected ${client.name} to give back what was stored at ${quoteKey(object.key)}; it gave other bytes. The object was deleted. Copy the record again.`,
  )
}
