import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { SalesforceOptions } from '../../../server/adapters/salesforce/salesforce-org.ts'
import type { EntryPage, QueryPosition } from '../../../server/ports/salesforce-org.ts'
import { caught, readAll } from '../../contract/salesforce-org.suite.ts'
import { createCatalogue } from '../../sandbox/catalogue/catalogue.ts'
import { type OrgOptions, startOrg } from '../../sandbox/org/server.ts'
import { clientCredentials } from './client-options.ts'
import { answerCsv, answerJson, isLogin, openClient, type Script, startScriptedOrg } from './scripted-org.ts'

const records = 1000
const catalogue = createCatalogue({ seed: 'bulk-query', records })
const pageSizes = { rowsPerDownload: 300, entriesPerPage: 100 }
const start: QueryPosition = { jobId: '750Mx0Q0000001AAAA', apiVersion: '67.0', locator: null }

const header = 'Id,Name,Document__c,Identifier__c,Type_Current__c,Account__c,Account__r.Name,CreatedDate,SystemModstamp'
const ids = [0, 1, 2].map((index) => catalogue.entry(index).recordId)
const lines = ids.map(
  (id) =>
    `"${id}","a.pdf","https://v.example/1","u-1","Document","","","2026-01-25T16:00:00.000Z","2026-01-26T09:26:51.000Z"`,
)

test('the first page carries the job alone, the last one no position', async () => {
  const { reader } = await openStandIn()
  const pages = await Array.fromAsync(reader.readAllEntries({}))
  expect(pages[0]).toMatchObject({ entries: [], next: { apiVersion: '67.0', locator: null } })
  expect(pages.at(-1)?.next).toBeUndefined()
  expect(pages.slice(0, -1).every(({ next }) => next?.jobId === pages[0]?.next?.jobId)).toBe(true)
})

test('from any stored position on, a new process misses nothing and reads at most one download again', async () => {
  const { reader, reopen } = await openStandIn()
  const all = (await readAll(reader)).map(({ recordId }) => recordId)
  for (const stopAfter of [1, 2, 4, 5, 8]) {
    const pages = await readPages(reader, stopAfter)
    const seen = pages.flatMap(({ entries }) => entries.map(({ recordId }) => recordId))
    const rest = await readAll(reopen(), { from: pages.at(-1)?.next })
    const both = [...seen, ...rest.map(({ recordId }) => recordId)]
    expect(new Set(both)).toEqual(new Set(all))
    expect(both.length - all.length).toBeLessThan(pageSizes.rowsPerDownload)
  }
})

test('a job is read on with the API version it was created with', async () => {
  const { reader, reopen } = await openStandIn()
  const [page] = await readPages(reader, 1)
  const newer = reopen({ apiVersion: '68.0' })
  expect(await readAll(newer, { from: page?.next })).toHaveLength(records)
})

test('the job is deleted once all is read, and its position then has expired', async () => {
  const { reader } = await openStandIn()
  const [first] = await Array.fromAsync(reader.readAllEntries({}))
  const error = await caught(readAll(reader, { from: first?.next }))
  expect(error).toMatchObject({ code: 'salesforce.query-expired', behaviour: 'permanent' })
})

test('a token that expires between downloads is renewed, and nothing is missed', async () => {
  const { reader, org } = await openStandIn()
  const seen = new Set<string>()
  for await (const { entries } of reader.readAllEntries({})) {
    for (const { recordId } of entries) seen.add(recordId)
    org.control.expireTokens()
  }
  expect(seen.size).toBe(records)
})

test('a reader that stops early leaves the job for whoever goes on', async () => {
  const { reader, reopen } = await openStandIn()
  const pages = await readPages(reader, 3)
  expect(await readAll(reopen(), { from: pages.at(-1)?.next })).not.toHaveLength(0)
})

test('waiting for a long job costs few calls, and is ended by the signal', async () => {
  const { reader, org } = await openStandIn({ jobDelayMs: 60_000 })
  const stop = new AbortController()
  const reading = caught(readAll(reader, { signal: stop.signal }))
  await expect.poll(() => org.control.apiCalls()).toBeGreaterThan(5)
  stop.abort(new Error('the worker stops'))
  await reading
  expect(org.control.apiCalls()).toBeLessThan(20)
})

test('the query filters on SystemModstamp alone and asks for no order', async () => {
  const org = await startScriptedOrg(() => false)
  await caught(readAll(openClient(org.url), { modifiedFrom: new Date('2026-11-21T10:00:00Z') }))
  const { query } = JSON.parse(org.calls()[0]?.body ?? '')
  expect(query).toBe(
    'SELECT Id, Name, Document__c, Identifier__c, Type_Current__c, Account__c, CreatedDate, SystemModstamp, Account__r.Name FROM DocListEntry__c WHERE SystemModstamp >= 2026-11-21T10:00:00.000Z',
  )
})

