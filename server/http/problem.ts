import { STATUS_CODES } from 'node:http'
import { type DocliftError, PermanentError } from '../domain/errors.ts'
import type { GateDecision } from '../domain/gate/gate.ts'

/** One thing wrong with a request: where, as a JSON pointer from `/body`, `/query`, `/params` or `/headers`, and what. */
export interface RequestFault {
  pointer: string
  detail: string
}

/** RFC 9457. `code` is the contract; `detail` is for people and may change. Facts of the error join at the top. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  instance: string
  requestId: string
  errors?: RequestFault[]
  gate?: GateDecision
  [fact: string]: unknown
}

/** The request cannot be understood: 400 with a line for each fault. */
export class InvalidRequestError extends PermanentError {
  readonly faults: readonly RequestFault[]

  constructor(faults: readonly RequestFault[]) {
    super('api.invalid-request', 'The request is not valid; "errors" says where and why.')
    this.faults = faults
  }
}

/** The gate said no: the error of the operation with all lines of the gate. */
export class GateRefusedError extends PermanentError {
  readonly gate: GateDecision

  constructor(cause: DocliftError, gate: GateDecision) {
    super(cause.code, cause.message, { cause, facts: cause.facts })
    this.gate = gate
  }
}

/** Something named in the address does not exist. */
export function notFound(
  code: 'run.not-found' | 'record.not-found' | 'account.not-found',
  what: string,
): PermanentError {
  return new PermanentError(code, `There is no such ${what}. Check its id.`)
}

/**
 * Codes and the status they are answered with; a code that ends with `.*` stands for its family. The first line that fits
 * holds. What fits none is 503 when it is transient and else 500 with its words hidden.
 */
const STATUS_OF_CODE: readonly (readonly [code: string, status: number])[] = [
  ['api.invalid-request', 400],
  ['api.malformed-cursor', 400],
  ['run.bad-request', 400],
  ['run.sample-too-large', 400],
  ['series.bad-range', 400],
  ['webhook.host-not-allowed', 400],
  ['settings.bad-value', 400],
  ['api.unauthorised', 401],
  ['api.token-used', 401],
  ['api.forbidden', 403],
  ['api.user-not-confirmed', 403],
  ['api.not-found', 404],
  ['run.not-found', 404],
  ['record.not-found', 404],
  ['account.not-found', 404],
  ['token.not-found', 404],
  ['rollback.unknown-record', 404],
  ['failures.not-found', 404],
  ['analysis.none', 404],
  ['preflight.none', 404],
  ['forecast.none', 404],
  ['dead-letter.not-found', 404],
  ['webhook.not-found', 404],
  ['webhook.delivery-not-found', 404],
  ['download.not-found', 404],
  ['api.method-not-allowed', 405],
  ['api.not-acceptable', 406],
  ['download.expired', 410],
  ['run.items-archived', 410],
  ['settings.changed', 412],
  ['api.body-too-large', 413],
  ['api.unsupported-media-type', 415],
  ['api.idempotency-reused', 422],
  ['api.too-many-attempts', 429],
  ['internal.unexpected', 500],
  ['database.unavailable', 503],
  ['run.*', 409],
  ['gate.*', 409],
  ['rollback.*', 409],
  ['failures.*', 409],
  ['record.*', 409],
  ['receipt.*', 409],
  ['webhook.*', 409],
  ['dead-letter.*', 409],
]

/** Statuses that always say when to try again. */
const TRY_AGAIN: readonly number[] = [429, 503]
const DEFAULT_RETRY_AFTER_MS = 5_000

/** How an error is answered: the status, and how long to wait when waiting helps. */
export function answerOf(error: DocliftError): { status: number; retryAfterSeconds: number | undefined } {
  const status = statusOfCode(error.code) ?? (error.behaviour === 'transient' ? 503 : 500)
  const waitMs = error.retryAfterMs ?? (TRY_AGAIN.includes(status) ? DEFAULT_RETRY_AFTER_MS : undefined)
  return { status, retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1_000) }
}

/** The status of a code; undefined when the behaviour of the error decides. */
export function statusOfCode(code: string): number | undefined {
  const family = `${code.split('.')[0]}.*`
  return STATUS_OF_CODE.find(([known]) => known === code || known === family)?.[1]
}

/** The body of an error answer. Of an unexpected error it shows nothing but the request id to look for in the log. */
export function toProblem(error: DocliftError, request: { path: string; id: string }): Problem {
  const { status } = answerOf(error)
  const isHidden = status === 500
  return {
    ...(isHidden ? {} : error.facts),
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: isHidden ? 'Something unexpected went wrong. Look for the request id in the log.' : error.message,
    code: isHidden ? 'internal.unexpected' : error.code,
    instance: request.path,
    requestId: request.id,
    ...(error instanceof InvalidRequestError ? { errors: [...error.faults] } : {}),
    ...(error instanceof GateRefusedError ? { gate: error.gate } : {}),
  }
}
