import { setTimeout as wait } from 'node:timers/promises'
import type { SandboxInfo } from '../sandbox/client.ts'

const API = '/services/data/v67.0'

/** Asks the org past Doclift. */
async function ask(
  { url, clientId, clientSecret }: SandboxInfo['org'],
  method: string,
  path: string,
): Promise<Response> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const login = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await login.json()) as { access_token: string }
  return fetch(url + API + path, { method, headers: { authorization: `Bearer ${token}` } })
}

async function get<Answer>(org: SandboxInfo['org'], path: string): Promise<Answer> {
  return (await (await ask(org, 'GET', path)).json()) as Answer
}

/** The URL field of every record, by id. */
export async function readValues(org: SandboxInfo['org']): Promise<Map<string, string | null>> {
  const query = encodeURIComponent('SELECT Id, Document__c FROM DocListEntry__c')
  const { records } = await get<{ records: { Id: string; Document__c: string | null }[] }>(org, `/query?q=${query}`)
  return new Map(records.map(({ Id, Document__c }) => [Id, Document__c]))
}

/** Every ingest job that the org knows. */
export async function readIngestJobs(org: SandboxInfo['org']): Promise<{ id: string; state: string }[]> {
  return (await get<{ records: { id: string; state: string }[] }>(org, '/jobs/ingest')).records
}

/** Waits until every job has ended and deletes all, as the platform does with jobs of seven days. */
export async function deleteIngestJobs(org: SandboxInfo['org']): Promise<void> {
  for (let jobs = await readIngestJobs(org); jobs.length > 0; jobs = await readIngestJobs(org)) {
    for (const { id } of jobs) await (await ask(org, 'DELETE', `/jobs/ingest/${id}`)).text()
    await wait(100)
  }
}
