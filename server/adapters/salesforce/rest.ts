import { FatalError } from '../../domain/errors.ts'
import type { OrgIdentity } from '../../domain/org/identity.ts'
import { soqlName } from '../../domain/org/soql.ts'
import type { ObjectNames, UrlFieldShape } from '../../ports/salesforce-org.ts'
import { idOf } from './entry-fields.ts'
import { type OrgAnswer, refusalOf, unexpectedAnswer } from './errors.ts'
import type { JsforceClient } from './jsforce-client.ts'
import { booleanIn, isJsonObject, type JsonObject, jsonObject, numberIn, parseJson, textIn } from './json.ts'
import type { OrgRequests } from './request.ts'

/** What Organization says about the org. */
export async function readOrganization(client: JsforceClient): Promise<OrgIdentity> {
  const { records } = await runQuery(client, 'SELECT Id, Name, IsSandbox FROM Organization')
  const organization = jsonObject(records[0], 'one Organization')
  return {
    orgId: idOf(textIn(organization, 'Id')),
    name: textIn(organization, 'Name'),
    isSandbox: booleanIn(organization, 'IsSandbox'),
  }
}

/** How many records of the object the integration user sees. */
export async function countRecords(client: JsforceClient, object: string): Promise<number> {
  const { totalSize } = await runQuery(client, `SELECT COUNT() FROM ${soqlName(object)}`)
  return totalSize
}

/** @throws FatalError salesforce.bad-request when the integration user sees no such field */
export async function describeUrlField(client: JsforceClient, names: ObjectNames): Promise<UrlFieldShape> {
  const description: unknown = await client.describe(names.object)
  const fields = jsonObject(description, 'a description of the object').fields
  if (!Array.isArray(fields)) throw unexpectedAnswer('a list of fields')
  const field: unknown = fields.find((candidate) => isJsonObject(candidate) && candidate.name === names.urlField)
  if (!isJsonObject(field)) throw missingField(names)
  return shapeOf(field)
}

/** The server's time, to the second, from the Date header of an answer given now. */
export async function readServerTime(requests: OrgRequests, apiVersion: string): Promise<Date> {
  // A user may be refused the limits themselves; the answer has its date all the same.
  return serverTimeOf(
    await requests.read({ method: 'GET', path: `/services/data/v${apiVersion}/limits`, understood: [403] }),
  )
}

/** When the server answered, to the second. */
export function serverTimeOf({ headers }: Pick<OrgAnswer, 'headers'>): Date {
  const time = new Date(String(headers.date))
  if (Number.isNaN(time.getTime())) throw unexpectedAnswer('a Date header')
  return time
}

/**
 * The org's API requests of the last 24 hours, and its allowance.
 * @returns undefined when this user may not see them
 * @throws FatalError salesforce.daily-limit when the org refuses even this
 */
export async function readDailyRequests(
  requests: OrgRequests,
  apiVersion: string,
): Promise<{ used: number; allowed: number } | undefined> {
  const path = `/services/data/v${apiVersion}/limits`
  const answer = await requests.read({ method: 'GET', path, understood: [403] })
  if (answer.status === 403) {
    const refusal = refusalOf(answer)
    if (refusal.code === 'salesforce.bad-request') return undefined
    throw refusal
  }
  const limits = jsonObject(parseJson(answer), 'the limits of the org')
  const daily = jsonObject(limits.DailyApiRequests, 'the daily API requests')
  const allowed = numberIn(daily, 'Max')
  return { used: Math.max(0, allowed - numberIn(daily, 'Remaining')), allowed }
}

/** Runs a query whose answer fits on one page. */
export async function runQuery(
  client: JsforceClient,
  soql: string,
): Promise<{ totalSize: number; records: unknown[] }> {
  const answer: unknown = await client.query(soql)
  const result = jsonObject(answer, 'a query result')
  if (!Array.isArray(result.records)) throw unexpectedAnswer('a list of records')
  return { totalSize: numberIn(result, 'totalSize'), records: result.records }
}

function shapeOf(field: JsonObject): UrlFieldShape {
  return {
    type: textIn(field, 'type'),
    maxCharacters: numberIn(field, 'length'),
    isUpdateable: booleanIn(field, 'updateable') && field.calculated !== true,
    isNillable: booleanIn(field, 'nillable'),
  }
}

function missingField(names: ObjectNames): FatalError {
  return new FatalError(
    'salesforce.bad-request',
    `Expected a field ${names.urlField} on ${names.object}; the integration user sees none. Check the field name in the settings and the user's field permissions.`,
  )
}
