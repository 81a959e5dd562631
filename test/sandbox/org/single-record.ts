import { ApiError, malformedId, notFound } from './errors.ts'
import { type ApiCall, json, type Reply, type Route, readJson } from './http.ts'
import { parseId } from './ids.ts'
import { applyLocks } from './locks.ts'
import { LATEST } from './record-store.ts'
import { formatFields } from './rest-records.ts'
import type { FieldValue } from './schema.ts'
import { findTable, type Table, type Tables } from './tables.ts'
import { judgeUpdate } from './update-rules.ts'
import { type Writer, writeChanges } from './writer.ts'

/** The routes of one record: read, and update where the object can be updated. */
export function singleRecordRoutes(tables: Tables, writer: Writer): Route[] {
  const path = '/sobjects/:object/:id'
  return [
    { method: 'GET', path, handle: (call) => readRecord(tables, call) },
    { method: 'PATCH', path, handle: (call) => updateRecord(tables, writer, call) },
  ]
}

function readRecord(tables: Tables, call: ApiCall): Reply {
  const table = requireTable(tables, call)
  const position = requireRecord(table, call.params.id ?? '')
  const names = call.url.searchParams.get('fields')?.split(',') ?? null
  return json(200, formatFields(table.row(position, LATEST), names, table, call.version))
}

async function updateRecord(tables: Tables, writer: Writer, call: ApiCall): Promise<Reply> {
  const table = requireTable(tables, call)
  if (table !== writer.records)
    throw new ApiError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')
  const id = call.params.id ?? ''
  const fields = await readJson(call.request)
  const position = requireRecord(table, id)
  checkUnmodified(table.row(position, LATEST).SystemModstamp ?? null, call.request.headers['if-unmodified-since'])
  const judgements = applyLocks(writer.rules, [judgeUpdate(writer.rules, { id, fields })])
  for (const judgement of judgements) {
    if ('refusal' in judgement) throw refusedUpdate(judgement.refusal)
    writeChanges(writer, [judgement.change], call.userId)
  }
  return { status: 204, wrote: 'record' }
}

function refusedUpdate({
  statusCode,
  message,
  fields,
}: {
  statusCode: string
  message: string
  fields: readonly string[]
}) {
  return new ApiError(400, statusCode, message, fields)
}

function requireTable(tables: Tables, call: ApiCall): Table {
  const table = findTable(tables, call.params.object ?? '')
  if (table === undefined) throw notFound()
  return table
}

function requireRecord(table: Table, id: string): number {
  const long = parseId(id)
  if (long === undefined || !long.startsWith(table.definition.keyPrefix)) throw malformedId(id)
  const position = table.position(long)
  if (position === undefined) throw notFound()
  if (!table.isVisible(position, LATEST)) throw new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted')
  return position
}

/** The header has whole seconds; so has the comparison. */
function checkUnmodified(modifiedAtMs: FieldValue, header: string | undefined): void {
  if (header === undefined) return
  const sinceMs = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \w+$/.test(header) ? Date.parse(header) : Number.NaN
  if (Number.isNaN(sinceMs)) throw new ApiError(400, 'INVALID_HEADER', 'If-Unmodified-Since must be an HTTP date')
  if (Math.floor(Number(modifiedAtMs) / 1000) * 1000 <= sinceMs) return
  const message = 'The record was modified after the date in If-Unmodified-Since'
  throw new ApiError(412, 'ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE_CHECK', message)
}
