import type { DocumentRef, SourceRefusal } from '../../ports/document-source.ts'
import type { Outbound } from '../http/outbound.ts'
import { type BodyTemplate, fillTemplate } from './body-template.ts'
import { busyError, missing, refused, unauthorised } from './errors.ts'

/** Asking the vendor's API for the address of one document. The address is a secret: it opens the document for anybody. */

export interface PresignOptions {
  /** Base address of the API; the identifier comes after its path and `/api/generate/presigned-url/`. */
  apiUrl: string
  tokenProvider: () => string | Promise<string>
  bodyTemplate: BodyTemplate
  version: string
  /** Names on the way to the address in the answer. */
  responsePath: readonly string[]
}

export type PresignAnswer = { kind: 'link'; url: URL } | SourceRefusal

const PATH = '/api/generate/presigned-url'
/** Identifiers seen are UUIDs; anything that could change a path or a query is not sent. */
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
const LARGEST_ANSWER_BYTES = 64 * 1024
const RESTORE_ASK_AGAIN_SECONDS = 3_600
const LONGEST_ASK_AGAIN_SECONDS = 7 * 86_400

/**
 * Asks for the address of the document, once.
 * @throws FatalError `source.unauthorised`; TransientError `source.throttled`, `source.unavailable`, `source.connection`
 */
export async function presign(
  api: Outbound,
  options: PresignOptions,
  ref: DocumentRef,
  signal?: AbortSignal,
): Promise<PresignAnswer> {
  const { identifier } = ref
  if (identifier === null) return { kind: 'not-this-sources' }
  if (!IDENTIFIER.test(identifier)) return badIdentifier()
  const { origin, pathname } = new URL(options.apiUrl)
  const answer = await api.request({
    method: 'POST',
    origin,
    path: `${pathname.replace(/\/+$/, '')}${PATH}/${encodeURIComponent(identifier)}`,
    headers: {
      authorization: `Bearer ${await options.tokenProvider()}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: fillTemplate(options.bodyTemplate, ref, options.version),
    signal,
  })
  const text = await answer.text(LARGEST_ANSWER_BYTES)
  if (answer.status === 401 || answer.status === 403) throw unauthorised(answer.status)
  const busy = busyError(answer, "the vendor's API")
  if (busy) throw busy
  return readAnswer(answer.status, parseJson(text), options.responsePath)
}

/** What the API's answer means. Its words are judged and never passed on. */
export function readAnswer(status: number, body: unknown, responsePath: readonly string[]): PresignAnswer {
  if (status === 404 || isNoFilesError(body)) return missing("the vendor's API")
  if (status < 200 || status >= 300) return badAnswer(`status ${status}`)
  if (valueAt(body, ['data', 'status']) === 'restore-requested') return archived(body)
  const link = valueAt(body, responsePath)
  const url = typeof link === 'string' ? URL.parse(link) : null
  return url ? { kind: 'link', url } : badAnswer(`status ${status} without an address at ${responsePath.join('.')}`)
}

/** The one error text that is known: the API has no code for it. */
function isNoFilesError(body: unknown): boolean {
  const error = valueAt(body, ['error'])
  return typeof error === 'string' && /\bno files?\b/i.test(error)
}

function archived(body: unknown): SourceRefusal {
  const given = Number(valueAt(body, ['data', 'retryAfterSeconds']))
  const seconds = given > 0 ? Math.min(given, LONGEST_ASK_AGAIN_SECONDS) : RESTORE_ASK_AGAIN_SECONDS
  return { kind: 'archived', askAgainAfterMs: Math.ceil(seconds * 1_000) }
}

function badIdentifier(): SourceRefusal {
  return refused(
    'source.bad-identifier',
    'Expected an identifier of letters, digits, dots, hyphens and underscores; the record holds something else. It was not sent. Mend the identifier in Salesforce.',
  )
}

function badAnswer(found: string): SourceRefusal {
  return refused(
    'source.bad-answer',
    `Expected the vendor's API to give the address of the document; it answered ${found}. Check VENDOR_API_URL and VENDOR_VERSION, then back the record up again.`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined), value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
