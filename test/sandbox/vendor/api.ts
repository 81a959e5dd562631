import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentFacts } from '../catalogue/catalogue.ts'
import { send } from '../store/answer.ts'
import { presignGet } from '../store/signature.ts'
import { FIRST_VERSION_ID, isMissingAtApi, type VendorContext, type VendorFaultName } from './context.ts'
import { loginPage } from './fault-answers.ts'

const PATH = /^\/api\/generate\/presigned-url\/([^/?]+)$/
const VERSIONS = ['LATEST', 'FIRST'] as const
type Version = (typeof VERSIONS)[number]
const LARGEST_BODY_BYTES = 64 * 1024
const LINK_LIFE_SECONDS = 900

interface ApiAnswer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/**
 * Answers `POST /api/generate/presigned-url/{identifier}`: a link to the bytes, or why there is none.
 * @param bucketUrl scheme, host and port of the bucket
 */
export async function handleApiRequest(
  context: VendorContext,
  bucketUrl: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const identifier = identifierOf(message)
  const fault = context.faults.strike({ operation: 'presign', subject: identifier ?? '' })?.with
  if (fault === 'login-page') return void send(message, response, loginPage())
  if (fault === 'connection-reset-before-write') return void message.socket.resetAndDestroy()
  const answer = isRefusal(fault) ? REFUSALS[fault] : await answerRequest(context, bucketUrl, identifier, message)
  if (fault === 'connection-reset-after-write' || fault === 'cut-body') return void message.socket.resetAndDestroy()
  sendJson(message, response, answer)
}

const REFUSALS = {
  'slow-down': failure(503, 'Too many requests'),
  'internal-error': failure(500, 'Internal server error'),
  throttled: { ...failure(429, 'Too many requests'), headers: { 'retry-after': '1' } },
  forbidden: failure(403, 'Forbidden'),
  missing: failure(404, 'No files found for the identifier'),
  archived: { status: 202, body: { data: { status: 'restore-requested', retryAfterSeconds: 14_400 } } },
} as const satisfies Partial<Record<VendorFaultName, ApiAnswer>>

function isRefusal(fault: string | undefined): fault is keyof typeof REFUSALS {
  return fault !== undefined && Object.hasOwn(REFUSALS, fault)
}

async function answerRequest(
  context: VendorContext,
  bucketUrl: string,
  identifier: string | undefined,
  message: IncomingMessage,
): Promise<ApiAnswer> {
  if (identifier === undefined) return failure(404, 'Not found')
  if (message.method !== 'POST') return failure(405, 'Method not allowed')
  if (!isAuthorized(message, context.token)) return failure(401, 'Unauthorized')
  const asked = readVersion(await readBody(message))
  if (typeof asked !== 'string') return asked
  context.counter.count(identifier, 'presigned')
  const facts = context.catalogue.documentByIdentifier(identifier)
  if (facts === undefined || isMissingAtApi(facts)) return failure(404, 'No files found for the identifier')
  return (await restoreAnswer(context, facts)) ?? linkAnswer(context, bucketUrl, facts, asked)
}

function identifierOf(message: IncomingMessage): string | undefined {
  const raw = PATH.exec(message.url ?? '')?.[1]
  try {
    return raw === undefined ? undefined : decodeURIComponent(raw)
  } catch {
    return undefined
  }
}

/** Digests have one length, so the comparison takes the same time whatever was sent. */
function isAuthorized(message: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(message.headers.authorization ?? ''), digest(`Bearer ${token}`))
}

/** The body as text, or undefined when it is too large. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes <= LARGEST_BODY_BYTES) chunks.push(chunk)
  }
  return sizeBytes <= LARGEST_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined
}

/** The version that is asked for, or why the body is refused. */
function readVersion(text: string | undefined): Version | ApiAnswer {
  if (text === undefined) return failure(413, 'The request body is too large')
  const body = parseObject(text)
  if (body === undefined) return failure(400, 'The request body must be a JSON object')
  const version = VERSIONS.find((one) => one === (body.version ?? 'LATEST'))
  return version ?? failure(400, `The version must be one of ${VERSIONS.join(', ')}`)
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** For an archived document: the restore is asked for, and a link only comes once it is done; for a frozen one, never. */
async function restoreAnswer(context: VendorContext, facts: DocumentFacts): Promise<ApiAnswer | undefined> {
  if (facts.answer !== 'archived' && facts.answer !== 'frozen') return undefined
  const secondsLeft = await context.restores.request(facts.identifier)
  if (secondsLeft === 0 && facts.answer === 'archived') return undefined
  const retryAfterSeconds = Math.max(1, secondsLeft)
  return { status: 202, body: { data: { status: 'restore-requested', retryAfterSeconds } } }
}

function linkAnswer(context: VendorContext, bucketUrl: string, facts: DocumentFacts, version: Version): ApiAnswer {
  const url = presignGet({
    origin: bucketUrl,
    path: `/${facts.objectKey}`,
    credentials: context.credentials,
    region: context.region,
    nowMs: context.nowMs(),
    expiresSeconds: LINK_LIFE_SECONDS,
    versionId: version === 'FIRST' ? FIRST_VERSION_ID : undefined,
  })
  return { status: 200, body: { data: { url } } }
}

function failure(status: number, error: string): ApiAnswer {
  return { status, body: { error } }
}

function sendJson(message: IncomingMessage, response: ServerResponse, { status, body, headers }: ApiAnswer): void {
  message.resume()
  const text = JSON.stringify(body)
  const length = { 'content-length': Buffer.byteLength(text) }
  response.writeHead(status, { 'content-type': 'application/json', ...length, ...headers })
  response.end(text)
}
