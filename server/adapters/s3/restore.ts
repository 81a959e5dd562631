import type { SourceRefusal } from '../../ports/document-source.ts'
import { busyError } from '../http/source-refusals.ts'
import { errorCodeOf } from './errors.ts'
import { restoreRefused } from './source-answers.ts'
import type { SourceObject, SourceRequests } from './source-requests.ts'

/** Longer than the longest time after which an archived document is asked about again. */
const RESTORED_DAYS = 3
/** The standard tier takes some hours, which S3 does not count down. */
const ASK_AGAIN_MS = 3_600_000
const ERROR_DOCUMENT_BYTES = 16 * 1024

const REQUEST = [
  '<RestoreRequest xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
  `<Days>${RESTORED_DAYS}</Days><GlacierJobParameters><Tier>Standard</Tier></GlacierJobParameters>`,
  '</RestoreRequest>',
].join('')

/**
 * Asks for a readable copy of an archived object ("RestoreObject", Amazon S3 API reference). Asking again is harmless: while a
 * restore is under way S3 says so, and afterwards it only lasts longer.
 * @throws TransientError `source.throttled`, `source.unavailable`, `source.connection`
 */
export async function askForRestore(
  requests: SourceRequests,
  object: SourceObject,
  who: string,
  signal: AbortSignal | undefined,
): Promise<SourceRefusal> {
  const headers = { 'content-type': 'application/xml' }
  const answer = await requests.send(object, { method: 'POST', query: 'restore=', headers, body: REQUEST, signal })
  const code = errorCodeOf(await answer.text(ERROR_DOCUMENT_BYTES).catch(() => ''))
  const busy = busyError(answer, who)
  if (busy) throw busy
  const isUnderWay = answer.status < 300 || code === 'RestoreAlreadyInProgress'
  return isUnderWay
    ? { kind: 'archived', askAgainAfterMs: ASK_AGAIN_MS }
    : restoreRefused(who, code || `status ${answer.status}`)
}

/** For who only looks: what is archived stays so until it is to be copied. */
export async function restoreLater(): Promise<SourceRefusal> {
  return { kind: 'archived', askAgainAfterMs: ASK_AGAIN_MS }
}
