import { createHash } from 'node:crypto'
import { PermanentError, TransientError } from '../../domain/errors.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { ExactBody } from './exact-body.ts'
import {
  abortMultipart,
  completeMultipart,
  type Multipart,
  type PartToSend,
  type SentPart,
  sendPart,
  startMultipart,
} from './multipart-calls.ts'
import { checksumHeader, digestOf, requestChecksumFor } from './request-checksum.ts'
import type { Upload, Uploaded } from './upload.ts'

/** A part is in memory while it is sent, so it can be sent again; a whole object could not. */
const PART_TRIES = 4
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/** Stores an object in parts, one after another; whatever fails, the upload is aborted, so no part is paid for. */
export async function putInParts(upload: Upload): Promise<Uploaded> {
  const { client, object } = upload
  const kind = requestChecksumFor(upload.capabilities)
  const multipart = await startMultipart(client, object, kind)
  try {
    const { parts, sha256 } = await sendParts(upload, multipart)
    const { etag, versionId } = await completeMultipart(client, multipart, parts, object.isCreateOnly ?? false)
    assertEtag(client, multipart, parts, etag)
    return { etag, versionId, sha256, attestation: kind && `parts-${kind}` }
  } catch (thrown) {
    await abortMultipart(client, multipart).catch(() => undefined)
    throw thrown
  }
}

/** The loan serves all parts: each is sent before the next is read. */
async function sendParts(upload: Upload, multipart: Multipart): Promise<{ parts: SentPart[]; sha256: string }> {
  const { object, loan, partSizeBytes, signal } = upload
  const source = new ExactBody(object.body, object.key, object.sizeBytes)
  const whole = createHash('sha256')
  const parts: SentPart[] = []
  for (let leftBytes = object.sizeBytes; leftBytes > 0; leftBytes -= partSizeBytes) {
    const body = loan.first(Math.min(partSizeBytes, leftBytes))
    await source.fill(body)
    if (leftBytes <= partSizeBytes) await source.end()
    for (const chunk of body) whole.update(chunk)
    const digest = multipart.kind && digestOf(multipart.kind, body)
    const headers = multipart.kind && digest ? checksumHeader(multipart.kind, digest) : {}
    const part = { number: parts.length + 1, body, headers, signal }
    parts.push({ number: part.number, etag: await sendWithRetries(upload, multipart, part), digest })
  }
  return { parts, sha256: whole.digest('hex') }
}

async function sendWithRetries({ client, clock }: Upload, multipart: Multipart, part: PartToSend): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendPart(client, multipart, part)
    } catch (thrown) {
      if (!isWorthAnotherTry(thrown) || attempt === PART_TRIES || part.signal?.aborted) throw thrown
      const waitMs = thrown.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1)
      await clock.sleep(Math.min(LONGEST_WAIT_MS, waitMs), part.signal)
    }
  }
}

function isWorthAnotherTry(thrown: unknown): thrown is TransientError {
  return thrown instanceof TransientError && thrown.code !== 's3.upload-gone'
}

/**
 * Where the parts' ETags are the MD5s that were sent, the object's must be the MD5 of those with the number of parts; another
 * one means that the store joined other parts. ETags of encrypted objects have no such meaning and are not compared.
 */
function assertEtag(client: BucketClient, multipart: Multipart, parts: readonly SentPart[], etag: string): void {
  const md5s = multipart.kind === 'md5' ? parts.flatMap(({ digest }) => digest ?? []) : []
  const areMd5s = md5s.length > 0 && parts.every((part, at) => plainEtag(part.etag) === md5s[at]?.toString('hex'))
  if (!areMd5s) return
  const expected = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}`
  if (etag === expected) return
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected the ETag ${expected} from ${client.name} for ${quoteKey(multipart.key)}; it is ${etag}, so the parts were not joined as sent. Copy the record again.`,
  )
}
