import { type TSchema, Type } from 'typebox'
import { GateSchema } from './gate.ts'
import { named, ref } from './shared.ts'

const scalar = { type: ['string', 'number', 'boolean', 'null'] }

export const ProblemSchema = named(
  'Problem',
  Type.Object(
    {
      type: Type.String(),
      title: Type.String(),
      status: Type.Integer(),
      detail: Type.String({ description: 'For people; the words may change.' }),
      code: Type.String({ description: 'For machines; stable.', examples: ['run.records-owned'] }),
      instance: Type.String({ description: 'Path of the request.' }),
      requestId: Type.String({ description: 'Also in the header x-request-id and in the log.' }),
      errors: Type.Optional(
        Type.Array(
          Type.Object({
            pointer: Type.String({ description: 'JSON pointer from /body, /query, /params or /headers.' }),
            detail: Type.String(),
          }),
        ),
      ),
      gate: Type.Optional(ref(GateSchema)),
    },
    { additionalProperties: scalar, description: 'RFC 9457, with the facts of the error beside the standard members.' },
  ),
)

const PROBLEM_RESPONSES = {
  400: 'The request is not valid.',
  401: 'The token is missing or not valid.',
  403: 'The role of the token is too low.',
  404: 'There is no such resource.',
  406: 'None of the accepted media types is offered.',
  409: 'The state of things does not allow it now; code and detail say why.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is not JSON.',
  422: 'The Idempotency-Key was used for another request.',
  500: 'Something unexpected went wrong.',
  503: 'Not available now; Retry-After says when to try again.',
} as const

type ProblemStatus = keyof typeof PROBLEM_RESPONSES

function problemResponse(status: ProblemStatus) {
  return {
    description: PROBLEM_RESPONSES[status],
    content: { 'application/problem+json': { schema: ref(ProblemSchema) } },
  }
}

function problems(statuses: readonly ProblemStatus[]): Record<number, unknown> {
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(status)]))
}

/** Responses of a route that reads: its success and every problem it may answer. */
export function readResponses<T extends TSchema>(success: T, ...more: ProblemStatus[]) {
  return { 200: success, ...problems([400, 401, 403, ...more, 500, 503]) } as { 200: T }
}

/** Responses of a route that acts; what is long goes on after the answer, so success is 202. */
export function mutationResponses<T extends TSchema>(success: T, ...more: ProblemStatus[]) {
  return { 202: success, ...problems([400, 401, 403, ...more, 409, 413, 415, 422, 500, 503]) } as { 202: T }
}

/** Responses of a route outside `/v1` that anybody may read. */
export function publicResponses<T extends TSchema>(success: T) {
  return { 200: success, ...problems([500]) } as { 200: T }
}
