import type { CountedObject, FreeStorage } from '../../domain/census/census.ts'
import { soqlDateTime, soqlName, soqlText } from '../../domain/org/soql.ts'
import type { OrgCensus } from '../../ports/org-census.ts'
import { refusalOf, unexpectedAnswer } from './errors.ts'
import { type JsonObject, jsonObject, numberIn, parseJson, textIn } from './json.ts'
import { serverTimeOf } from './rest.ts'
import { restPages } from './rest-pages.ts'
import type { SetupParts } from './setup-rows.ts'

/** Counts what the integration user set off, by describe, COUNT() and the limits. */
export function orgCensus(parts: SetupParts): OrgCensus {
  return {
    describeCounted: (object) => describeCounted(parts, object),
    countRows: async (counted, since) =>
      count(parts, counted.object, [
        await ours(parts, 'Created', since),
        ...(counted.tellsChanges ? [await ours(parts, 'LastModified', since)] : []),
      ]),
    countAsyncJobs: async (since) => count(parts, 'AsyncApexJob', [await ours(parts, 'Created', since)]),
    readStorage: () => readStorage(parts),
  }
}

/** What the integration user did since, by the stamps of that name. */
async function ours({ session }: SetupParts, stamps: 'Created' | 'LastModified', since: Date): Promise<string> {
  const { userId } = await session.grant()
  return `${stamps}ById = ${soqlText(userId)} AND ${stamps}Date >= ${soqlDateTime(since)}`
}

/** Rows that fulfil one of the conditions, each once. */
async function count(parts: SetupParts, object: string, conditions: readonly string[]): Promise<number> {
  const where = conditions.length === 1 ? conditions.join() : conditions.map((one) => `(${one})`).join(' OR ')
  const pages = restPages(parts, `SELECT COUNT() FROM ${soqlName(object)} WHERE ${where}`)
  for await (const { totalSize } of pages) return totalSize
  throw unexpectedAnswer('a count')
}

async function describeCounted(parts: SetupParts, object: string): Promise<CountedObject | undefined> {
  const path = `/services/data/v${parts.apiVersion}/sobjects/${soqlName(object)}/describe`
  const answer = await parts.requests.read({ method: 'GET', path, understood: [404] })
  if (answer.status === 404) return undefined
  const description = jsonObject(parseJson(answer), 'a description of the object')
  if (!Array.isArray(description.fields)) throw unexpectedAnswer('a list of fields')
  const fields: unknown[] = description.fields
  const names = new Set(fields.map((field) => textIn(jsonObject(field, 'a field'), 'name')))
  if (description.queryable !== true || !tells(names, 'Created')) return undefined
  return { object, tellsChanges: tells(names, 'LastModified') }
}

function tells(names: ReadonlySet<string>, stamps: 'Created' | 'LastModified'): boolean {
  return names.has(`${stamps}ById`) && names.has(`${stamps}Date`)
}

/** A user may be refused the limits; the answer has its date all the same. */
async function readStorage({ requests, apiVersion }: SetupParts): Promise<{ at: Date; free: FreeStorage | null }> {
  const path = `/services/data/v${apiVersion}/limits`
  const answer = await requests.read({ method: 'GET', path, understood: [403] })
  const at = serverTimeOf(answer)
  if (answer.status !== 403) return { at, free: freeStorage(jsonObject(parseJson(answer), 'the limits of the org')) }
  const refusal = refusalOf(answer)
  if (refusal.code !== 'salesforce.bad-request') throw refusal
  return { at, free: null }
}

function freeStorage(limits: JsonObject): FreeStorage {
  const remaining = (name: string) => numberIn(jsonObject(limits[name], name), 'Remaining')
  return { dataMb: remaining('DataStorageMB'), fileMb: remaining('FileStorageMB') }
}
