/**
 * What a route answers. A route says three things in its schema, and the rest is added (plugins/openapi.ts):
 *
 * - `operationId`: the name that generated clients use, a verb first and the same as the constant: `haltRun`.
 * - `response`: its success, by `readResponses` (200), `mutationResponses` (202), `publicResponses` (200), or the status
 *   itself: `response: { 201: ref(TokenSchema) }`. A success without a body is `{ 204: noContent('…') }`.
 * - `codes`: the error codes of its own, `codes: ['run.not-found', 'run.not-running']`. Their statuses come from
 *   STATUS_OF_CODE in problem.ts, and a response is documented for each. Codes of every route of its kind
 *   (api.unauthorised, api.invalid-request, …) are known; see error-codes.ts, which also says in words what each means.
 *
 * Every success that has a body needs an example: `examples: [ … ]` on the named schema or on the inline one; a text is
 * described by `textContent`. A body of a request too.
 */
import { STATUS_CODES } from 'node:http'
import { type TSchema, Type } from 'typebox'
import { GateSchema } from './gate.ts'
import { named, ref } from './shared.ts'

const scalar = { type: ['string', 'number', 'boolean', 'null'] }

export const ProblemSchema = named(
  'Problem',
  Type.Object(
    {
      type: Type.String({ description: 'Always about:blank; look at the code.' }),
      title: Type.String({ description: 'The words of the status.' }),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      detail: Type.String({ description: 'For people; the words may change.' }),
      code: Type.String({ description: 'For machines; stable.' }),
      instance: Type.String({ description: 'Path of the request.' }),
      requestId: Type.String({ description: 'Also in the header x-request-id and in the log.' }),
      errors: Type.Optional(
        Type.Array(
          Type.Object({
            pointer: Type.String({ description: 'JSON pointer from /body, /query, /params or /headers.' }),
            detail: Type.String(),
          }),
          { description: 'What is wrong with a request, one line per fault.' },
        ),
      ),
      gate: Type.Optional(ref(GateSchema)),
    },
    {
      additionalProperties: scalar,
      description: 'RFC 9457, with the facts of the error beside the standard members.',
      examples: [
        {
          type: 'about:blank',
          title: 'Conflict',
          status: 409,
          detail: 'Run 14 owns 3 of these records. Wait until it has ended, or halt it.',
          code: 'run.records-owned',
          instance: '/v1/runs/0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21/approve',
          requestId: 'nightly-2026-03-01',
          ownerRunId: '0197f39e-2a44-7b10-8f6d-5c0b9e1d3a70',
          ownerNumber: 14,
          records: 3,
        },
      ],
    },
  ),
)

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  401: 'The token is missing or not valid.',
  403: 'The role of the token is too low, or the org does not confirm its user.',
  404: 'There is no such resource.',
  406: 'None of the accepted media types is offered.',
  409: 'The state of things does not allow it now.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is not JSON.',
  422: 'The Idempotency-Key was used for another request.',
  429: 'Too many requests without a valid token; Retry-After says when to try again.',
  500: 'Something unexpected went wrong.',
  503: 'Not available now; Retry-After says when to try again.',
}

/** What an error status means on every route. */
export function describeStatus(status: number): string {
  return DESCRIPTIONS[status] ?? `${STATUS_CODES[status] ?? 'Error'}.`
}

/** The response with a problem, as a route has it. */
export function problemResponse(status: number) {
  return {
    description: describeStatus(status),
    content: { 'application/problem+json': { schema: ref(ProblemSchema) } },
  }
}

function problems(statuses: readonly number[]): Record<number, unknown> {
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(status)]))
}

/** Responses of a route that reads. Error statuses need not be named: they come from the codes of the route. */
export function readResponses<T extends TSchema>(success: T, ...more: number[]) {
  return { 200: success, ...problems(more) } as { 200: T }
}

/** Responses of a route that acts; what is long goes on after the answer, so success is 202. */
export function mutationResponses<T extends TSchema>(success: T, ...more: number[]) {
  return { 202: success, ...problems(more) } as { 202: T }
}

/** Responses of a route outside `/v1` that anybody may read. */
export function publicResponses<T extends TSchema>(success: T) {
  return { 200: success }
}

/** A success without a body. */
export function noContent(description: string) {
  return Type.Null({ description })
}

/**
 * A success whose body is text: CSV, JSON lines, events.
 * @param description what one line or event is
 * @param examples a short text by media type, as it would be sent
 */
export function textContent(description: string, examples: Readonly<Record<string, string>>) {
  const content = Object.entries(examples).map(([mediaType, example]) => [
    mediaType,
    { schema: { type: 'string' }, example },
  ])
  return { description, content: Object.fromEntries(content) }
}