test('results that are not ready are asked for again, never taken for none', async () => {
  const early = [204, 412]
  const org = await startJob((_, response) => {
    const status = early.shift()
    if (status !== undefined) return response.writeHead(status, { 'content-type': 'text/csv' }).end()
    return answerCsv(response, file(lines), last(3))
  })
  expect(await readAll(openClient(org.url), { from: start })).toHaveLength(3)
})

test('the header that each page repeats is no record, and columns are found by name', async () => {
  const [one = '', two = ''] = lines
  const shuffled = `SystemModstamp,Id,${header.replace(/^Id,|,SystemModstamp$/g, '')}`
  const moved = two.replace(/^("[^"]*"),(.*),("[^"]*")$/, '$3,$1,$2')
  const org = await startJob(({ path }, response) => {
    if (path.includes('locator=MQ')) return answerCsv(response, `${shuffled}\n${moved}\n`, last(1))
    return answerCsv(response, file([one]), { 'sforce-locator': 'MQ', 'sforce-numberofrecords': '1' })
  })
  const entries = await readAll(openClient(org.url), { from: start })
  expect(entries.map(({ recordId }) => recordId)).toEqual(ids.slice(0, 2))
  expect(entries[1]).toEqual({ ...entries[0], recordId: ids[1] })
})

test('a download that is shorter than announced is read again from its start', async () => {
  let downloads = 0
  const org = await startJob((_, response) => {
    downloads += 1
    return answerCsv(response, file(downloads === 1 ? lines.slice(0, 2) : lines), last(3))
  })
  expect(await readAll(openClient(org.url), { from: start })).toHaveLength(3)
  expect(downloads).toBe(2)
})

test('a download whose connection breaks is read again from its start', async () => {
  let downloads = 0
  const org = await startJob((_, response) => {
    downloads += 1
    if (downloads > 1) return answerCsv(response, file(lines), last(3))
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': 10_000, ...last(3) })
    return response.write(file(lines.slice(0, 1)), () => response.destroy())
  })
  expect(await readAll(openClient(org.url), { from: start })).toHaveLength(3)
  expect(downloads).toBe(2)
})

test.for([
  ['no locator', {}],
  ['the locator it was asked for', { 'sforce-locator': 'MQ' }],
] as const)('a download with %s does not end the reading as if all were read', async ([_, headers]) => {
  const org = await startJob((_, response) => answerCsv(response, file(lines), headers))
  const error = await caught(readAll(openClient(org.url), { from: { ...start, locator: 'MQ' } }))
  expect(error).toMatchObject({ code: 'salesforce.unexpected-answer' })
})

test.for([
  ['Aborted', 'salesforce.query-expired', 'permanent'],
  ['Failed', 'salesforce.query-failed', 'fatal'],
] as const)('a job that is %s ends the reading with %s', async ([state, code, behaviour]) => {
  const org = await startScriptedOrg(({ path }, response) =>
    isLogin(path) ? false : answerJson(response, 200, { id: start.jobId, state, errorMessage: 'Field name not found' }),
  )
  expect(await caught(readAll(openClient(org.url), { from: start }))).toMatchObject({ code, behaviour })
})

test('a job that cannot be deleted at the end does not spoil the reading', async () => {
  const org = await startJob(
    (_, response) => answerCsv(response, file(lines), last(3)),
    (_, response) => answerJson(response, 400, [{ errorCode: 'API_ERROR', message: 'not terminated' }]),
  )
  expect(await readAll(openClient(org.url), { from: start })).toHaveLength(3)
  expect(org.calls().at(-1)?.method).toBe('DELETE')
})

/** A scripted org whose query job is complete; the script answers for results. */
function startJob(results: Script, deletion: Script = (_, response) => response.writeHead(204).end()) {
  return startScriptedOrg((request, response) => {
    if (isLogin(request.path)) return false
    if (request.method === 'DELETE') return deletion(request, response)
    const isStatus = request.path.endsWith(start.jobId)
    return isStatus ? answerJson(response, 200, { id: start.jobId, state: 'JobComplete' }) : results(request, response)
  })
}

function file(rows: readonly string[]): string {
  return `${[header, ...rows].join('\n')}\n`
}

function last(rows: number) {
  return { 'sforce-locator': 'null', 'sforce-numberofrecords': String(rows) }
}

async function openStandIn(options: Partial<OrgOptions> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'doclift-org-'))
  const org = await startOrg({ catalogue, home, jobDelayMs: 5, ...options })
  onTestFinished(async () => {
    await org.stop()
    await rm(home, { recursive: true })
  })
  const reopen = (overrides: Partial<SalesforceOptions> = {}) =>
    openClient(org.url, { auth: clientCredentials(org), pageSizes, ...overrides })
  return { org, reopen, reader: reopen() }
}

async function readPages(reader: ReturnType<typeof openClient>, count: number): Promise<EntryPage[]> {
  const pages: EntryPage[] = []
  for await (const page of reader.readAllEntries({})) {
    pages.push(page)
    if (pages.length === count) break
  }
  return pages
}
