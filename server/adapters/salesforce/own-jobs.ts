import type { OrgJob, OrgJobKind, QueryPosition } from '../../ports/salesforce-org.ts'
import { idOf, timestampOf } from './entry-fields.ts'
import { type OrgAnswer, refusalOf, refusalWords, unexpectedAnswer } from './errors.ts'
import { type JsonObject, jsonObject, numberIn, parseJson, textIn } from './json.ts'
import type { OrgRequest, OrgRequests } from './request.ts'
import type { OrgSession } from './session.ts'

/** The jobs of Bulk API 2.0 that our user made, as the org lists them. */

interface JobList {
  requests: OrgRequests
  session: OrgSession
  apiVersion: string
}

/** The org's words for jobs of the second API; those of the first are nobody's business here. */
const JOB_TYPES: Readonly<Record<OrgJobKind, string>> = { ingest: 'V2Ingest', query: 'V2Query' }

/** All jobs of one kind that our user made and that nobody has deleted, one request for each page of the list. */
export async function readOwnJobs({ requests, session, apiVersion }: JobList, kind: OrgJobKind): Promise<OrgJob[]> {
  const { userId } = await session.grant()
  const base = `/services/data/v${encodeURIComponent(apiVersion)}/jobs/${kind}`
  const jobs: OrgJob[] = []
  for (let path: string | undefined = `${base}?jobType=${JOB_TYPES[kind]}`; path !== undefined; ) {
    const page = jsonObject(parseJson(await requests.read({ method: 'GET', path })), 'a list of jobs')
    const own = rowsIn(page).filter((row) => idOf(textIn(row, 'createdById')) === userId)
    jobs.push(...own.map((row) => toJob(row, kind)))
    path = page.done === true ? undefined : nextPath(page, base)
  }
  return jobs
}

/** Aborts a query job that has not ended, and deletes it. One that is gone stays so. */
export async function discardQueryJob(requests: OrgRequests, job: Pick<QueryPosition, 'jobId' | 'apiVersion'>) {
  const path = `/services/data/v${encodeURIComponent(job.apiVersion)}/jobs/query/${encodeURIComponent(job.jobId)}`
  const headers = { 'content-type': 'application/json' }
  const abort = { method: 'PATCH', path, headers, body: JSON.stringify({ state: 'Aborted' }) } as const
  const aborted = await readUnderstood(requests, abort, [400, 404])
  if (aborted.status === 400 && refusalWords(aborted).code !== 'INVALIDJOBSTATE') throw refusalOf(aborted)
  await readUnderstood(requests, { method: 'DELETE', path }, [404])
}

function readUnderstood(requests: OrgRequests, request: OrgRequest, understood: number[]): Promise<OrgAnswer> {
  return requests.retries.run(() => requests.read({ ...request, understood }))
}

function toJob(row: JsonObject, kind: OrgJobKind): OrgJob {
  return {
    kind,
    jobId: textIn(row, 'id'),
    // The list tells it as a number, addresses want it with its zero.
    apiVersion: numberIn(row, 'apiVersion').toFixed(1),
    hasEnded: ENDED.includes(textIn(row, 'state')),
    createdAt: new Date(timestampOf(textIn(row, 'createdDate'))),
  }
}

const ENDED = ['JobComplete', 'Failed', 'Aborted']

function rowsIn({ records }: JsonObject): JsonObject[] {
  if (!Array.isArray(records)) throw unexpectedAnswer('a list of jobs')
  return records.map((record) => jsonObject(record, 'a job'))
}

/** The path comes from outside and is sent with the token, so it may lead to this very list alone. */
function nextPath({ nextRecordsUrl }: JsonObject, base: string): string {
  const isOurs = typeof nextRecordsUrl === 'string' && nextRecordsUrl.startsWith(`${base}?`)
  if (!isOurs || !/^[\w=&.%-]+$/.test(nextRecordsUrl.slice(base.length + 1))) {
    throw unexpectedAnswer('the address of the next page of jobs')
  }
  return nextRecordsUrl
}
