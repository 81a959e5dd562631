import { documentedStatus } from '../error-codes.ts'
import { problemOf } from './problem-response.ts'

/** What a route says of itself that OpenAPI has to be told in other words. */
export interface RouteFacts {
  codes: readonly string[]
  /** Those of the codes that routes of other kinds do not have. */
  ownCodes: readonly string[]
  hasEtag: boolean
}

interface Response {
  $ref?: string
  headers?: Record<string, object>
}

export interface Operation {
  parameters?: { name?: string; in?: string; example?: unknown; $ref?: string }[]
  responses: Record<string, object>
}

/** As much of an OpenAPI document as is looked at here. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>
  components?: { responses?: Record<string, object> }
}

const REQUEST_ID = { 'x-request-id': { $ref: '#/components/headers/RequestId' } }
const ETAG = { etag: { $ref: '#/components/headers/ETag' } }
const LOCATION = { location: { $ref: '#/components/headers/Location' } }
const NOT_MODIFIED = { description: 'Nothing has changed since the ETag in If-None-Match.', headers: ETAG }
const CREATED_STATUSES = ['201', '202']

/**
 * Adds to the document what all routes have in common: problems with their codes and examples, and headers.
 * @param facts by `get /v1/runs/{id}`
 */
export function completeDocument(document: OpenApiDocument, facts: ReadonlyMap<string, RouteFacts>): OpenApiDocument {
  const shared: Record<string, object> = {}
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      const fact = facts.get(`${method} ${path}`)
      if (fact) completeOperation(operation, exampleOf(path, operation), fact, shared)
    }
  }
  return { ...document, components: { ...document.components, responses: shared } }
}

function completeOperation(
  operation: Operation,
  examplePath: string,
  { codes, ownCodes, hasEtag }: RouteFacts,
  shared: Record<string, object>,
): void {
  const { responses } = operation
  for (const [status, ofStatus] of byStatus(codes)) {
    responses[status] = problemOrRef(ofStatus, ownCodes, examplePath, shared)
  }
  if (hasEtag) responses['304'] = NOT_MODIFIED
  for (const [status, response] of Object.entries(responses)) responses[status] = withHeaders(status, response, hasEtag)
  const added = ['RequestId', ...(hasEtag ? ['IfNoneMatch'] : [])]
  const parameters = added.map((name) => ({ $ref: `#/components/parameters/${name}` }))
  operation.parameters = [...(operation.parameters ?? []), ...parameters]
}

function byStatus(codes: readonly string[]): Map<string, string[]> {
  return Map.groupBy(codes, (code) => String(documentedStatus(code)))
}

/** What many routes answer is written once and named by its codes. */
function problemOrRef(
  codes: readonly string[],
  ownCodes: readonly string[],
  examplePath: string,
  shared: Record<string, object>,
): object {
  const problem = problemOf(codes, examplePath)
  if (codes.length > 1 && codes.some((code) => ownCodes.includes(code))) return problem
  const name = codes.join('_')
  shared[name] ??= { ...problem, headers: { ...REQUEST_ID, ...problem.headers } }
  return { $ref: `#/components/responses/${name}` }
}

function withHeaders(status: string, response: Response, hasEtag: boolean): Response {
  if (response.$ref) return response
  const own = {
    ...(status === '200' && hasEtag ? ETAG : {}),
    ...(CREATED_STATUSES.includes(status) ? LOCATION : {}),
  }
  return { ...response, headers: { ...REQUEST_ID, ...own, ...response.headers } }
}

/** An address of the operation as it would be called, by the examples of its parameters. */
function exampleOf(path: string, { parameters = [] }: Operation): string {
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const example = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.example
    return example === undefined ? whole : String(example)
  })
}
