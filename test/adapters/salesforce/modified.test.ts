import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSalesforceReader } from '../../../server/adapters/salesforce/salesforce-org.ts'
import type { DocumentVersion } from '../../../server/ports/salesforce-org.ts'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { createCatalogue } from '../../sandbox/catalogue/catalogue.ts'
import { startOrg } from '../../sandbox/org/server.ts'
import { documentIds } from '../../sandbox/org/test-org.ts'
import { clientCredentials, clientOptions } from './client-options.ts'
import { answerJson, isLogin, openClient, startScriptedOrg } from './scripted-org.ts'

const RECORDS = 700
const VERSIONS = { object: 'DocListEntryVersion__c', documentField: 'DocListEntry__c' }
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function openOrg() {
  const home = await mkdtemp(join(tmpdir(), 'doclift-modified-'))
  const catalogue = createCatalogue({ seed: 'modified', records: RECORDS })
  const stand = await startOrg({ catalogue, home, jobDelayMs: 0 })
  const options = { auth: clientCredentials(stand), versions: VERSIONS }
  const reader = openSalesforceReader(clientOptions(stand.url, options))
  onTestFinished(async () => {
    await reader.close()
    await stand.stop()
    await rm(home, { recursive: true })
  })
  await reader.identity()
  stand.control.resetApiCalls()
  return { reader, control: stand.control, ids: documentIds(catalogue, 10) }
}

test('few modified entries come by one request, with the fields a bulk query gives', async () => {
  const { reader, control, ids } = await openOrg()
  const [edited = '', emptied = ''] = ids
  control.editRecord(edited, { Name: 'renamed.pdf' })
  control.editRecord(emptied, { Document__c: null, Account__c: null })
  const pages = await Array.fromAsync(reader.readModifiedEntries({ modifiedFrom: ago(1) }))
  expect(control.apiCalls()).toBe(1)
  expect(pages.map(({ next }) => next)).toEqual([undefined])
  const bulk = await Array.fromAsync(reader.readAllEntries({ modifiedFrom: ago(1) }))
  expect(pages.flatMap(({ entries }) => entries)).toEqual(bulk.flatMap(({ entries }) => entries))
  expect(pages[0]?.entries).toHaveLength(2)
})

test('nothing modified costs one request and gives no entry', async () => {
  const { reader, control } = await openOrg()
  const pages = await Array.fromAsync(reader.readModifiedEntries({ modifiedFrom: ago(1) }))
  expect([pages.flatMap(({ entries }) => entries), control.apiCalls()]).toEqual([[], 1])
})

test('the ids of all entries are read with positions of their own', async () => {
  const { reader, control, ids } = await openOrg()
  control.deleteRecord(ids[0] ?? '')
  const pages = await Array.fromAsync(reader.readAllIds({}))
  expect(pages[0]?.next).toMatchObject({ reads: 'ids', locator: null })
  const read = pages.flatMap(({ recordIds }) => recordIds)
  expect(new Set(read).size).toBe(RECORDS - 1)
  expect(read).not.toContain(ids[0])
})

test('deletions of a window are told with their time', async () => {
  const { reader, control, ids } = await openOrg()
  control.deleteRecord(ids[0] ?? '')
  const answer = await reader.readDeletions({ from: ago(30), to: ago(-2) })
  expect(answer?.deletions).toEqual([{ recordId: ids[0], deletedAt: expect.stringMatching(/Z$/) }])
})

test.for([
  { name: 'begins before the log of the org', from: ago(31 * 24 * 60), limits: {} },
  { name: 'begins before the last purge', from: ago(30), limits: { earliestMs: ago(5).getTime() } },
  { name: 'holds more ids than one answer', from: ago(30), limits: { mostIds: 1 } },
])('the org cannot tell a window that $name', async ({ from, limits }) => {
  const { reader, control, ids } = await openOrg()
  for (const id of ids.slice(0, 2)) control.deleteRecord(id)
  control.limitDeleteLog(limits)
  expect(await reader.readDeletions({ from, to: ago(-2) })).toBeUndefined()
})

test('another refusal of the list of deletions is told as it is', async () => {
  const refused = [{ errorCode: 'INVALID_TYPE', message: 'not replicateable' }]
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 400, refused))
  const error = await caught(openClient(org.url).readDeletions({ from: ago(30), to: ago(0) }))
  expect(error).toMatchObject({ code: 'salesforce.bad-request', message: expect.stringContaining('INVALID_TYPE') })
})

test('rows of new versions lead to their documents', async () => {
  const { reader, control, ids } = await openOrg()
  const versionId = control.addVersion(ids[3] ?? '')
  const pages: DocumentVersion[][] = await Array.fromAsync(reader.readVersions({ modifiedFrom: ago(1) }))
  expect(pages.flat()).toEqual([{ versionId, recordId: ids[3], createdAt: expect.stringMatching(/Z$/) }])
})

test('without an object for versions none are asked for', async () => {
  const org = await startScriptedOrg(() => false)
  expect(await Array.fromAsync(openClient(org.url).readVersions({ modifiedFrom: ago(1) }))).toEqual([])
  expect(org.received).toEqual([])
})

test.for(['https://elsewhere.example/services/data/v67.0/query/1', '/services/data/v67.0/sobjects/User', '../query/2'])(
  'a next page at %s is not followed',
  async (nextRecordsUrl) => {
    const answer = { totalSize: 2, done: false, nextRecordsUrl, records: [] }
    const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 200, answer))
    const error = await caught(Array.fromAsync(openClient(org.url).readModifiedEntries({ modifiedFrom: ago(1) })))
    expect(error).toMatchObject({ code: 'salesforce.unexpected-answer' })
    expect(org.calls()).toHaveLength(1)
  },
)
