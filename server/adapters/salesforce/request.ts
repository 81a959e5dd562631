import { TransientError } from '../../domain/errors.ts'
import { asPassing, contentKindOf, lostAnswer, type OrgAnswer, reasonOf, refusalOf, tooLate } from './errors.ts'
import { discard, type HttpCall, type OrgHttp, readQuietly, type StreamedAnswer } from './http.ts'
import type { Retries } from './retries.ts'
import type { Grant, OrgSession } from './session.ts'

export interface OrgRequest {
  method: HttpCall['method']
  /** Path and query below the instance; every part of it is encoded already. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string
  timeoutMs?: number
  signal?: AbortSignal
  /** Statuses besides success that the caller understands itself. */
  understood?: readonly number[]
  /** There is nothing smaller to ask: a query that took too long is asked again. */
  isSmallest?: boolean
}

/**
 * Requests to the org with its token. A refused token is renewed once for each request, never in a loop; parallel
 * requests share the login. Reads are tried again by the table of salesforce-platform.md 1.6, writes never.
 */
export class OrgRequests {
  readonly retries: Retries
  readonly #session: OrgSession
  readonly #http: OrgHttp
  readonly #timeoutMs: number

  constructor(parts: { session: OrgSession; http: OrgHttp; retries: Retries; timeoutMs: number }) {
    this.#session = parts.session
    this.#http = parts.http
    this.retries = parts.retries
    this.#timeoutMs = parts.timeoutMs
  }

  /**
   * Sends an idempotent request, again where that can help.
   * @returns an answer of success or of an understood status
   */
  async read(request: OrgRequest): Promise<OrgAnswer> {
    return this.retries.run(() => this.#readOnce(request), request.signal)
  }

  /**
   * Opens a CSV download, one try: only the reader knows what it has read already when it breaks off.
   * @returns an answer with CSV, or one of an understood status with its body discarded
   */
  async openCsvOnce(request: OrgRequest): Promise<StreamedAnswer> {
    const answer = await this.#authorised((grant) => this.#http.open(this.#call(request, grant)))
    if (answer.status === 200 && contentKindOf(answer) === 'csv') return answer
    if (!request.understood?.includes(answer.status))
      throw refusalOf({ ...answer, body: await readQuietly(answer.body) })
    discard(answer.body)
    return answer
  }

  /**
   * Sends a write once. An error other than LostAnswerError says for certain that nothing was written. One deadline holds
   * for all of it: a write must not leave late because a login was slow.
   * @param what names the write in the message of a lost answer
   * @throws LostAnswerError salesforce.answer-lost
   */
  async writeOnce(request: OrgRequest, what: string): Promise<OrgAnswer> {
    const deadline = AbortSignal.timeout(request.timeoutMs ?? this.#timeoutMs)
    // Sending again after 401 is safe: the platform checks the token before it reads the body, so nothing has happened.
    const answer = await this.#authorised((grant) => this.#sendWrite(this.#call(request, grant), deadline, what))
    if (isSuccess(answer.status) && contentKindOf(answer) !== 'html') return answer
    if (request.understood?.includes(answer.status) && isCertainRefusal(answer)) return answer
    if (isCertainRefusal(answer)) throw refusalOf(answer)
    throw lostAnswer(what, `status ${answer.status}`)
  }

  async #readOnce(request: OrgRequest): Promise<OrgAnswer> {
    const answer = await this.#authorised((grant) => this.#http.send(this.#call(request, grant)))
    if (answer.status === 204 || (isSuccess(answer.status) && contentKindOf(answer) === 'json')) return answer
    if (request.understood?.includes(answer.status)) return answer
    throw request.isSmallest ? asPassing(refusalOf(answer)) : refusalOf(answer)
  }

  async #sendWrite(call: HttpCall, deadline: AbortSignal, what: string): Promise<OrgAnswer> {
    if (deadline.aborted) throw tooLate(what)
    try {
      return await this.#http.send({ ...call, signal: deadline })
    } catch (error) {
      if (error instanceof TransientError && error.facts.isSent === false) throw error
      throw lostAnswer(what, reasonOf(error), error)
    }
  }

  async #authorised<T extends OrgAnswer | StreamedAnswer>(send: (grant: Grant) => Promise<T>): Promise<T> {
    const grant = await this.#session.grant()
    const answer = await send(grant)
    if (answer.status !== 401) return answer
    if (typeof answer.body !== 'string') discard(answer.body)
    return send(await this.#session.renew(grant))
  }

  #call(request: OrgRequest, grant: Grant): HttpCall {
    const { method, path, headers, body, timeoutMs = this.#timeoutMs, signal } = request
    const authorised = { accept: 'application/json', ...headers, authorization: `Bearer ${grant.accessToken}` }
    return { method, url: `${grant.instanceUrl}${path}`, headers: authorised, body, timeoutMs, signal }
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** Only the API's own refusal says that nothing was written; what stands in front of it cannot know. */
function isCertainRefusal(answer: OrgAnswer): boolean {
  if (answer.status === 401) return true
  return answer.status >= 400 && answer.status < 500 && answer.status !== 408 && contentKindOf(answer) === 'json'
}
