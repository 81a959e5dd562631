import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'

/**
 * Binds a mutation to its Idempotency-Key: the same key by the same subject on the same route gives the first answer again,
 * and with another body or another address it is refused.
 */
export function idempotencyOf(request: FastifyRequest): IdempotencyBinding {
  return {
    subject: request.actor.id,
    route: `${request.method} ${request.routeOptions.url ?? ''}`,
    key: String(request.headers['idempotency-key']),
    bodyHash: hashCanonical([request.params, request.body ?? null]),
  }
}

function hashCanonical(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortKeys)).digest('hex')
}

/** The order of keys in a JSON object means nothing, so it must not make another body. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}
