import { ApiError } from './errors.ts'
import type { Column } from './query-names.ts'
import { type FieldDefinition, type FieldValue, findField, type Row } from './schema.ts'
import type { Table } from './tables.ts'
import { formatRestValue, type Json } from './values.ts'

/** Gives a record as REST shows it: attributes first, parents as objects of their own. */
export function formatSelected(row: Row, columns: readonly Column[], table: Table, version: string): Json {
  const record: { [name: string]: Json } = attributesOf(row, table, version)
  for (const column of columns) {
    const [first, second] = column.path
    if (second === undefined) record[first] = formatRestValue(column.read(row), column.type)
    else record[first] = formatParent(row, column, second, record[first] ?? null, version)
  }
  return record
}

/**
 * Finds a field by name.
 * @throws ApiError INVALID_FIELD
 */
export function requireField(table: Table, name: string): FieldDefinition {
  const field = findField(table.definition, name)
  if (field !== undefined) return field
  throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${table.definition.name}`)
}

/**
 * Gives a record with the fields named, or with all.
 * @throws ApiError INVALID_FIELD
 */
export function formatFields(row: Row, names: readonly string[] | null, table: Table, version: string): Json {
  const record: { [name: string]: Json } = attributesOf(row, table, version)
  for (const name of names ?? table.definition.fields.map((field) => field.name)) {
    const field = requireField(table, name)
    record[field.name] = formatRestValue(row[field.name] ?? null, field.type)
  }
  return record
}

function attributesOf(row: Row, table: Table, version: string): { [name: string]: Json } {
  const { name, isTooling = false } = table.definition
  const base = `/services/data/v${version}${isTooling ? '/tooling' : ''}`
  return { attributes: { type: name, url: `${base}/sobjects/${name}/${idOf(row.Id)}` } }
}

function formatParent(row: Row, column: Column, field: string, sofar: Json, version: string): Json {
  const parentRow = column.readParent(row)
  if (parentRow === null || column.parent === null) return null
  const before = typeof sofar === 'object' && sofar !== null ? sofar : attributesOf(parentRow, column.parent, version)
  return { ...before, [field]: formatRestValue(parentRow[field] ?? null, column.type) }
}

function idOf(value: FieldValue | undefined): string {
  return String(value ?? '')
}
