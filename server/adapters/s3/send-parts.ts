import { TransientError } from '../../domain/errors.ts'
import { type Digest, digestOf } from '../../domain/object/digest.ts'
import type { PartRun } from '../../domain/object/parts.ts'
import { type Multipart, type PartToSend, type SentPart, sendPart } from './multipart-calls.ts'
import { type ReadPart, readParts } from './read-parts.ts'
import { checksumHeader } from './request-checksum.ts'
import type { Upload } from './upload.ts'

/** Parts of one object that are on their way at the same time, as far as the memory of all uploads allows. */
const PARTS_AT_ONCE = 4
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
  const parts: Promise<SentPart>[] = []
  try {
    for await (const part of readParts({ ...upload, signal }, sending.runs)) {
      for (const chunk of part.body) sending.whole?.update(chunk)
      const sent = sendAndNote({ ...upload, signal }, multipart, part, sending.note)
      sent.catch((thrown) => failing.abort(thrown))
      parts.push(sent)
      await parts.at(-PARTS_AT_ONCE)
    }
    return await Promise.all(parts)
  } catch (thrown) {
    failing.abort(thrown)
    await Promise.allSettled(parts)
    throw failing.signal.reason
  }
}

async function sendAndNote(
  upload: Upload,
  multipart: Multipart,
  { number, body, loan }: ReadPart,
  note: Sending['note'],
): Promise<SentPart> {
  const sent = await sendOne(upload, multipart, number, body, note !== undefined).finally(() => loan.giveBack())
  await note?.(sent)
  return sent
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
