import { ApiError } from './errors.ts'
import { type FieldDefinition, type FieldType, type FieldValue, findField, type Row } from './schema.ts'
import { malformedQuery } from './soql-lexer.ts'
import type { Name, ParsedQuery } from './soql-parser.ts'
import { findTable, type Table, type Tables } from './tables.ts'

/** One selected field. */
export interface Column {
  /** The names on the way: one for a field of the object, two for a field of its parent. */
  path: readonly [string] | readonly [string, string]
  type: FieldType
  /** The parent's object, for a path of two. */
  parent: Table | null
  read(row: Row): FieldValue
  /** The parent's row, for a path of two; null without a parent. */
  readParent(row: Row): Row | null
}

/** Where the names of a query are looked up. */
export interface Scope {
  query: ParsedQuery
  /** The object of FROM. */
  table: Table
  tables: Tables
}

/** A name of a query that was found. */
export interface BoundName {
  field: FieldDefinition
  column: Column
}

/**
 * Finds the selected fields.
 * @throws ApiError INVALID_FIELD, or MALFORMED_QUERY for a field selected twice
 */
export function bindColumns(scope: Scope): Column[] {
  const columns = scope.query.fields.map((name) => bindName(scope, name).column)
  const headers = columns.map((column) => column.path.join('.'))
  const twice = headers.find((header, index) => headers.indexOf(header) !== index)
  if (twice !== undefined) throw malformedQuery(`duplicate field selected: ${twice}`)
  return columns
}

/**
 * Finds a field of the object, or of its parent.
 * @throws ApiError INVALID_FIELD
 */
export function bindName(scope: Scope, name: Name): BoundName {
  const [first = '', second, ...more] = name.text.split('.')
  if (more.length > 0) throw noSuchColumn(scope, name)
  return second === undefined ? bindOwn(scope, name) : bindParent(scope, name, first, second)
}

function bindOwn(scope: Scope, name: Name): BoundName {
  const field = findField(scope.table.definition, name.text)
  if (field === undefined) throw noSuchColumn(scope, name)
  const read = (row: Row) => row[field.name] ?? null
  return { field, column: { path: [field.name], type: field.type, parent: null, read, readParent: () => null } }
}

function bindParent(scope: Scope, name: Name, link: string, wanted: string): BoundName {
  const lookup = scope.table.definition.fields.find(
    (field) => field.relationship?.name.toLowerCase() === link.toLowerCase(),
  )
  const parent = lookup?.relationship && findTable(scope.tables, lookup.relationship.object)
  const field = parent && findField(parent.definition, wanted)
  if (!lookup?.relationship || !parent || !field) throw noSuchColumn(scope, name)
  const readParent = (row: Row) => findRow(parent, row[lookup.name] ?? null)
  const read = (row: Row) => readParent(row)?.[field.name] ?? null
  const path = [lookup.relationship.name, field.name] as const
  return { field, column: { path, type: field.type, parent, read, readParent } }
}

function findRow(table: Table, id: FieldValue): Row | null {
  const position = typeof id === 'string' ? table.position(id) : undefined
  return position === undefined ? null : table.row(position, Number.POSITIVE_INFINITY)
}

function noSuchColumn({ query, table }: Scope, name: Name): ApiError {
  const entity = table.definition.name
  const sentence =
    `No such column '${name.text}' on entity '${entity}'. If you are attempting to use a custom field, be sure to ` +
    "append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
  return new ApiError(400, 'INVALID_FIELD', pointAt(query.soql, name, sentence))
}

/** Gives a message in the platform's form: the piece of the query around the place, a caret below it, then the sentence. */
export function pointAt(soql: string, name: Name, sentence: string): string {
  const start = Math.max(0, name.at - 20)
  const piece = soql.slice(start, name.at + name.text.length + 20)
  const caret = `${' '.repeat(name.at - start)}^`
  return `\n${piece}\n${caret}\nERROR at Row:1:Column:${name.at + 1}\n${sentence}`
}
