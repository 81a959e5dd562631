import { ApiError } from './errors.ts'
import {
  bindCondition,
  candidatesOf,
  firstPosition,
  joinAlternatives,
  type Predicate,
  sinceOf,
} from './query-filters.ts'
import { bindColumns, type Column, pointAt } from './query-names.ts'
import { malformedQuery } from './soql-lexer.ts'
import { type ParsedQuery, parseSoql } from './soql-parser.ts'
import { findTable, type Table, type Tables } from './tables.ts'

/** A query whose every name is known to exist, ready to be carried out. */
export interface QueryPlan {
  table: Table
  isCount: boolean
  isOrdered: boolean
  columns: readonly Column[]
  /** Null when there is no condition. */
  matches: Predicate | null
  /** The only positions that can match, upwards; null when any can. */
  candidates: readonly number[] | null
  /** The first position that can match. */
  from: number
  /** Nothing older than this can match; in milliseconds since 1970. */
  sinceMs: number | null
  limit: number
}

/**
 * Parses a query and binds it to the org's objects.
 * @throws ApiError MALFORMED_QUERY, INVALID_TYPE, INVALID_FIELD, INVALID_QUERY_FILTER_OPERATOR
 */
export function planQuery(soql: string, tables: Tables): QueryPlan {
  const query = parseSoql(soql)
  const table = requireTable(query, tables)
  const scope = { query, table, tables }
  const alternatives = query.alternatives.map((all) => all.map((condition) => bindCondition(scope, condition)))
  // Only what every match must fulfil makes a reading shorter.
  const filters = alternatives.length === 1 ? (alternatives[0] ?? []) : []
  return {
    table,
    isCount: query.isCount,
    isOrdered: bindOrder(query),
    columns: bindColumns(scope),
    matches: joinAlternatives(alternatives),
    candidates: candidatesOf(filters, table),
    from: firstPosition(filters, table),
    sinceMs: sinceOf(filters),
    limit: query.limit ?? Number.POSITIVE_INFINITY,
  }
}

function requireTable(query: ParsedQuery, tables: Tables): Table {
  const table = findTable(tables, query.object.text)
  if (table !== undefined) return table
  const sentence = `sObject type '${query.object.text}' is not supported.`
  throw new ApiError(400, 'INVALID_TYPE', pointAt(query.soql, query.object, sentence))
}

function bindOrder(query: ParsedQuery): boolean {
  if (query.orderBy === null) return false
  if (query.orderBy.text.toLowerCase() !== 'id') throw malformedQuery(`cannot order by ${query.orderBy.text}`)
  return true
}
