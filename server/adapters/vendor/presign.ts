import type { DocumentRef, SourceRefusal } from '../../ports/document-source.ts'
import type { Answer } from '../http/answer.ts'
import type { Outbound } from '../http/outbound.ts'
import { busyError, missing, refused } from '../http/source-refusals.ts'
import { type BodyTemplate, fillTemplate } from './body-template.ts'
import { unauthorised } from './errors.ts'
import type { VendorToken } from './token.ts'

/** Asking the vendor's API for the address of one document. The address is a secret: it opens the document for anybody. */

export interface PresignOptions {
  /** Base address of the API; the identifier comes after its path and `/api/generate/presigned-url/`. */
  apiUrl: string
  token: VendorToken
  /** Sent besides our own, to the API alone. */
  headers: Readonly<Record<string, string>>
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
 * Asks for the address of the document. A token that is refused is asked for anew, once.
 * @throws FatalError `source.unauthorised`, `source.no-token`; TransientError `source.throttled`, `source.unavailable`,
 * `source.connection`
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
  const ask = (token: string) => send(api, options, { ...ref, identifier }, token, signal)
  const token = await options.token.current()
  let answer = await ask(token)
  if (answer.status === 401) {
    await answer.discard()
    const renewed = await options.token.renew(token)
    if (renewed === undefined) throw unauthorised(401)
    answer = await ask(renewed)
  }
  const text = await answer.text(LARGEST_ANSWER_BYTES)
  if (answer.status === 401) throw unauthorised(401)
  const busy = busyError(answer, "the vendor's API")
  if (busy) throw busy
  return readAnswer(answer.status, parseJson(text), options.responsePath)
}

async function send(
  api: Outbound,
  { apiUrl, headers, bodyTemplate, version }: PresignOptions,
  ref: DocumentRef & { identifier: string },
  token: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { origin, pathname } = new URL(apiUrl)
  return await api.request({
    method: 'POST',
    origin,
    path: `${pathname.replace(/\/+$/, '')}${PATH}/${encodeURIComponent(ref.identifier)}`,
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: fillTemplate(bodyTemplate, ref, version),
    signal,
  })
}

/** What the API's answer means. Its words are judged and never passed on. */
export function readAnswer(status: number, body: unknown, responsePath: readonly string[]): PresignAnswer {
  if (status === 404 || isNoFilesError(body)) return missing("the vendor's API")
  if (status === 403) return closed()
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

/** The token was taken, so it is this document that is not given out. */
function closed(): SourceRefusal {
  return refused(
    'source.denied',
    "Expected the vendor's API to give the address of the document; it answered 403. Ask the vendor whether our token may read this document.",
  )
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
    `Expected the vendor's API to give the address of the document; it answered ${found}. Check VENDOR_API_URL, VENDOR_VERSION, VENDOR_BODY_TEMPLATE_FILE and VENDOR_RESPONSE_PATH, then back the record up again.`,
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
