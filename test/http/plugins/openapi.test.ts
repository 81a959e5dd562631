import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../../server/http/app.ts'
import { memoryServices } from '../memory-services.ts'
import { openApp } from '../requests.ts'

interface Operation {
  summary?: string
  tags?: string[]
  'x-role'?: string
  security?: object[]
  parameters?: { name: string; required?: boolean }[]
  responses: Record<string, { description?: string; content?: Record<string, { schema?: object }> }>
}
interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

let app: App
let document: OpenApi
beforeAll(async () => {
  app = await openApp(memoryServices())
  document = (await app.inject({ url: '/openapi.json' })).json()
})
afterAll(() => app.close())

function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  )
}

test('the document is OpenAPI 3.1 and lists exactly these routes', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(
    operations()
      .map(([name]) => name)
      .sort(),
  ).toEqual([
    'get /healthz',
    'get /metrics',
    'get /openapi.json',
    'get /readyz',
    'get /v1/accounts',
    'get /v1/accounts/{id}',
    'get /v1/accounts/{id}/records',
    'get /v1/overview',
    'get /v1/records',
    'get /v1/records/{id}',
    'get /v1/records/{id}/history',
    'get /v1/runs',
    'get /v1/runs/{id}',
    'get /v1/runs/{id}/items',
    'get /v1/runs/{id}/plan',
    'post /v1/records/{id}/rollback',
    'post /v1/runs',
    'post /v1/runs/{id}/approve',
    'post /v1/runs/{id}/halt',
    'post /v1/runs/{id}/resume',
  ])
})

test('every route has a summary, a tag, a role, a security rule and a schema for each answer', () => {
  for (const [name, operation] of operations()) {
    expect([name, operation.summary, operation.tags?.length, operation['x-role']]).not.toContain(undefined)
    expect([name, operation.security]).toEqual([name, operation['x-role'] === 'public' ? [] : [{ bearer: [] }]])
    for (const [status, response] of Object.entries(operation.responses)) {
      const schemas = Object.values(response.content ?? {}).map(({ schema }) => schema)
      expect([name, status, schemas.length > 0, schemas.includes(undefined)]).toEqual([name, status, true, false])
    }
  }
})

test('every route that needs a token documents 401 and 403, and every mutation its Idempotency-Key', () => {
  for (const [name, operation] of operations().filter(([, { 'x-role': role }]) => role !== 'public')) {
    expect([name, Object.keys(operation.responses)]).toEqual([
      name,
      expect.arrayContaining(['401', '403', '500', '503']),
    ])
  }
  for (const [name, { parameters = [] }] of operations().filter(([name]) => name.startsWith('post'))) {
    const key = parameters.find((parameter) => parameter.name === 'idempotency-key')
    expect([name, key?.required]).toEqual([name, true])
  }
})

test('every reference in the document points at a schema that is there', () => {
  const text = JSON.stringify(document)
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target)
  const known = Object.keys(document.components.schemas).map((schema) => `#/components/schemas/${schema}`)
  expect(references.length).toBeGreaterThan(0)
  expect(references.filter((target) => !known.includes(target ?? ''))).toEqual([])
  expect(text).not.toContain('schema-')
})
