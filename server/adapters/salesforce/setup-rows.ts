import type { ObjectNames } from '../../ports/salesforce-org.ts'
import type { JsonObject } from './json.ts'
import type { OrgRequests } from './request.ts'
import { restPages } from './rest-pages.ts'
import type { OrgSession } from './session.ts'

/** What reading the set-up of an org needs. */
export interface SetupParts {
  requests: OrgRequests
  session: OrgSession
  apiVersion: string
  names: ObjectNames
}

/** All rows of a query to the REST API, or to the Tooling API. */
export async function rowsOf(
  { requests, apiVersion }: SetupParts,
  soql: string,
  api: 'data' | 'tooling' = 'data',
): Promise<JsonObject[]> {
  const rows: JsonObject[] = []
  for await (const page of restPages({ requests, apiVersion, api }, soql, { isSmallest: true })) rows.push(...page.rows)
  return rows
}
