import { Type } from 'typebox'
import type { Services } from '../../operations/services.ts'
import type { App } from '../app.ts'
import { publicResponses } from '../schemas/problem.ts'

const HealthSchema = Type.Object({ status: Type.Literal('ok') }, { examples: [{ status: 'ok' }] })

const ReadinessSchema = Type.Object(
  {
    status: Type.Enum(['ready', 'not-ready']),
    checks: Type.Array(Type.Object({ name: Type.String(), isOk: Type.Boolean() }), {
      description: 'What must work before requests make sense.',
    }),
  },
  { examples: [{ status: 'ready', checks: [{ name: 'database', isOk: true }] }] },
)

const health = {
  operationId: 'getHealth',
  summary: 'The process answers.',
  tags: ['service'],
  response: publicResponses(HealthSchema),
}
const readiness = {
  operationId: 'getReadiness',
  summary: 'What the service needs is there.',
  tags: ['service'],
  response: { ...publicResponses(ReadinessSchema), 503: ReadinessSchema },
}

/** For whoever starts, stops and balances processes; says nothing that needs a token. */
export function addHealth(app: App, services: Services): void {
  app.get('/healthz', { schema: health, config: { role: 'public', isAlwaysAnswered: true } }, () => ({
    status: 'ok' as const,
  }))

  app.get(
    '/readyz',
    { schema: readiness, config: { role: 'public', isAlwaysAnswered: true } },
    async (_request, reply) => {
      const checks = await services.checkReadiness()
      const isReady = checks.every((check) => check.isOk)
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not-ready', checks })
    },
  )
}
