import { type JsonObject, jsonObject, parseJson } from '../../../server/adapters/salesforce/json.ts'
import { requireSuccess } from './finding.ts'
import type { OrgClient } from './org-client.ts'

/** The rows of a query that fits on one page. */
export async function queryRows(client: OrgClient, soql: string): Promise<JsonObject[]> {
  const answer = await client.send({ path: `/query?q=${encodeURIComponent(soql)}` })
  return rowsIn(parseJson(requireSuccess(answer, 'a query')))
}

/** How many rows a query finds. */
export async function countRows(client: OrgClient, soql: string): Promise<number> {
  const answer = await client.send({ path: `/query?q=${encodeURIComponent(soql)}` })
  return Number(jsonObject(parseJson(requireSuccess(answer, 'a count')), 'a count').totalSize)
}

/** Asks for records by id; the answer as it came. */
export function retrieve(client: OrgClient, object: string, ids: readonly string[], fields: readonly string[]) {
  return client.send({ method: 'POST', path: `/composite/sobjects/${object}`, body: { ids, fields } })
}

/** One field of records by id; null where the record is gone. */
export async function readField(
  client: OrgClient,
  object: string,
  ids: readonly string[],
  field: string,
): Promise<(unknown | null)[]> {
  const answer = requireSuccess(await retrieve(client, object, ids, ['Id', field]), 'reading records')
  return listIn(parseJson(answer)).map((record) => (record === null ? null : jsonObject(record, 'a record')[field]))
}

export function rowsIn(value: unknown): JsonObject[] {
  return listIn(jsonObject(value, 'a query result').records).map((row) => jsonObject(row, 'a row'))
}

export function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError('The answer holds no list.')
}
