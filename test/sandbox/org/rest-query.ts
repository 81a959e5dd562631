import { randomBytes } from 'node:crypto'
import { ApiError } from './errors.ts'
import { type ApiCall, json, type Reply, type Route } from './http.ts'
import { planQuery, type QueryPlan } from './query-plan.ts'
import { advance, countMatches, type Place, readRows, startOf } from './query-scan.ts'
import { formatSelected } from './rest-records.ts'
import { malformedQuery } from './soql-lexer.ts'
import type { Tables } from './tables.ts'

/** A query whose result is being paged through; a locator names it and a place in it. */
interface OpenQuery {
  plan: QueryPlan
  asOf: number
  totalSize: number
  batchSize: number
  places: Map<number, Place>
}

export interface RestQueryOptions {
  tables: Tables
  /** The number of the last write. */
  sequence: () => number
  /** What stands before `/query` in the path; empty for the REST API itself. */
  base: '' | '/tooling'
}

const BATCH_SIZE = { least: 200, most: 2000 } as const
const MOST_OPEN_QUERIES = 1000
const LOCATOR = /^(0r8\w{15})-(\d+)$/

/** The routes of the query resource. */
export function restQueryRoutes(options: RestQueryOptions): Route[] {
  const queries = new Map<string, OpenQuery>()
  return [
    { method: 'GET', path: `${options.base}/query`, handle: (call) => startQuery(options, queries, call) },
    { method: 'GET', path: `${options.base}/query/:locator`, handle: (call) => continueQuery(options, queries, call) },
  ]
}

async function startQuery(options: RestQueryOptions, queries: Map<string, OpenQuery>, call: ApiCall): Promise<Reply> {
  const soql = call.url.searchParams.get('q')
  if (soql === null) throw malformedQuery('A query string has to be specified')
  const plan = planQuery(soql, options.tables)
  const asOf = options.sequence()
  const totalSize = await countMatches(plan, asOf)
  if (plan.isCount) return json(200, { totalSize, done: true, records: [] })
  refuseManyComplexValues(plan, totalSize)
  const query = { plan, asOf, totalSize, batchSize: batchSizeOf(call), places: new Map([[0, startOf(plan)]]) }
  const id = `0r8${randomBytes(8).toString('hex').slice(0, 15)}`
  remember(queries, id, query)
  return await answerPage(options, query, id, 0, call.version)
}

async function continueQuery(
  options: RestQueryOptions,
  queries: Map<string, OpenQuery>,
  call: ApiCall,
): Promise<Reply> {
  const [, id = '', given = ''] = LOCATOR.exec(call.params.locator ?? '') ?? []
  const query = queries.get(id)
  if (!query?.places.has(Number(given))) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  return await answerPage(options, query, id, Number(given), call.version)
}

async function answerPage(
  { base }: RestQueryOptions,
  query: OpenQuery,
  id: string,
  given: number,
  version: string,
): Promise<Reply> {
  const { plan, asOf, totalSize } = query
  const from = query.places.get(given) ?? startOf(plan)
  const to = await advance(plan, asOf, from, query.batchSize)
  query.places.set(to.given, to)
  const records: unknown[] = []
  for await (const rows of readRows(plan, asOf, from, to)) {
    records.push(...rows.map((row) => formatSelected(row, plan.columns, plan.table, version)))
  }
  const done = to.given >= totalSize
  const next = done ? {} : { nextRecordsUrl: `/services/data/v${version}${base}/query/${id}-${to.given}` }
  return json(200, { totalSize, done, ...next, records })
}

/** The Tooling API gives `Metadata` for one row at a time. */
function refuseManyComplexValues({ columns }: QueryPlan, rows: number): void {
  if (rows <= 1 || !columns.some(({ type }) => type === 'complexvalue')) return
  throw malformedQuery(
    `When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: ${rows}`,
  )
}

/** `Sforce-Query-Options: batchSize=n` is a wish: what is too small or too large is moved into the range. */
function batchSizeOf(call: ApiCall): number {
  const options = String(call.request.headers['sforce-query-options'] ?? '')
  const wanted = Number(/batchSize\s*=\s*(\d+)/i.exec(options)?.[1] ?? BATCH_SIZE.most)
  return Math.min(BATCH_SIZE.most, Math.max(BATCH_SIZE.least, wanted))
}

function remember(queries: Map<string, OpenQuery>, id: string, query: OpenQuery): void {
  const [oldest] = queries.keys()
  if (queries.size >= MOST_OPEN_QUERIES && oldest !== undefined) queries.delete(oldest)
  queries.set(id, query)
}
