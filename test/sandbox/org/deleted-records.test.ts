import { expect, test } from 'vitest'
import { documentIds, openOrg, type TestOrg } from './test-org.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

interface Deleted {
  deletedRecords: { id: string; deletedDate: string }[]
  earliestDateAvailable: string
  latestDateCovered: string
}

function ask({ call }: TestOrg, startMs: number, endMs: number): Promise<Response> {
  const window = new URLSearchParams({ start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() })
  return call(`/sobjects/DocListEntry__c/deleted/?${window}`)
}

async function deletedIds(opened: TestOrg): Promise<string[]> {
  const now = Date.now()
  const { deletedRecords } = (await (await ask(opened, now - 10 * MINUTE_MS, now + 2 * MINUTE_MS)).json()) as Deleted
  return deletedRecords.map(({ id }) => id).toSorted()
}

test('deleted records are told with their time, and those brought back are not', async () => {
  const opened = await openOrg()
  const [gone = '', back = ''] = documentIds(opened.catalogue, 2)
  opened.org.control.deleteRecord(gone)
  opened.org.control.deleteRecord(back)
  expect(await deletedIds(opened)).toEqual([gone, back].toSorted())
  opened.org.control.undeleteRecord(back)
  expect(await deletedIds(opened)).toEqual([gone])
  expect(opened.org.control.readRecord(back)).toMatchObject({ IsDeleted: false })
})

test('a record brought back is found by its new stamp, also after a restart', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  const since = new Date().toISOString()
  opened.org.control.deleteRecord(id)
  opened.org.control.undeleteRecord(id)
  await opened.restart()
  const soql = `SELECT Id FROM DocListEntry__c WHERE SystemModstamp >= ${since}`
  const answer = await opened.call(`/query?q=${encodeURIComponent(soql)}`)
  expect(await answer.json()).toMatchObject({ totalSize: 1, records: [{ Id: id }] })
})

test('both ends of the window are moved back to the full minute', async () => {
  const opened = await openOrg()
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  const tooShort = await ask(opened, startMs - MINUTE_MS + 59_000, startMs + 59_000 - MINUTE_MS)
  expect(await tooShort.json()).toMatchObject([{ errorCode: 'INVALID_REPLICATION_DATE' }])
  const answer = (await (await ask(opened, startMs - 5 * MINUTE_MS, startMs + 30_000)).json()) as Deleted
  expect(Date.parse(answer.latestDateCovered.replace('+0000', 'Z'))).toBe(startMs)
})

test('a window that begins more than 30 days ago is refused', async () => {
  const opened = await openOrg()
  const answer = await ask(opened, Date.now() - 31 * DAY_MS, Date.now())
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject([{ errorCode: 'INVALID_REPLICATION_DATE' }])
})

test('more ids than one answer may have are refused', async () => {
  const opened = await openOrg()
  for (const id of documentIds(opened.catalogue, 3)) opened.org.control.deleteRecord(id)
  opened.org.control.limitDeleteLog({ mostIds: 2 })
  const answer = await ask(opened, Date.now() - 10 * MINUTE_MS, Date.now() + 2 * MINUTE_MS)
  expect([answer.status, await answer.json()]).toMatchObject([400, [{ errorCode: 'EXCEEDED_ID_LIMIT' }]])
})

test('the row of a new version is found by its stamp and leads to its document', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  const versionId = opened.org.control.addVersion(id)
  await opened.restart()
  const soql = 'SELECT Id, DocListEntry__c, DocListEntry__r.Name FROM DocListEntryVersion__c'
  const answer = await opened.call(`/query?q=${encodeURIComponent(soql)}`)
  expect(await answer.json()).toMatchObject({ records: [{ Id: versionId, DocListEntry__c: id }] })
})
