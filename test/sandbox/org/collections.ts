import { ApiError, badJson, formatCollectionsError, malformedId, notFound } from './errors.ts'
import { type ApiCall, isObject, json, type Reply, type Route, readJson } from './http.ts'
import { parseId } from './ids.ts'
import { applyLocks } from './locks.ts'
import { LATEST } from './record-store.ts'
import { formatFields, requireField } from './rest-records.ts'
import { findTable, type Table, type Tables } from './tables.ts'
import { type Judgement, judgeUpdate, type UpdateRequest } from './update-rules.ts'
import { type Writer, writeChanges } from './writer.ts'

const MOST_UPDATED = 200
const MOST_RETRIEVED = 2000

/** The routes of sObject Collections. */
export function collectionsRoutes(tables: Tables, writer: Writer): Route[] {
  return [
    { method: 'PATCH', path: '/composite/sobjects', handle: (call) => updateMany(writer, call) },
    { method: 'POST', path: '/composite/sobjects/:object', handle: (call) => retrieveMany(tables, call) },
  ]
}

async function updateMany(writer: Writer, call: ApiCall): Promise<Reply> {
  const { records, allOrNone = false } = await readJson(call.request)
  if (!Array.isArray(records)) throw badJson('The request body must have a list named records')
  requireCount(records.length, MOST_UPDATED)
  const requests = records.map((record) => parseUpdate(writer.records, record))
  const judgements = applyLocks(
    writer.rules,
    requests.map((request) => judgeUpdate(writer.rules, request)),
  )
  const settled = allOrNone === true ? withdrawIfAnyRefused(judgements) : judgements
  const changes = settled.flatMap((judgement) => ('change' in judgement ? [judgement.change] : []))
  writeChanges(writer, changes, call.userId)
  return { ...json(200, settled.map(formatJudgement)), wrote: 'collections' }
}

function parseUpdate(table: Table, record: unknown): UpdateRequest {
  if (!isObject(record)) throw badJson('Each record must be a JSON object')
  const { attributes, ...fields } = record
  const type = isObject(attributes) ? attributes.type : undefined
  if (String(type).toLowerCase() !== table.definition.name.toLowerCase()) {
    throw new ApiError(400, 'INVALID_TYPE', `attributes.type must be ${table.definition.name}; it is ${String(type)}`)
  }
  return splitId(fields)
}

function splitId(fields: Record<string, unknown>): UpdateRequest {
  const name = Object.keys(fields).find((key) => key.toLowerCase() === 'id')
  if (name === undefined) return { id: '', fields }
  const { [name]: id, ...rest } = fields
  return { id: String(id ?? ''), fields: rest }
}

function withdrawIfAnyRefused(judgements: readonly Judgement[]): readonly Judgement[] {
  if (!judgements.some((judgement) => 'refusal' in judgement)) return judgements
  return judgements.map((judgement) =>
    'refusal' in judgement ? judgement : { refusal: rolledBack(judgement.recordId) },
  )
}

function rolledBack(recordId: string) {
  const message = 'Record rolled back because not all records were valid and the request was using AllOrNone header'
  return { statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message, fields: [], recordId }
}

function formatJudgement(judgement: Judgement): unknown {
  if ('refusal' in judgement) return formatCollectionsError(judgement.refusal)
  return { id: judgement.recordId, success: true, errors: [] }
}

async function retrieveMany(tables: Tables, call: ApiCall): Promise<Reply> {
  const table = findTable(tables, call.params.object ?? '')
  if (table === undefined) throw notFound()
  const { ids, fields } = await readJson(call.request)
  if (!isTexts(ids) || !isTexts(fields)) throw badJson('The request body must have lists named ids and fields')
  requireCount(ids.length, MOST_RETRIEVED)
  for (const field of fields) requireField(table, field)
  return json(
    200,
    ids.map((id) => retrieve(table, id, fields, call.version)),
  )
}

function retrieve(table: Table, id: string, fields: readonly string[], version: string): unknown {
  const long = parseId(id)
  if (long === undefined) throw malformedId(id)
  const position = table.position(long)
  if (position === undefined || !table.isVisible(position, LATEST)) return null
  return formatFields(table.row(position, LATEST), fields, table, version)
}

function requireCount(count: number, most: number): void {
  if (count <= most) return
  throw new ApiError(
    400,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records into this call`,
  )
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
