import fastifySwagger from '@fastify/swagger'
import { Type } from 'typebox'
import type { App } from '../app.ts'
import { publicResponses } from '../schemas/problem.ts'

const DESCRIPTION = `Moves the files behind a Salesforce org's documents to your own bucket.

Lists are paged: follow nextCursor until it is null. Every mutation needs an Idempotency-Key. Whatever takes long is a run:
the answer is 202, and Location is where to follow it. Errors are application/problem+json with a stable code.`

/** Collects the routes into an OpenAPI 3.1 document; must come before them. */
export async function addOpenApi(app: App): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Doclift', version: '1', description: DESCRIPTION },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `schema-${index}`) },
  })
  app.addHook('onRoute', (route) => {
    const role = route.config?.role
    const security = role === 'public' ? [] : [{ bearer: [] }]
    route.schema = { ...route.schema, security, 'x-role': role } as typeof route.schema
  })
}

/** Serves the document at `/openapi.json`. */
export function addOpenApiRoute(app: App): void {
  const document = Type.Unsafe<object>({ type: 'object', additionalProperties: true })
  const schema = { summary: 'This document.', tags: ['service'], response: publicResponses(document) }
  app.get('/openapi.json', { schema, config: { role: 'public' } }, () => app.swagger())
}
