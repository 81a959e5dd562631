import { ApiError } from './errors.ts'
import { parseId } from './ids.ts'
import { bindName, type Column, type Scope } from './query-names.ts'
import type { FieldDefinition, FieldType, FieldValue, Row } from './schema.ts'
import type { Condition, Literal, Operator } from './soql-parser.ts'
import type { Table } from './tables.ts'

/** Tells whether a record is found. */
export type Predicate = (row: Row) => boolean

/** A condition whose operands are in the form the field's values have. */
export interface Filter {
  field: FieldDefinition
  column: Column
  operator: Operator
  operands: readonly FieldValue[]
}

const LITERAL_KINDS: Readonly<Record<FieldType, Literal['kind']>> = {
  id: 'string',
  reference: 'string',
  string: 'string',
  url: 'string',
  picklist: 'string',
  boolean: 'boolean',
  datetime: 'datetime',
  int: 'number',
  complexvalue: 'string',
}

/**
 * Finds a condition's field and checks that its operands suit it.
 * @throws ApiError INVALID_FIELD, or INVALID_QUERY_FILTER_OPERATOR for text that is not an id
 */
export function bindCondition(scope: Scope, condition: Condition): Filter {
  const { field, column } = bindName(scope, condition.field)
  const operands = condition.operands.map((literal) => bindLiteral(field, literal))
  return { field, column, operator: condition.operator, operands }
}

function bindLiteral(field: FieldDefinition, literal: Literal): FieldValue {
  if (literal.kind === 'null') return null
  if (literal.kind !== LITERAL_KINDS[field.type]) throw wrongLiteral(field)
  return isIdField(field) ? bindId(field, String(literal.value)) : literal.value
}

function wrongLiteral(field: FieldDefinition): ApiError {
  const quoting =
    LITERAL_KINDS[field.type] === 'string' ? 'should be enclosed in quotes' : 'should not be enclosed in quotes'
  const message = `value of filter criterion for field '${field.name}' must be of type ${field.type} and ${quoting}`
  return new ApiError(400, 'INVALID_FIELD', message)
}

function bindId(field: FieldDefinition, text: string): string {
  const id = parseId(text)
  if (id === undefined)
    throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text} in ${field.name}`)
  return id
}

function isIdField(field: FieldDefinition): boolean {
  return field.type === 'id' || field.type === 'reference'
}

/** Joins the filters of each alternative by AND, and the alternatives by OR; null when there is none. */
export function joinAlternatives(alternatives: readonly (readonly Filter[])[]): Predicate | null {
  const joined = alternatives.map((filters) => filters.map(predicateOf))
  return joined.length === 0 ? null : (row) => joined.some((all) => all.every((matches) => matches(row)))
}

/** Gives the only positions that can match, upwards, when the filters name ids; otherwise null. */
export function candidatesOf(filters: readonly Filter[], table: Table): number[] | null {
  const byId = filters.find((filter) => isOwn(filter, 'Id') && (filter.operator === '=' || filter.operator === 'IN'))
  if (byId === undefined) return null
  const positions = byId.operands.map((id) => (typeof id === 'string' ? table.position(id) : undefined))
  return [...new Set(positions.filter((position) => position !== undefined))].sort((one, other) => one - other)
}

/**
 * Gives the first position that can match. Keyset paging asks for ids above one it has seen; everything before that
 * record is passed over.
 */
export function firstPosition(filters: readonly Filter[], table: Table): number {
  const above = filters.filter((filter) => isOwn(filter, 'Id') && (filter.operator === '>' || filter.operator === '>='))
  const starts = above.map(({ operands }) => table.position(String(operands[0])) ?? 0)
  return Math.max(0, ...starts)
}

/** Gives the time nothing that matches is older than, in milliseconds since 1970; null when there is none. */
export function sinceOf(filters: readonly Filter[]): number | null {
  const since = filters.find((filter) => isOwn(filter, 'SystemModstamp') && /^(>=?|=)$/.test(filter.operator))
  const bound = since?.operands[0]
  return typeof bound === 'number' ? bound : null
}

function isOwn(filter: Filter, fieldName: string): boolean {
  return filter.column.parent === null && filter.field.name === fieldName
}

function predicateOf(filter: Filter): Predicate {
  const { column, operator } = filter
  const fold = isIdField(filter.field) ? (value: FieldValue) => value : foldCase
  const operands = filter.operands.map(fold)
  if (operator === 'IN') {
    const set = new Set(operands)
    return (row) => set.has(fold(column.read(row)))
  }
  const compare = COMPARISONS[operator]
  const operand = operands[0] ?? null
  return (row) => compare(fold(column.read(row)), operand)
}

/** Text is compared without regard to case; ids are the exception. */
function foldCase(value: FieldValue): FieldValue {
  return typeof value === 'string' ? value.toLowerCase() : value
}

type Comparison = (value: FieldValue, operand: FieldValue) => boolean

const COMPARISONS: Readonly<Record<Exclude<Operator, 'IN'>, Comparison>> = {
  '=': (value, operand) => value === operand,
  '!=': (value, operand) => value !== operand,
  '<': (value, operand) => value !== null && operand !== null && value < operand,
  '<=': (value, operand) => value !== null && operand !== null && value <= operand,
  '>': (value, operand) => value !== null && operand !== null && value > operand,
  '>=': (value, operand) => value !== null && operand !== null && value >= operand,
}
