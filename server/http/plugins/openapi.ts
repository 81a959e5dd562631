import fastifySwagger from '@fastify/swagger'
import type { RouteOptions } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.ts'
import { codesOfKind, documentedStatus, type RouteKind } from '../error-codes.ts'
import { completeDocument, type OpenApiDocument, type RouteFacts } from '../openapi/complete-document.ts'
import { DOCUMENT_HEAD } from '../openapi/head.ts'
import { problemResponse, publicResponses } from '../schemas/problem.ts'
import { DOCS_PREFIX } from './docs-page.ts'

declare module 'fastify' {
  interface FastifySchema {
    /** Error codes of this route beside those of its kind; see schemas/problem.ts. */
    codes?: readonly string[]
  }
}

/** Collects the routes into an OpenAPI 3.1 document; must come before them. */
export async function addOpenApi(app: App): Promise<void> {
  const facts = new Map<string, RouteFacts>()
  await app.register(fastifySwagger, {
    openapi: DOCUMENT_HEAD,
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `schema-${index}`) },
    transformObject: (made) =>
      completeDocument(('openapiObject' in made ? made.openapiObject : {}) as OpenApiDocument, facts),
  })
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith(DOCS_PREFIX)) return publish(route)
    if (route.schema?.hide === true) return
    const codes = codesOf(route)
    route.schema = documented(route, codes)
    facts.set(nameOf(route), { codes, ownCodes: route.schema.codes ?? [], hasEtag: route.config?.hasEtag === true })
  })
}

/** Serves the document at `/openapi.json`. */
export function addOpenApiRoute(app: App): void {
  const document = Type.Unsafe<object>({
    type: 'object',
    additionalProperties: true,
    description: 'An OpenAPI 3.1 document.',
    examples: [{ openapi: '3.1.0', info: { title: 'Doclift', version: '1.0.0' }, paths: {} }],
  })
  const schema = {
    operationId: 'getOpenApi',
    summary: 'This document.',
    tags: ['service'],
    response: publicResponses(document),
  }
  app.get('/openapi.json', { schema, config: { role: 'public' } }, () => app.swagger())
}

/** The page to browse the document is as public as the document, and no part of it. */
function publish(route: RouteOptions): void {
  route.config = { ...route.config, role: 'public' }
  route.schema = { ...route.schema, hide: true }
}

/** The schema with what follows from the codes and the role of the route. */
function documented({ config, schema }: RouteOptions, codes: readonly string[]): NonNullable<RouteOptions['schema']> {
  const role = config?.role
  const problems = Object.fromEntries(codes.map(documentedStatus).map((status) => [status, problemResponse(status)]))
  return {
    ...schema,
    security: role === 'public' ? [] : [{ bearer: [] }],
    response: { ...problems, ...(schema?.response as object | undefined) },
    'x-role': role,
  } as NonNullable<RouteOptions['schema']>
}

function codesOf(route: RouteOptions): string[] {
  return [...new Set([...codesOfKind(kindOf(route)), ...(route.schema?.codes ?? [])])]
}

function kindOf({ config, method, schema = {} }: RouteOptions): RouteKind {
  return {
    isPublic: config?.role === 'public',
    isMutation: method !== 'GET',
    takesInput: [schema.params, schema.querystring, schema.headers, schema.body].some((part) => part !== undefined),
    isPaged: 'cursor' in propertiesOf(schema.querystring),
    isIdempotent: 'idempotency-key' in propertiesOf(schema.headers),
  }
}

function propertiesOf(schema: unknown): object {
  return (schema as { properties?: object } | undefined)?.properties ?? {}
}

/** As the document names it: `get /v1/runs/{id}`. */
function nameOf({ method, url }: RouteOptions): string {
  return `${String(method).toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`
}
