import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type Catalogue, createCatalogue } from '../catalogue/catalogue.ts'
import { type OrgHandle, type OrgOptions, startOrg } from './server.ts'

export const VERSION = 'v67.0'

/** An org for one test, and a client that is logged in. */
export interface TestOrg {
  org: OrgHandle
  catalogue: Catalogue
  /** Sends a request with the session; paths without `/services` are below the API version. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** The access token of the session. */
  token(): string
  /** Sends JSON. */
  callJson(method: string, path: string, body: unknown): Promise<Response>
  /** Starts the org again from the same home, with a new session. */
  restart(): Promise<void>
}

/** Starts an org of a few hundred records in a folder that goes away with the test. */
export async function openOrg(options: Partial<OrgOptions> = {}): Promise<TestOrg> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-org-'))
  const catalogue = options.catalogue ?? createCatalogue({ seed: 'org-test', records: 700 })
  const start = () => startOrg({ catalogue, home, jobDelayMs: 0, ...options })
  const opened: TestOrg = { org: await start(), catalogue, call, callJson, restart, token: () => token }
  let token = await logIn(opened.org)
  onTestFinished(async () => {
    await opened.org.stop()
    await rm(home, { recursive: true, force: true })
  })
  return opened

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const url = opened.org.url + (path.startsWith('/services') ? path : `/services/data/${VERSION}${path}`)
    return await fetch(url, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
  }

  async function callJson(method: string, path: string, body: unknown): Promise<Response> {
    return await call(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  }

  async function restart(): Promise<void> {
    await opened.org.stop()
    opened.org = await start()
    token = await logIn(opened.org)
  }
}

/** Asks the token endpoint, and gives the whole answer. */
export async function askForToken(org: OrgHandle, form: Record<string, string>): Promise<Response> {
  return await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
}

async function logIn({ url, clientId, clientSecret }: OrgHandle): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const answer = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Gives the ids of the first records that are documents with an address. */
export function documentIds(catalogue: Catalogue, count: number): string[] {
  const ids: string[] = []
  for (let index = 0; ids.length < count; index += 1) {
    const { recordId, documentUrl } = catalogue.entry(index)
    if (documentUrl !== null) ids.push(recordId)
  }
  return ids
}

/** Asks for a job until it has one of the states wanted. */
export async function untilJob({ call }: TestOrg, path: string, ...states: string[]): Promise<Record<string, unknown>> {
  for (;;) {
    const job = (await (await call(path)).json()) as Record<string, unknown>
    if (states.includes(String(job.state))) return job
    await setTimeout(5)
  }
}

/** Creates an ingest job and uploads to it. Gives the job's path. */
export async function uploadJob({ call, callJson }: TestOrg, csv: string, options: object = {}): Promise<string> {
  const request = { object: 'DocListEntry__c', operation: 'update', ...options }
  const { id } = (await (await callJson('POST', '/jobs/ingest', request)).json()) as { id: string }
  await call(`/jobs/ingest/${id}/batches`, { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: csv })
  return `/jobs/ingest/${id}`
}

/** Closes an ingest job for uploads, which starts its work. */
export async function closeJob({ callJson }: TestOrg, path: string): Promise<Response> {
  return await callJson('PATCH', path, { state: 'UploadComplete' })
}

/** Reads the lines of a CSV answer; the tests' values have no line ends. */
export async function readCsv(answer: Response): Promise<string[][]> {
  const text = await answer.text()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^"|"$/g, '').split('","'))
}
