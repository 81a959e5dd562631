import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RouteOptions } from 'fastify'
import Schema from 'typebox/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import project from '../../../package.json' with { type: 'json' }
import { ROLES } from '../../../server/domain/run/run.ts'
import { type App, buildApp } from '../../../server/http/app.ts'
import { codesWithoutRoute, documentedStatus, listCodes, meaningOf } from '../../../server/http/error-codes.ts'
import { withCodeTable } from '../../../server/http/openapi/code-table.ts'
import { memoryServices } from '../memory-services.ts'
import {
  checkerOf,
  examplesOf,
  follow,
  type JsonSchema,
  type Media,
  type OpenApi,
  type Operation,
  operationsOf,
  referencesIn,
} from './openapi-document.ts'
import { collectRoutes } from './real-routes.ts'

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs')
/** For people who follow a link, and no part of the API. */
const PAGES = ['/d/:token']
const META = 'https://json-schema.org/draft/2020-12/schema'
const ROLE_NAMES: readonly string[] = [...ROLES, 'public']
/** A token is revoked once and for all; a link to a report is not stored. */
const REPEATABLE = [
  'delete /v1/tokens/{id}',
  'patch /v1/webhooks/{id}',
  'delete /v1/webhooks/{id}',
  'post /v1/downloads',
  'patch /v1/settings',
]

let app: App
let routes: RouteOptions[]
let document: OpenApi
let operations: Operation[]
beforeAll(async () => {
  // As it is deployed: off loopback, so that only what must be public is.
  const build = () => buildApp(memoryServices(), { logLevel: 'silent', isLoopback: false })
  ;({ app, routes } = await collectRoutes(build))
  document = (await app.inject({ url: '/openapi.json' })).json()
  operations = operationsOf(document)
})
afterAll(() => app.close())

/** The faults of all operations, each after the name of its own. */
function faultsOf(find: (operation: Operation) => string[]): string[] {
  return operations.flatMap((operation) => find(operation).map((fault) => `${operation.name}: ${fault}`))
}

const isError = (status: string) => Number(status) >= 400
const problemsOf = ({ responses }: Operation) => Object.entries(responses).filter(([, one]) => one['x-codes'])
const successesOf = ({ responses }: Operation) => Object.entries(responses).filter(([status]) => !isError(status))

