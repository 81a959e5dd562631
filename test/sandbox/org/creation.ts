import type { AccountTable } from './account-table.ts'
import { ApiError, badJson, formatCollectionsError } from './errors.ts'
import { type ApiCall, isObject, json, type Reply, type Route, readJson } from './http.ts'
import { parseId } from './ids.ts'
import { LATEST } from './record-store.ts'
import { judgeCreation, type Refusal } from './update-rules.ts'
import type { Writer } from './writer.ts'

/** What creating and deleting needs. */
export interface Creation {
  writer: Writer
  accounts: AccountTable
}

const MOST_RECORDS = 200

/** The routes that create and delete records of the document object and Accounts, by sObject Collections. */
export function creationRoutes(creation: Creation): Route[] {
  const path = '/composite/sobjects'
  return [
    { method: 'POST', path, handle: (call) => createMany(creation, call) },
    { method: 'DELETE', path, handle: (call) => deleteMany(creation, call) },
  ]
}

async function createMany(creation: Creation, call: ApiCall): Promise<Reply> {
  const { records } = await readJson(call.request)
  if (!Array.isArray(records)) throw badJson('The request body must have a list named records')
  requireCount(records.length)
  return json(
    200,
    records.map((record) => createOne(creation, record, call.userId)),
  )
}

function createOne(creation: Creation, record: unknown, byUserId: string): unknown {
  const { attributes, ...fields } = isObject(record) ? record : {}
  const type = String(isObject(attributes) ? attributes.type : undefined).toLowerCase()
  const { writer, accounts } = creation
  if (type === 'account') return created(accounts.create(writer.journal, String(fields.Name ?? '')))
  if (type !== writer.records.definition.name.toLowerCase()) {
    throw new ApiError(400, 'INVALID_TYPE', `sObject type '${type}' is not supported.`)
  }
  const judged = judgeCreation(writer.rules, fields)
  if ('statusCode' in judged) return formatCollectionsError(judged)
  const [id = ''] = writer.records.create(writer.journal, [judged.values], byUserId)
  return created(id)
}

function created(id: string): unknown {
  return { id, success: true, errors: [] }
}

function deleteMany(creation: Creation, call: ApiCall): Reply {
  const ids = (call.url.searchParams.get('ids') ?? '').split(',')
  requireCount(ids.length)
  return json(
    200,
    ids.map((id) => deleteOne(creation, id, call.userId)),
  )
}

function deleteOne({ writer, accounts }: Creation, text: string, byUserId: string): unknown {
  const id = parseId(text) ?? ''
  const position = writer.records.position(id)
  if (position !== undefined && writer.records.isVisible(position, LATEST)) {
    writer.records.commit(writer.journal, [{ position, fields: { IsDeleted: true } }], byUserId)
    return created(id)
  }
  return accounts.remove(writer.journal, id) ? created(id) : formatCollectionsError(GONE)
}

const GONE: Refusal = { statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [], recordId: '' }

function requireCount(count: number): void {
  if (count <= MOST_RECORDS) return
  const message = `record limit reached. cannot submit more than ${MOST_RECORDS} records into this call`
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message)
}
