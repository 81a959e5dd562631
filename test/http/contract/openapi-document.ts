import Schema from 'typebox/schema'

/** Reading an OpenAPI document the way its users do: by operation, with references followed. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type JsonSchema = { [keyword: string]: unknown }

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: JsonSchema
  example?: unknown
}

export interface Media {
  schema?: JsonSchema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

export interface DocumentedResponse {
  description: string
  headers?: Record<string, object>
  content?: Record<string, Media>
  'x-codes'?: string[]
}

export interface Operation {
  /** `get /v1/runs/{id}` */
  name: string
  method: string
  path: string
  operationId: string
  summary?: string
  tags: string[]
  role: string
  security: object[]
  parameters: Parameter[]
  body: Media | undefined
  responses: Record<string, DocumentedResponse>
}

export interface OpenApi {
  openapi: string
  info: { version: string }
  tags: { name: string }[]
  paths: Record<string, Record<string, RawOperation>>
  components: { schemas: Record<string, JsonSchema> }
}

interface RawOperation {
  operationId: string
  summary?: string
  tags?: string[]
  'x-role': string
  security: object[]
  parameters?: object[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, object>
}

/** Every operation of a document, in its order. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => toOperation(document, path, method, raw)),
  )
}

function toOperation(document: OpenApi, path: string, method: string, raw: RawOperation): Operation {
  const { operationId, summary, tags = [], security, parameters = [], requestBody, responses } = raw
  const followed = Object.entries(responses).map(([status, response]) => [status, follow(document, response)])
  return {
    name: `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    operationId,
    ...(summary === undefined ? {} : { summary }),
    tags,
    role: raw['x-role'],
    security,
    parameters: parameters.map((parameter) => follow(document, parameter) as Parameter),
    body: requestBody?.content['application/json'],
    responses: Object.fromEntries(followed),
  }
}

/** What a `$ref` points at; anything else as it is. */
export function follow(document: object, value: object): object {
  const { $ref } = value as { $ref?: string }
  if ($ref === undefined) return value
  const found = $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((node, name) => (node as JsonSchema)?.[name], document)
  if (typeof found !== 'object' || found === null) throw new Error(`${$ref} points at nothing.`)
  return found
}

/** Checks values by a schema of a document. Gives what is wrong, one line per fault; nothing when the value is valid. */
export function checkerOf({ components }: OpenApi, schema: JsonSchema): (value: unknown) => string[] {
  const compiled = Schema.Compile({ components, ...schema } as never)
  return (value) => {
    const [isValid, faults] = compiled.Errors(value)
    return isValid ? [] : faults.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  }
}

/** Examples of a body: its own, or those of its schema. */
export function examplesOf(document: OpenApi, { schema, example, examples }: Media): unknown[] {
  const own = [...(example === undefined ? [] : [example]), ...Object.values(examples ?? {}).map(({ value }) => value)]
  if (own.length > 0 || schema === undefined) return own
  return ((follow(document, schema) as JsonSchema).examples as unknown[] | undefined) ?? []
}

/** Every object in a document that has a `$ref`, and every schema below the named places. */
export function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { $ref } = value as { $ref?: unknown }
  const own = typeof $ref === 'string' ? [$ref] : []
  return [...own, ...Object.values(value).flatMap(referencesIn)]
}
