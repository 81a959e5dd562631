import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { PreflightRequestSchema, PreflightSchema } from '../../schemas/preflight.ts'
import { readResponses } from '../../schemas/problem.ts'
import { MutationHeaders, ref } from '../../schemas/shared.ts'

const tags = ['preflight']

const readPreflight = {
  operationId: 'readPreflight',
  summary: 'The newest look at the org: the field, permissions, sharing, and what a switch sets off.',
  description: 'Without one the answer is 404 preflight.none.',
  tags,
  codes: ['preflight.none'],
  response: readResponses(ref(PreflightSchema)),
}
const makePreflight = {
  operationId: 'makePreflight',
  summary: 'Looks at the org now and stores what was found. Nothing in the org is changed.',
  description: 'It takes some seconds, at most half a minute. What the integration user may not see is inconclusive.',
  tags,
  headers: MutationHeaders,
  body: PreflightRequestSchema,
  response: { 201: ref(PreflightSchema) },
}

export function addPreflight(app: App, { preflight }: Services): void {
  app.get('/v1/preflight', { schema: readPreflight, config: { role: 'viewer', hasEtag: true } }, async () =>
    preflight.newest(),
  )

  app.post('/v1/preflight', { schema: makePreflight, config: { role: 'operator' } }, async (request, reply) => {
    const wanted = { countInOrg: request.body.countInOrg ?? null }
    const made = await preflight.make(wanted, request.actor, idempotencyOf(request))
    return reply.code(201).header('location', '/v1/preflight').send(made)
  })
}
