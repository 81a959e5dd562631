import type { OrgAnswer } from '../../../server/adapters/salesforce/errors.ts'
import { jsonObject, parseJson, textIn } from '../../../server/adapters/salesforce/json.ts'
import { soqlText } from '../../../server/domain/org/soql.ts'
import type { CheckContext } from './context.ts'
import { CannotTell, requireSuccess } from './finding.ts'
import { type ResultRow, readResultRows } from './result-rows.ts'
import { untilTerminal } from './scratch-jobs.ts'

const PATH = '/jobs/query'
const ROWS_PER_PAGE = 100
const MOST_PAGES = 20

export interface QueryPages {
  jobId: string
  pages: { rows: ResultRow[]; header: string; announced: string; locator: string }[]
}

/** Creates a query job over the scratch records and gives its id. */
export async function createQueryJob({ client, config, scratch, jobs }: CheckContext): Promise<string> {
  const { object, urlField, accountField } = config.names
  const query = `SELECT Id, ${urlField} FROM ${object} WHERE ${accountField} = ${soqlText(scratch.accountId)}`
  const answer = await client.send({ method: 'POST', path: PATH, body: { operation: 'query', query } })
  requireSuccess(answer, 'creating a query job')
  const id = textIn(jsonObject(parseJson(answer), 'a query job'), 'id')
  jobs.noteQuery(`${PATH}/${id}`)
  return id
}

/** @param apiVersion of the reading; that of the job when left out */
export function readQueryJob({ client }: CheckContext, jobId: string, apiVersion?: string): Promise<OrgAnswer> {
  const base = apiVersion === undefined ? '' : `/services/data/v${apiVersion}`
  return client.send({ path: `${base}${PATH}/${jobId}` })
}

export function readQueryResults({ client }: CheckContext, jobId: string, locator?: string): Promise<OrgAnswer> {
  const from = locator === undefined ? '' : `&locator=${encodeURIComponent(locator)}`
  const path = `${PATH}/${jobId}/results?maxRecords=${ROWS_PER_PAGE}${from}`
  return client.send({ path, headers: { accept: 'text/csv' } })
}

export function deleteQueryJob({ client }: CheckContext, jobId: string): Promise<OrgAnswer> {
  return client.send({ method: 'DELETE', path: `${PATH}/${jobId}` })
}

/** Reads the scratch records by a query job, page after page. */
export async function readQueryPages(context: CheckContext): Promise<QueryPages> {
  const jobId = await createQueryJob(context)
  const state = await untilTerminal(context, () => readQueryJob(context, jobId))
  if (state !== 'JobComplete') throw new CannotTell(`the query job ended as ${state}`)
  const pages: QueryPages['pages'] = []
  for (let locator: string | undefined; pages.length < MOST_PAGES; locator = pages.at(-1)?.locator) {
    pages.push(await readPage(context, jobId, locator))
    if (['null', ''].includes(pages.at(-1)?.locator ?? '')) break
  }
  return { jobId, pages }
}

async function readPage(context: CheckContext, jobId: string, locator: string | undefined) {
  const answer = requireSuccess(await readQueryResults(context, jobId, locator), 'reading a page of a query job')
  return {
    rows: await readResultRows(answer.body),
    header: answer.body.split('\n', 1)[0] ?? '',
    announced: String(answer.headers['sforce-numberofrecords'] ?? ''),
    locator: String(answer.headers['sforce-locator'] ?? ''),
  }
}
