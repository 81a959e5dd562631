import { unexpectedAnswer } from './errors.ts'
import { type JsonObject, jsonObject, numberIn, parseJson } from './json.ts'
import type { OrgRequests } from './request.ts'

export interface RestPage {
  /** Rows of the whole result. */
  totalSize: number
  rows: JsonObject[]
}

/**
 * The result of a query, page after page of up to 2,000 rows, one API request each. Whoever finds the result too large
 * takes no second page.
 * @param options.isSmallest whether a query that takes too long is asked again; a further page always is
 */
export async function* restPages(
  org: { requests: OrgRequests; apiVersion: string; api?: 'data' | 'tooling' },
  soql: string,
  { signal, isSmallest = false }: { signal?: AbortSignal | undefined; isSmallest?: boolean } = {},
): AsyncGenerator<RestPage> {
  const base = `/services/data/v${org.apiVersion}${org.api === 'tooling' ? '/tooling' : ''}/query`
  const first = `${base}?q=${encodeURIComponent(soql)}`
  for (let path: string | undefined = first; path !== undefined; ) {
    const request = { method: 'GET', path, signal, isSmallest: isSmallest || path !== first } as const
    const answer = jsonObject(parseJson(await org.requests.read(request)), 'a query result')
    yield { totalSize: numberIn(answer, 'totalSize'), rows: rowsIn(answer) }
    path = answer.done === true ? undefined : nextPath(answer, base)
  }
}

function rowsIn({ records }: JsonObject): JsonObject[] {
  if (!Array.isArray(records)) throw unexpectedAnswer('a list of records')
  return records.map((record) => jsonObject(record, 'a record'))
}

/** The path comes from outside and is sent with the token, so it may lead to this very resource alone. */
function nextPath({ nextRecordsUrl }: JsonObject, base: string): string {
  const isOurs = typeof nextRecordsUrl === 'string' && nextRecordsUrl.startsWith(`${base}/`)
  if (!isOurs || !/^[\w-]+$/.test(nextRecordsUrl.slice(base.length + 1))) {
    throw unexpectedAnswer('the address of the next page')
  }
  return nextRecordsUrl
}
