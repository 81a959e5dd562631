import { createHash } from 'node:crypto'
import { PermanentError, TransientError } from '../../domain/errors.ts'
import type { Checksum, ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { planParts } from '../../domain/object/checksum-plan.ts'
import { createDigest, digestOf } from '../../domain/object/digest.ts'
import type { Loan } from './buffer-pool.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { isAlreadyThere, takeExisting } from './existing.ts'
import { headObject } from './head.ts'
import {
  abortMultipart,
  completeMultipart,
  type Multipart,
  type PartToSend,
  type SentPart,
  sendPart,
  startMultipart,
} from './multipart-calls.ts'
import { deleteVersion } from './read-back.ts'
import { checksumHeader } from './request-checksum.ts'
import { bodyOf, type Upload, type Uploaded } from './upload.ts'

/** Parts of one object that are on their way at the same time, as far as the memory of all uploads allows. */
const PARTS_AT_ONCE = 4
/** A part is in memory while it is sent, so it can be sent again; a whole object could not. */
const PART_TRIES = 4
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/** What a completion made of the parts. */
type Joined = Pick<Uploaded, 'etag' | 'versionId'>

/**
 * Stores an object in parts; whatever fails, the upload is aborted, so no part is paid for. One that may only be created is
 * looked up first, because not every store minds that at the completion, and parts that nobody needs would be sent.
 */
export async function putInParts(upload: Upload): Promise<Uploaded> {
  const { client, object, capabilities } = upload
  if (object.isCreateOnly && (await headObject(client, object.key))) {
    return takeExisting(upload, await digestUnsent(upload))
  }
  const { sent, kept } = planParts(upload.checksum, capabilities)
  const multipart = await startMultipart(client, object, sent)
  try {
    const { parts, checksum } = await sendParts(upload, multipart, kept)
    return await joinParts(upload, multipart, parts, checksum)
  } catch (thrown) {
    await abortMultipart(client, multipart).catch(() => undefined)
    throw thrown
  }
}

async function joinParts(
  upload: Upload,
  multipart: Multipart,
  parts: SentPart[],
  checksum: Checksum,
): Promise<Uploaded> {
  const { client, object, capabilities } = upload
  const isCreateOnly = capabilities.keepsExisting.completions && object.isCreateOnly === true
  try {
    const completed = await completeMultipart(client, multipart, parts, isCreateOnly)
    const joined = completed.etag === '' ? await askForEtag(client, object.key, completed) : completed
    await assertEtag(client, multipart, parts, joined)
    return { ...joined, checksum, attestation: multipart.kind && `parts-${multipart.kind}` }
  } catch (thrown) {
    if (!isAlreadyThere(thrown)) throw thrown
    const existing = await takeExisting(upload, checksum)
    await abortMultipart(client, multipart).catch(() => undefined)
    return existing
  }
}

/** Ceph leaves the ETag out of what it answers to a completion. */
async function askForEtag(client: BucketClient, key: string, { versionId }: Joined): Promise<Joined> {
  const found = await headObject(client, key, versionId)
  return { etag: found?.etag ?? '', versionId: versionId ?? found?.versionId ?? null }
}

/**
 * Reads part after part and sends a few at a time, so that source and store work at once. When one fails the others are let go,
 * and it fails once none is on its way any more.
 */
async function sendParts(
  upload: Upload,
  multipart: Multipart,
  kept: ChecksumAlgorithm,
): Promise<{ parts: SentPart[]; checksum: Checksum }> {
  const whole = createDigest(kept)
  const failing = new AbortController()
  const signal = upload.signal ? AbortSignal.any([upload.signal, failing.signal]) : failing.signal
  const sending: Promise<SentPart>[] = []
  try {
    for await (const { body, loan } of readParts({ ...upload, signal })) {
      for (const chunk of body) whole.update(chunk)
      const sent = sendOne({ ...upload, signal }, multipart, sending.length + 1, body).finally(() => loan.giveBack())
      sent.catch((thrown) => failing.abort(thrown))
      sending.push(sent)
      await sending.at(-PARTS_AT_ONCE)
    }
    const parts = await Promise.all(sending)
    return { parts, checksum: { algorithm: kept, value: whole.digest().toString('hex') } }
  } catch (thrown) {
    failing.abort(thrown)
    await Promise.allSettled(sending)
    throw failing.signal.reason
  }
}

async function sendOne(
  upload: Upload,
  multipart: Multipart,
  number: number,
  body: readonly Buffer[],
): Promise<SentPart> {
  const digest = multipart.kind && digestOf(multipart.kind, body)
  const headers = multipart.kind && digest ? checksumHeader(multipart.kind, digest) : {}
  const etag = await sendWithRetries(upload, multipart, { number, body, headers, signal: upload.signal })
  return { number, etag, digest }
}

/** SHA-256 of the body, of which nothing is sent. */
async function digestUnsent(upload: Upload): Promise<Checksum> {
  const whole = createDigest('sha256')
  for await (const { body, loan } of readParts(upload)) {
    for (const chunk of body) whole.update(chunk)
    loan.giveBack()
  }
  return { algorithm: 'sha256', value: whole.digest().toString('hex') }
}

/** The parts of the body in order, each in memory of its own, which whoever gets it gives back. */
async function* readParts(upload: Upload): AsyncGenerator<{ body: readonly Buffer[]; loan: Loan }> {
  const { object, pool, partSizeBytes, signal } = upload
  const source = bodyOf(upload)
  for (let leftBytes = object.sizeBytes; leftBytes > 0; leftBytes -= partSizeBytes) {
    const sizeBytes = Math.min(partSizeBytes, leftBytes)
    const loan = await pool.take(sizeBytes, signal)
    const body = loan.first(sizeBytes)
    try {
      await source.fill(body)
      if (leftBytes <= partSizeBytes) await source.end()
    } catch (thrown) {
      object.body.destroy()
      loan.giveBack()
      throw thrown
    }
    yield { body, loan }
  }
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
 * one means that the store joined other parts, and what it made of them is taken away. ETags of encrypted objects have no such
 * meaning and are not compared.
 */
async function assertEtag(
  client: BucketClient,
  multipart: Multipart,
  parts: readonly SentPart[],
  { etag, versionId }: Joined,
): Promise<void> {
  const md5s = multipart.kind === 'md5' ? parts.flatMap(({ digest }) => digest ?? []) : []
  const areMd5s = md5s.length > 0 && parts.every((part, at) => plainEtag(part.etag) === md5s[at]?.toString('hex'))
  if (!areMd5s) return
  const expected = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}`
  if (etag === expected) return
  await deleteVersion(client, multipart.key, versionId)
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected the ETag ${expected} from ${client.name} for ${quoteKey(multipart.key)}; it is ${etag}, so the parts were not joined as sent. The object was deleted. Copy the record again.`,
  )
}
