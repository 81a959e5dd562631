import { PermanentError, TransientError } from '../../domain/errors.ts'
import type { ByteBody } from '../../domain/object/byte-body.ts'
import type { SourceFingerprint } from '../../domain/object/fingerprint.ts'
import type { SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from './answer.ts'
import { ContinuedBody } from './continued-body.ts'
import { wholeSizeOf } from './document-answer.ts'

/** Asks for a part of a document that was opened before. A pre-signed address may have expired since. */
export interface WayToRest {
  /** Who answers, for people. */
  who: string
  requestLater(headers: Readonly<Record<string, string>>): Promise<Answer | SourceRefusal>
  /** @throws TransientError when now is a bad time; any other answer means that the document is not given any more */
  refusalOf(answer: Answer): Promise<unknown>
}

const SKIP_BYTES = 64 * 1024

/**
 * A way to read an opened document from any byte on; undefined when its version tag is none that `If-Match` can compare (RFC
 * 9110 section 13.1.1), because then nothing says that the bytes belong together.
 * @param opened the answer that the document was opened by
 * @returns fails with TransientError `source.changed` when it is another document by now, PermanentError `source.bad-answer`
 */
export function restOf(
  way: WayToRest,
  opened: Answer,
  { sizeBytes }: SourceFingerprint,
): ((startByte: number) => Promise<ByteBody>) | undefined {
  const { etag } = opened.headers
  if (etag === undefined || !/^"[^"]+"$/.test(etag)) return undefined
  return (startByte) => openRest(way, { etag, sizeBytes }, startByte)
}

/** The body of an opened document, which goes on by itself where a connection breaks. */
export function continued(
  body: ByteBody,
  openFrom: ((startByte: number) => Promise<ByteBody>) | undefined,
  startByte = 0,
): ByteBody {
  return openFrom === undefined ? body : new ContinuedBody(body, openFrom, startByte)
}

interface Opened {
  /** As the source gave it, quotes included. */
  etag: string
  sizeBytes: number
}

async function openRest(way: WayToRest, opened: Opened, startByte: number): Promise<ByteBody> {
  const answer = await way.requestLater({ range: `bytes=${startByte}-`, 'if-match': opened.etag })
  if ('kind' in answer) throw changed(way.who, 'it does not give it any more')
  if (answer.status === 412 || answer.status === 416) {
    await answer.discard()
    throw changed(way.who, 'it has another document by now')
  }
  if (answer.status !== 200 && answer.status !== 206) {
    await way.refusalOf(answer)
    throw changed(way.who, `it answered ${answer.status}`)
  }
  const problem = problemOf(way.who, answer, opened, startByte)
  if (problem !== undefined) {
    await answer.discard()
    throw problem
  }
  const { body } = await answer.open(0)
  // Who does not know ranges answers 200 with everything (RFC 9110 section 14.2).
  if (answer.status === 200) await skip(body, startByte)
  return body
}

/** Servers that overlook If-Match are told by the tag and the size that they give. */
function problemOf(who: string, answer: Answer, { etag, sizeBytes }: Opened, startByte: number): Error | undefined {
  if (answer.headers.etag !== etag) return changed(who, 'it has another document by now')
  if (wholeSizeOf(answer) !== sizeBytes) return changed(who, 'its size is another one by now')
  const range = answer.headers['content-range'] ?? ''
  if (answer.status === 200 || range.startsWith(`bytes ${startByte}-${sizeBytes - 1}/`)) return undefined
  return new PermanentError(
    'source.bad-answer',
    `Expected the bytes of the document from ${startByte} on; ${who} gave others. Back the record up again; if it stays so, ask the vendor.`,
  )
}

async function skip(body: ByteBody, bytes: number): Promise<void> {
  const target = Buffer.allocUnsafe(Math.min(SKIP_BYTES, bytes))
  for (let left = bytes; left > 0; ) {
    const wanted = target.subarray(0, Math.min(target.length, left))
    // A body that ends here is found too short by whoever reads on.
    if ((await body.readInto(wanted)) < wanted.length) return
    left -= wanted.length
  }
}

function changed(who: string, found: string): TransientError {
  const sentence = `Expected the rest of the same document from ${who}; ${found}. Nothing was stored. It is read again from its start.`
  return new TransientError('source.changed', sentence)
}