describe('every route', () => {
  test('of the app is in the document, and nothing else is', () => {
    const registered = routes
      .filter(({ url }) => !url.startsWith('/docs') && !PAGES.includes(url))
      .map(({ method, url }) => `${String(method).toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.length).toBeGreaterThan(20)
    expect(operations.map(({ name }) => name).sort()).toEqual(registered.sort())
  })

  test('has a role, and a security rule that fits it', () => {
    const wrong = operations.filter(({ role, security }) => {
      const expected = role === 'public' ? [] : [{ bearer: [] }]
      return !ROLE_NAMES.includes(role) || JSON.stringify(security) !== JSON.stringify(expected)
    })
    expect(wrong.map(({ name }) => name)).toEqual([])
  })

  test('has an operation id of its own, a summary and a tag that is described', () => {
    const tags = document.tags.map(({ name }) => name)
    const ids = operations.map(({ operationId }) => operationId)
    expect(faultsOf((one) => (/^[a-z]+[A-Za-z]+$/.test(one.operationId ?? '') ? [] : ['no operationId']))).toEqual([])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(faultsOf(({ summary }) => (summary?.endsWith('.') ? [] : ['no summary that is a sentence']))).toEqual([])
    expect(faultsOf((one) => one.tags.filter((tag) => !tags.includes(tag)))).toEqual([])
    expect(faultsOf((one) => (one.tags.length === 1 ? [] : ['not exactly one tag']))).toEqual([])
  })

  test('declares each part of its address, and describes every parameter', () => {
    const undeclared = faultsOf(({ path, parameters }) => {
      const declared = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => name)
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
      return named.filter((name) => !declared.includes(name)).concat(declared.filter((name) => !named.includes(name)))
    })
    expect(undeclared).toEqual([])
    const repeated = faultsOf(({ parameters }) => {
      const keys = parameters.map((one) => `${one.in} ${one.name}`)
      return keys.filter((key, index) => keys.indexOf(key) !== index)
    })
    expect(repeated).toEqual([])
  })

  test('that acts takes an Idempotency-Key, unless repeating it does nothing more', () => {
    const takesKey = ({ parameters }: Operation) =>
      parameters.some(({ name, required }) => name === 'idempotency-key' && required)
    const acts = operations.filter(({ method }) => method !== 'GET')
    expect(acts.filter((one) => !takesKey(one)).map(({ name }) => name)).toEqual(REPEATABLE)
    expect(operations.filter((one) => one.method === 'GET' && takesKey(one))).toEqual([])
  })

  test('that lists takes a limit and a cursor as all lists do, and answers with the next cursor', () => {
    const lists = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'))
    expect(lists.length).toBeGreaterThan(4)
    for (const { name, parameters, responses } of lists) {
      const limit = parameters.find((one) => one.name === 'limit')?.schema
      expect([name, limit]).toEqual([name, { type: 'integer', minimum: 1, maximum: 200, default: 50 }])
      const page = responses[200]?.content?.['application/json']?.schema
      expect([name, page?.required]).toEqual([name, ['items', 'nextCursor']])
    }
  })

  test('has a schema and an example that fits it for each success with a body', () => {
    expect(operations.filter((operation) => successesOf(operation).length === 0)).toEqual([])
    const faults = faultsOf((operation) =>
      successesOf(operation).flatMap(([status, { content }]) =>
        Object.entries(content ?? {}).flatMap(([type, media]) => exampleFaults(`${status} ${type}`, media)),
      ),
    )
    expect(faults).toEqual([])
    expect(faultsOf(bodilessFaults)).toEqual([])
  })

  test('has an example that fits for the body it takes', () => {
    expect(operations.filter(({ body }) => body).length).toBeGreaterThan(1)
    expect(faultsOf(({ body }) => (body ? exampleFaults('body', body) : []))).toEqual([])
  })

  test('names the codes of each error, with an example of each that is a problem', () => {
    const faults = faultsOf((operation) =>
      problemsOf(operation).flatMap(([status, { content, 'x-codes': codes = [] }]) => {
        const media = content?.['application/problem+json']
        if (!media?.schema) return [`${status} has no problem`]
        const wrong = codes.filter((code) => String(documentedStatus(code)) !== status || !meaningOf(code))
        const missing = codes.filter((code) => !(code in (media.examples ?? {})))
        return [...wrong, ...missing, ...exampleFaults(status, media)]
      }),
    )
    expect(faults).toEqual([])
  })

  test('documents no error without a code, but readiness, which answers with its checks', () => {
    const without = faultsOf(({ responses }) =>
      Object.keys(responses).filter((status) => isError(status) && !responses[status]?.['x-codes']),
    )
    expect(without).toEqual(['get /readyz: 503'])
  })

  test('that needs a token documents 401, 403 and 503, and each route 500', () => {
    const faults = faultsOf(({ role, responses }) => {
      const expected = role === 'public' ? ['500'] : ['401', '403', '500', '503']
      return expected.filter((status) => !(status in responses))
    })
    expect(faults).toEqual([])
  })

  test('documents the headers of its answers', () => {
    const faults = faultsOf(({ responses, parameters }) =>
      Object.entries(responses).flatMap(([status, { headers = {} }]) =>
        expectedHeaders(
          status,
          parameters.some(({ name }) => name === 'if-none-match'),
        )
          .filter((name) => !(name in headers))
          .map((name) => `${status} has no ${name}`),
      ),
    )
    expect(faults).toEqual([])
  })
})

function expectedHeaders(status: string, hasEtag: boolean): string[] {
  return [
    'x-request-id',
    ...(status === '401' ? ['www-authenticate'] : []),
    ...(status === '201' || status === '202' ? ['location'] : []),
    ...(hasEtag && (status === '200' || status === '304') ? ['etag'] : []),
    ...(status === '429' ? ['retry-after'] : []),
  ]
}

function exampleFaults(place: string, media: Media): string[] {
  const examples = examplesOf(document, media)
  if (!media.schema || examples.length === 0) return [`${place} has no schema or no example`]
  const check = checkerOf(document, media.schema)
  return examples.flatMap(check).map((fault) => `${place} ${fault}`)
}

/** A success without a body is one that HTTP has none for. */
function bodilessFaults(operation: Operation): string[] {
  return successesOf(operation)
    .filter(([status, { content }]) => !content && !['204', '304', '302', '303', '307'].includes(status))
    .map(([status]) => `${status} has no body`)
}

describe('the document', () => {
  test('is OpenAPI 3.1 of this version, and every reference in it points at something', () => {
    expect([document.openapi, document.info.version]).toEqual(['3.1.0', project.version])
    const references = [...new Set(referencesIn(document))]
    expect(references.length).toBeGreaterThan(10)
    for (const $ref of references) expect(follow(document, { $ref })).toBeTypeOf('object')
    expect(references.filter((target) => target.includes('schema-'))).toEqual([])
  })

  test('has schemas that are valid JSON Schema, as all of its parameters and bodies have', () => {
    const isSchema = Schema.Compile(Schema.Meta as never, { $ref: META } as never)
    const inline = operations.flatMap(({ name, parameters, body, responses }) => [
      ...parameters.map((parameter) => [`${name} ${parameter.name}`, parameter.schema] as const),
      ...(body?.schema ? [[`${name} body`, body.schema] as const] : []),
      ...Object.entries(responses).flatMap(([status, { content }]) =>
        Object.values(content ?? {}).map(({ schema }) => [`${name} ${status}`, schema] as const),
      ),
    ])
    const all: (readonly [string, JsonSchema | undefined])[] = [
      ...Object.entries(document.components.schemas),
      ...inline,
    ]
    expect(all.filter(([, schema]) => !schema || !isSchema.Check(schema)).map(([place]) => place)).toEqual([])
    expect(isSchema.Check({ type: 'strin' })).toBe(false)
  })

  test('has an example that fits in every schema with a name', () => {
    const faults = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      exampleFaults(name, { schema }),
    )
    expect(faults).toEqual([])
  })

  test('is the one in docs/openapi.json; npm run docs:openapi writes it', async () => {
    const written = await readFile(join(DOCS, 'openapi.json'), 'utf8')
    expect(firstDifference(written, `${JSON.stringify(document, null, 2)}\n`)).toBeUndefined()
  })
})

/** The first line that differs; all of a document this long would tell nobody anything. */
function firstDifference(left: string, right: string): object | undefined {
  const [ofLeft, ofRight] = [left.split('\n'), right.split('\n')]
  const index = Array.from({ length: Math.max(ofLeft.length, ofRight.length) }).findIndex(
    (_line, at) => ofLeft[at] !== ofRight[at],
  )
  return index < 0 ? undefined : { line: index + 1, left: ofLeft[index], right: ofRight[index] }
}

describe('the codes of errors', () => {
  test('are all put into words, and none that no route has', () => {
    const answered = operations.flatMap((operation) => problemsOf(operation).flatMap(([, one]) => one['x-codes'] ?? []))
    const known = [...new Set([...answered, ...codesWithoutRoute()])].sort()
    expect(
      listCodes()
        .map(({ code }) => code)
        .sort(),
    ).toEqual(known)
  })

  test('stand in docs/api.md with status, meaning and what to do', async () => {
    const page = await readFile(join(DOCS, 'api.md'), 'utf8')
    expect(firstDifference(page, withCodeTable(page))).toBeUndefined()
    expect(page.split('\n').filter((line) => line.startsWith('| `run.records-owned` | 409 |'))).toHaveLength(1)
  })
})
