import type { FaultBoard } from './faults.ts'
import { parseId } from './ids.ts'
import { type Change, LATEST } from './record-store.ts'
import { type FieldDefinition, type FieldValue, findField } from './schema.ts'
import { findTable, type Table, type Tables } from './tables.ts'

/** A change of one record as somebody asked for it. */
export interface UpdateRequest {
  /** As given: either length, or nonsense. */
  id: string
  /** Values by field name as given; null empties a field. */
  fields: Readonly<Record<string, unknown>>
}

export interface Refusal {
  statusCode: string
  message: string
  fields: readonly string[]
  /** The record's id with 18 characters; empty when the record was not found out. */
  recordId: string
}

export type Judgement = { change: Change; recordId: string } | { refusal: Refusal }

/** What the judgement of an update depends on. */
export interface UpdateRules {
  /** The table the records are in. */
  table: Table
  tables: Tables
  faults: FaultBoard
}

/** Decides on one update by the rules every way of writing shares. Writes nothing, but uses up faults of the record. */
export function judgeUpdate(rules: UpdateRules, request: UpdateRequest): Judgement {
  const { table } = rules
  if (request.id === '') return refuse('MISSING_ARGUMENT', 'Id not specified in an update call')
  const recordId = parseId(request.id)
  if (recordId === undefined || !recordId.startsWith(table.definition.keyPrefix)) {
    return refuse('MALFORMED_ID', `Record ID: id value of incorrect type: ${request.id}`, ['Id'])
  }
  const position = table.position(recordId)
  if (position === undefined) return refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  if (!table.isVisible(position, LATEST)) return refuse('ENTITY_IS_DELETED', 'entity is deleted', [], recordId)
  const fields = judgeFields(rules, request.fields)
  if ('statusCode' in fields) return { refusal: { ...fields, recordId } }
  const obstacle = findObstacle(rules.faults, recordId)
  return obstacle === undefined ? { change: { position, fields: fields.values }, recordId } : { refusal: obstacle }
}

/** Decides on the values of a record that is to be created. */
export function judgeCreation(
  rules: UpdateRules,
  given: UpdateRequest['fields'],
): { values: Change['fields'] } | Refusal {
  const judged = judgeFields(rules, given)
  if ('statusCode' in judged || typeof judged.values.Name === 'string') return judged
  return refusal('REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]', ['Name'])
}

function judgeFields(rules: UpdateRules, given: UpdateRequest['fields']): { values: Change['fields'] } | Refusal {
  const values: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(given)) {
    const field = findField(rules.table.definition, name)
    if (field === undefined) return noSuchField(rules.table, name)
    const judged = judgeValue(rules, field, value === '' ? null : value)
    if (isRefusal(judged)) return judged
    values[field.name] = judged
  }
  return { values }
}

function judgeValue(rules: UpdateRules, field: FieldDefinition, value: unknown): FieldValue | Refusal {
  const { name, label, length } = field
  if (!field.isUpdateable) return notUpdateable(name)
  if (value === null)
    return field.isNillable ? null : refusal('REQUIRED_FIELD_MISSING', `Required fields are missing: [${name}]`, [name])
  if (typeof value !== 'string')
    return refusal('INVALID_TYPE_ON_FIELD_IN_RECORD', `${label}: value not of required type: ${String(value)}`, [name])
  if (field.relationship !== undefined) return judgeReference(rules.tables, field, value)
  if (value.length <= length) return value
  return refusal('STRING_TOO_LONG', `${label}: data value too large: ${value} (max length=${length})`, [name])
}

function judgeReference(tables: Tables, field: FieldDefinition, value: string): string | Refusal {
  const parent = findTable(tables, field.relationship?.object ?? '')
  const id = parseId(value)
  if (id === undefined)
    return refusal('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name])
  if (parent?.position(id) === undefined)
    return refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name])
  return id
}

function findObstacle(faults: FaultBoard, recordId: string): Refusal | undefined {
  const rule = faults.takeOfRecord('validation-rule', recordId)
  if (rule !== undefined) return { ...refusal('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, []), recordId }
  const other = faults.takeOfRecord('row-refused', recordId)
  if (other !== undefined) return { ...refusal(other.statusCode, other.message, []), recordId }
  if (faults.takeOfRecord('unable-to-lock-row', recordId) === undefined) return undefined
  const message = `unable to obtain exclusive access to this record or 1 records: ${recordId}`
  return { ...refusal('UNABLE_TO_LOCK_ROW', message, []), recordId }
}

function noSuchField(table: Table, name: string): Refusal {
  return refusal('INVALID_FIELD', `No such column '${name}' on sobject of type ${table.definition.name}`, [name])
}

function notUpdateable(name: string): Refusal {
  const advice =
    'Please check the security settings of this field and verify that it is read/write for your profile or permission set.'
  return refusal('INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}. ${advice}`, [name])
}

function isRefusal(value: FieldValue | Refusal): value is Refusal {
  return typeof value === 'object' && value !== null
}

function refusal(statusCode: string, message: string, fields: readonly string[]): Refusal {
  return { statusCode, message, fields, recordId: '' }
}

function refuse(statusCode: string, message: string, fields: readonly string[] = [], recordId = ''): Judgement {
  return { refusal: { ...refusal(statusCode, message, fields), recordId } }
}
