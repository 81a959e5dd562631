import { ApexProblem } from './apex-problem.ts'
import { isObject } from './http.ts'

const TIMEOUT_MS = 8_000
const UNREADABLE = {
  code: 'app.unreadable-answer',
  detail: 'Doclift gave an answer that the app cannot read.',
} as const

/** How Apex reaches the service: by a Named Credential, which knows the address and adds the user's token. */
export interface NamedCredential {
  serviceUrl: string
  issueToken(): string
}

export interface Callout {
  method: 'GET' | 'POST' | 'PATCH'
  /** From `/v1` on. */
  path: string
  body?: string | undefined
  idempotencyKey?: string | undefined
  /** ETag of what is to be changed, as it was read. */
  ifMatch?: string | undefined
}

/**
 * Calls the service as `DocliftClient` does.
 * @throws ApexProblem with what the service refused, or `app.unreachable`
 */
export async function callService(credential: NamedCredential, callout: Callout): Promise<Record<string, unknown>> {
  return await readObject(await sendOrRefuse(credential, callout))
}

/**
 * Reads or changes something that several people change.
 * @returns the answer with its ETag as the member etag
 * @throws ApexProblem as callService does
 */
export async function callTagged(credential: NamedCredential, callout: Callout): Promise<Record<string, unknown>> {
  const answer = await sendOrRefuse(credential, callout)
  return { ...(await readObject(answer)), etag: answer.headers.get('etag') }
}

/**
 * Reads something that must stay as the service wrote it.
 * @throws ApexProblem as callService does
 */
export async function readTextOfService(credential: NamedCredential, path: string): Promise<string> {
  const answer = await sendOrRefuse(credential, { method: 'GET', path })
  return await answer.text()
}

/**
 * Reads something that the service may not know.
 * @throws ApexProblem with any other refusal than a 404, for which it gives undefined
 */
export async function findInService(
  credential: NamedCredential,
  path: string,
): Promise<Record<string, unknown> | undefined> {
  return await callService(credential, { method: 'GET', path }).catch((error: unknown) => {
    if (error instanceof ApexProblem && JSON.parse(error.message).status === 404) return undefined
    throw error
  })
}

async function sendOrRefuse(credential: NamedCredential, callout: Callout): Promise<Response> {
  const answer = await send(credential, callout)
  if (answer.ok) return answer
  throw new ApexProblem({ ...UNREADABLE, ...(await readObject(answer)), status: answer.status })
}

async function send({ serviceUrl, issueToken }: NamedCredential, callout: Callout): Promise<Response> {
  const { method, path, body, idempotencyKey, ifMatch } = callout
  const headers = {
    authorization: `Bearer ${issueToken()}`,
    accept: 'application/json',
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  return await fetch(serviceUrl + path, { method, headers, body: body ?? null, signal }).catch((error: Error) => {
    throw new ApexProblem({ status: 0, code: 'app.unreachable', detail: error.message })
  })
}

/** Something in between may answer with a page of HTML, which has no members. */
async function readObject(answer: Response): Promise<Record<string, unknown>> {
  const value: unknown = await answer.json().catch(() => undefined)
  return isObject(value) ? value : {}
}
