import { TransientError } from '../../domain/errors.ts'
import { type Digest, digestOf } from '../../domain/object/digest.ts'
import type { PartRun } from '../../domain/object/parts.ts'
import { type Multipart, type PartToSend, type SentPart, sendPart } from './multipart-calls.ts'
import { type ReadPart, readParts } from './read-parts.ts'
import { checksumHeader } from './request-checksum.ts'
import type { Upload } from './upload.ts'

/** Parts of one object that are on their way at the same time, as far as the memory of all uploads allows. */
const PARTS_AT_ONCE = 4
/** Sent parts may wait so far for their notes while others are sent; after a crash those without are sent once more. */
const PARTS_WITHOUT_NOTE = 2 * PARTS_AT_ONCE
/** A part is in memory while it is sent, so it can be sent again; a whole object could not. */
const PART_TRIES = 4
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/** What is to be sent. */
export interface Sending {
  runs: readonly PartRun[]
  /** Told of all bytes, in order. */
  whole?: Digest | undefined
  /** Waited for before a part counts as sent. */
  note?: ((part: SentPart) => Promise<void>) | undefined
}

/**
 * Reads part after part and sends a few at a time, so that source and store work at once. When one fails the others are let go,
 * and it fails once none is on its way any more.
 */
export async function sendParts(upload: Upload, multipart: Multipart, sending: Sending): Promise<SentPart[]> {
  const failing = new AbortController()
  const signal = upload.signal ? AbortSignal.any([upload.signal, failing.signal]) : failing.signal
  const [sends, parts]: [Promise<SentPart>[], Promise<SentPart>[]] = [[], []]
  try {
    for await (const part of readParts({ ...upload, signal }, sending.runs)) {
      for (const chunk of part.body) sending.whole?.update(chunk)
      const sent = sendLent({ ...upload, signal }, multipart, part, sending.note !== undefined)
      const noted = sending.note === undefined ? sent : noteSent(sent, sending.note)
      noted.catch((thrown) => failing.abort(thrown))
      sends.push(sent)
      parts.push(noted)
      await Promise.all([sends.at(-PARTS_AT_ONCE), parts.at(-PARTS_WITHOUT_NOTE)])
    }
    return await Promise.all(parts)
  } catch (thrown) {
    failing.abort(thrown)
    await Promise.allSettled(parts)
    throw failing.signal.reason
  }
}

function sendLent(
  upload: Upload,
  multipart: Multipart,
  { number, body, loan }: ReadPart,
  isNoted: boolean,
): Promise<SentPart> {
  return sendOne(upload, multipart, number, body, isNoted).finally(() => loan.giveBack())
}

async function noteSent(sent: Promise<SentPart>, note: NonNullable<Sending['note']>): Promise<SentPart> {
  const part = await sent
  await note(part)
  return part
}

/** @param isNoted needs a digest, also where none goes with the part */
async function sendOne(
  upload: Upload,
  multipart: Multipart,
  number: number,
  body: readonly Buffer[],
  isNoted: boolean,
): Promise<SentPart> {
  const kind = multipart.kind ?? (isNoted ? 'sha256' : undefined)
  const digest = kind && digestOf(kind, body)
  const headers = multipart.kind && digest ? checksumHeader(multipart.kind, digest) : {}
  const etag = await sendWithRetries(upload, multipart, { number, body, headers, signal: upload.signal })
  return { number, etag, digest }
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
