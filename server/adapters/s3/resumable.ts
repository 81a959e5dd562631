import { PermanentError } from '../../domain/errors.ts'
import { planParts } from '../../domain/object/checksum-plan.ts'
import { createDigest } from '../../domain/object/digest.ts'
import { missingParts } from '../../domain/object/parts.ts'
import type { KnownUpload, NotedPart, UploadMemory } from '../../ports/upload-memory.ts'
import { endEarlier } from './end-earlier.ts'
import { plainEtag } from './etag.ts'
import { isAlreadyThere, takeExisting } from './existing.ts'
import { headObject } from './head.ts'
import { joinParts } from './join-parts.ts'
import { digestUnsent } from './multipart.ts'
import { abortMultipart, type Multipart, type SentPart, startMultipart } from './multipart-calls.ts'
import { partCountOf } from './read-parts.ts'
import { assertSameBytes, hasSameBytes } from './same-bytes.ts'
import { sendParts } from './send-parts.ts'
import { storedParts } from './stored-parts.ts'
import type { Upload, Uploaded } from './upload.ts'

/** An upload with the parts of it that are in the store. */
interface Begun {
  multipart: Multipart
  there: readonly SentPart[]
}

/**
 * Stores a large object in parts, each noted when the store has it. What breaks it off leaves the upload to whoever goes on,
 * who sends only the parts that are missing; only what will never succeed ends it.
 *
 * A hash cannot be stored half-way, so an object that was gone on with is read back once it is whole: every part must have the
 * digest that was noted when it came from the source, and the SHA-256 is made of what is read.
 */
export async function putResumable(upload: Upload, memory: UploadMemory): Promise<Uploaded> {
  const { client, object } = upload
  const known = await memory.claim()
  if (object.isCreateOnly && (await headObject(client, object.key))) return await takeFinished(upload, memory, known)
  const begun = (known && (await goOn(upload, memory, known))) ?? (await begin(upload, memory))
  try {
    const uploaded = await sendAndJoin(upload, memory, begun)
    await memory.forget()
    return uploaded
  } catch (thrown) {
    if (thrown instanceof PermanentError) await end(upload, memory, begun.multipart)
    throw thrown
  }
}

/** Something is at the key: the object of an upload whose end nobody could write down, or another one. */
async function takeFinished(upload: Upload, memory: UploadMemory, known: KnownUpload | undefined): Promise<Uploaded> {
  const isWhole = known !== undefined && isUsable(upload, known) && known.parts.length === partCountOf(upload)
  const same = isWhole ? await hasSameBytes(upload, known.parts.map(toSent), known.partChecksum) : undefined
  try {
    return same ?? (await takeExisting(upload, await digestUnsent(upload)))
  } finally {
    if (known !== undefined) await end(upload, memory, { ...known, kind: undefined })
    await endEarlier(upload.client, upload.object.key)
  }
}

/** An upload of other bytes, in other parts, or one that the store does not know any more, is of no use. */
async function goOn(upload: Upload, memory: UploadMemory, known: KnownUpload): Promise<Begun | undefined> {
  const multipart: Multipart = { key: known.key, uploadId: known.uploadId, kind: known.partChecksum ?? undefined }
  const stored = isUsable(upload, known) ? await storedParts(upload.client, multipart) : undefined
  if (stored !== undefined) {
    const isThere = ({ number, etag }: NotedPart) => stored.get(number) === plainEtag(etag)
    return { multipart, there: known.parts.filter(isThere).map(toSent) }
  }
  await end(upload, memory, multipart)
  return undefined
}

function isUsable({ object, partSizeBytes, capabilities, checksum }: Upload, known: KnownUpload): boolean {
  const partChecksum = planParts(checksum, capabilities).sent ?? null
  const isSameUpload = known.isOfSameSource && known.key === object.key
  return isSameUpload && known.partSizeBytes === partSizeBytes && known.partChecksum === partChecksum
}

/** What a process began that died before it could note it, no memory knows. */
async function begin(upload: Upload, memory: UploadMemory): Promise<Begun> {
  const { client, object, capabilities, partSizeBytes } = upload
  await endEarlier(client, object.key)
  const multipart = await startMultipart(client, object, planParts(upload.checksum, capabilities).sent)
  const { key, uploadId, kind } = multipart
  try {
    await memory.begin({ key, uploadId, partSizeBytes, partChecksum: kind ?? null })
  } catch (thrown) {
    // Nobody else knows of it.
    await abortMultipart(client, multipart).catch(() => undefined)
    throw thrown
  }
  return { multipart, there: [] }
}

async function sendAndJoin(upload: Upload, memory: UploadMemory, { multipart, there }: Begun): Promise<Uploaded> {
  const runs = missingParts(partCountOf(upload), new Set(there.map(({ number }) => number)))
  const { kept } = planParts(upload.checksum, upload.capabilities)
  const whole = there.length === 0 ? createDigest(kept) : undefined
  const sent = await sendParts(upload, multipart, { runs, whole, note: (part) => memory.note(toNoted(part)) })
  const parts = [...there, ...sent].sort((a, b) => a.number - b.number)
  try {
    const joined = await joinParts(upload, multipart, parts)
    if (whole === undefined) return await assertSameBytes(upload, parts, multipart.kind ?? null, joined.versionId)
    const checksum = { algorithm: kept, value: whole.digest().toString('hex') }
    return { ...joined, checksum, attestation: multipart.kind && `parts-${multipart.kind}` }
  } catch (thrown) {
    if (!isAlreadyThere(thrown)) throw thrown
    const same = await hasSameBytes(upload, parts, multipart.kind ?? null)
    if (same === undefined) throw thrown
    await abortMultipart(upload.client, multipart).catch(() => undefined)
    return same
  }
}

/** Ends an upload, if it is still ours to end. */
async function end({ client }: Upload, memory: UploadMemory, multipart: Multipart): Promise<void> {
  await memory.claim()
  await abortMultipart(client, multipart)
  await memory.forget()
}

function toNoted({ number, etag, digest }: SentPart): NotedPart {
  return { number, etag, digest: digest?.toString('hex') ?? '' }
}

function toSent({ number, etag, digest }: NotedPart): SentPart {
  return { number, etag, digest: Buffer.from(digest, 'hex') }
}
