import type { Entry } from '../../domain/file/scope.ts'
import type { CurrentValue } from '../../domain/switch/compare.ts'
import type { ObjectNames, UrlWrite, WriteResult } from '../../ports/salesforce-org.ts'
import { idOf, optionalId, timestampOf, toEntry, trackedFields } from './entry-fields.ts'
import { isQueryTimeout, lostAnswer, unexpectedAnswer } from './errors.ts'
import { JsforceClient, type JsforceRequest } from './jsforce-client.ts'
import { isJsonObject, type JsonObject, jsonObject, nullableTextIn, parseJson, textIn } from './json.ts'
import type { OrgRequests } from './request.ts'
import { assertWritable, refusedRow } from './rows.ts'

/** Of one retrieve and one update (salesforce-platform.md 1.2). */
const MOST_READ = 2000
const MOST_WRITTEN = 200

/** How records are read: what takes the org too long is told for many, so that fewer are asked for, and tried again for one. */
export interface RetrieveClients {
  many: JsforceClient
  one: JsforceClient
}

/**
 * The values of up to 2,000 records, read in one call by id: a query with a list of ids would need four.
 * @returns by 18-character id; records that are gone or hidden are missing
 */
export async function retrieveValues(
  clients: RetrieveClients,
  names: ObjectNames,
  recordIds: readonly string[],
): Promise<Map<string, CurrentValue>> {
  const fields = ['Id', names.urlField, 'SystemModstamp', 'LastModifiedDate', 'LastModifiedById']
  const records = await retrieve(clients, names.object, recordIds, fields)
  return new Map(records.map((record) => [idOf(textIn(record, 'Id')), toCurrentValue(names, record)]))
}

/**
 * The tracked fields of up to 2,000 records, read in one call by id. The Account's name belongs to another object, so it
 * is null here.
 * @returns by 18-character id; records that are gone or hidden are missing
 */
export async function retrieveEntries(
  clients: RetrieveClients,
  names: ObjectNames,
  recordIds: readonly string[],
): Promise<Map<string, Entry>> {
  const records = await retrieve(clients, names.object, recordIds, trackedFields(names))
  const entries = records.map((record) => toEntry(names, (field) => nullableTextIn(record, field), null))
  return new Map(entries.map((entry) => [entry.recordId, entry]))
}

/**
 * Writes the URLs of up to 200 records in one call, sent once. One refused row does not hold back the others.
 * @throws LostAnswerError salesforce.answer-lost when rows may have been written; PermanentError salesforce.empty-url
 */
export async function updateUrls(
  org: { requests: OrgRequests; names: ObjectNames; apiVersion: string },
  writes: readonly UrlWrite[],
  timeoutMs: number,
): Promise<WriteResult[]> {
  if (writes.length === 0) return []
  assertAtMost(writes.length, MOST_WRITTEN)
  const what = `an update of ${writes.length} records`
  const client = new JsforceClient(org.apiVersion, (request) => sendUpdate(org.requests, request, timeoutMs, what))
  const records = writes.map((write) => toUpdate(org.names, write))
  const answer: unknown = await client.update(org.names.object, records, { allOrNone: false })
  return matchResults(writes, answer) ?? lost(what)
}

async function sendUpdate(requests: OrgRequests, request: JsforceRequest, timeoutMs: number, what: string) {
  const answer = await requests.writeOnce({ ...request, timeoutMs }, what)
  try {
    return parseJson(answer)
  } catch (error) {
    throw lostAnswer(what, 'the answer cannot be read', error)
  }
}

function toUpdate(names: ObjectNames, write: UrlWrite) {
  assertWritable(write)
  return { Id: write.recordId, [names.urlField]: write.url }
}

/** Results come in the order of the request; where an id is given it must fit, or the answer proves nothing. */
function matchResults(writes: readonly UrlWrite[], answer: unknown): WriteResult[] | undefined {
  if (!Array.isArray(answer) || answer.length !== writes.length) return undefined
  const results = writes.map((write, index) => matchResult(write, answer[index]))
  return results.every((result) => result !== undefined) ? results : undefined
}

function matchResult({ recordId }: UrlWrite, item: unknown): WriteResult | undefined {
  if (!isJsonObject(item)) return undefined
  if (item.success === true) return isIdOf(item.id, recordId) ? { recordId, result: 'written' } : undefined
  return item.success === false ? refusedItem(recordId, item) : undefined
}

function isIdOf(id: unknown, recordId: string): boolean {
  return typeof id === 'string' && id.slice(0, 15) === recordId.slice(0, 15)
}

function refusedItem(recordId: string, item: JsonObject): WriteResult {
  const first: unknown = Array.isArray(item.errors) ? item.errors[0] : undefined
  const error = isJsonObject(first) ? first : {}
  return refusedRow(recordId, String(error.statusCode ?? 'UNKNOWN'), String(error.message ?? ''))
}

function lost(what: string): never {
  throw lostAnswer(what, 'the results do not fit the records sent')
}

async function retrieve(
  { many, one }: RetrieveClients,
  object: string,
  recordIds: readonly string[],
  fields: string[],
): Promise<JsonObject[]> {
  if (recordIds.length === 0) return []
  assertAtMost(recordIds.length, MOST_READ)
  return inHalves(recordIds, (ids) => retrieveOnce(ids.length === 1 ? one : many, object, ids, fields))
}

async function retrieveOnce(
  client: JsforceClient,
  object: string,
  recordIds: readonly string[],
  fields: string[],
): Promise<JsonObject[]> {
  const answer: unknown = await client.retrieve(object, [...recordIds], { fields })
  if (!Array.isArray(answer)) throw unexpectedAnswer('a list of records')
  return answer.filter((record) => record !== null).map((record) => jsonObject(record, 'a record'))
}

/** What took the org too long is asked for in halves, down to single records. */
async function inHalves<T>(ids: readonly string[], read: (ids: readonly string[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await read(ids)
  } catch (error) {
    if (ids.length < 2 || !isQueryTimeout(error)) throw error
    const middle = Math.ceil(ids.length / 2)
    return [...(await inHalves(ids.slice(0, middle), read)), ...(await inHalves(ids.slice(middle), read))]
  }
}

function toCurrentValue(names: ObjectNames, record: JsonObject): CurrentValue {
  return {
    documentUrl: nullableTextIn(record, names.urlField),
    systemModstamp: timestampOf(textIn(record, 'SystemModstamp')),
    lastModifiedById: optionalId(nullableTextIn(record, 'LastModifiedById')),
    lastModifiedAt: timestampOf(textIn(record, 'LastModifiedDate')),
  }
}

function assertAtMost(count: number, most: number): void {
  if (count > most) throw new RangeError(`Expected at most ${most} records in one call, got ${count}.`)
}
