import { describe, expect, test } from 'vitest'
import { closeJob, documentIds, openOrg, readCsv, type TestOrg, untilJob, uploadJob } from './test-org.ts'

const ALL = 'SELECT Id, Name, Document__c, SystemModstamp, Account__r.Name FROM DocListEntry__c'

async function createJob({ callJson }: TestOrg, soql = ALL, version = 'v67.0'): Promise<string> {
  const path = `/services/data/${version}/jobs/query`
  const answer = await callJson('POST', path, { operation: 'query', query: soql })
  return `${path}/${((await answer.json()) as { id: string }).id}`
}

async function completedJob(opened: TestOrg, soql = ALL): Promise<string> {
  const path = await createJob(opened, soql)
  await untilJob(opened, path, 'JobComplete')
  return path
}

test('results come in pages, each with the header, until the locator says null', async () => {
  const opened = await openOrg()
  const path = await completedJob(opened)
  const ids: unknown[] = []
  const counts: unknown[] = []
  for (let locator: string | null = ''; locator !== 'null'; ) {
    const page = await opened.call(`${path}/results?maxRecords=300${locator && `&locator=${locator}`}`)
    const [header, ...rows] = await readCsv(page)
    expect(header).toEqual(['Id', 'Name', 'Document__c', 'SystemModstamp', 'Account__r.Name'])
    ids.push(...rows.map(([id]) => id))
    counts.push(page.headers.get('sforce-numberofrecords'))
    locator = page.headers.get('sforce-locator')
  }
  expect(counts).toEqual(['300', '300', '100'])
  expect(ids).toEqual(Array.from({ length: 700 }, (_, index) => opened.catalogue.entry(index).recordId))
})

test('values are quoted, null is empty text and dates end in Z', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  opened.org.control.editRecord(id, { Name: 'A "quoted", name', Document__c: null })
  const path = await completedJob(
    opened,
    `SELECT Name, Document__c, CreatedDate FROM DocListEntry__c WHERE Id = '${id}'`,
  )
  const created = opened.org.control.readRecord(id).CreatedDate
  const text = await (await opened.call(`${path}/results`)).text()
  expect(text).toBe(`"Name","Document__c","CreatedDate"\n"A ""quoted"", name","","${String(created)}"\n`)
})

test('a page can be read again, also after a restart and after edits, and says the same', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  opened.org.control.editRecord(id, { Document__c: 'https://first.example/' })
  const path = await completedJob(opened)
  const read = async () => await (await opened.call(`${path}/results?maxRecords=100`)).text()
  const before = await read()
  opened.org.control.editRecord(id, { Document__c: 'https://second.example/' })
  opened.org.control.deleteRecord(opened.catalogue.entry(3).recordId)
  await opened.restart()
  expect(before).toContain('https://first.example/')
  expect(await read()).toBe(before)
  expect(opened.org.control.readRecord(id).Document__c).toBe('https://second.example/')
})

test('deleted records are left out, and the count agrees', async () => {
  const opened = await openOrg()
  opened.org.control.deleteRecord(opened.catalogue.entry(0).recordId)
  const path = await completedJob(opened)
  expect(await (await opened.call(path)).json()).toMatchObject({
    numberRecordsProcessed: 699,
    isPkChunkingSupported: true,
  })
  expect(await readCsv(await opened.call(`${path}/results`))).toHaveLength(700)
})

test('a result without records is a header and the locator null', async () => {
  const opened = await openOrg()
  const path = await completedJob(opened, `${ALL} WHERE Name = 'no such name'`)
  const page = await opened.call(`${path}/results`)
  expect(page.headers.get('sforce-locator')).toBe('null')
  expect(page.headers.get('sforce-numberofrecords')).toBe('0')
  expect(await readCsv(page)).toHaveLength(1)
})

test('results before completion are 204 without content, 412 in old versions', async () => {
  const opened = await openOrg()
  opened.org.control.fault({ name: 'hold-jobs' })
  const early = await opened.call(`${await createJob(opened)}/results`)
  expect([early.status, await early.text()]).toEqual([204, ''])
  const old = await opened.call(`${await createJob(opened, ALL, 'v47.0')}/results`)
  expect([old.status, await old.json()]).toMatchObject([412, [{ errorCode: 'JOB_NOT_COMPLETE' }]])
})

describe('a query job', () => {
  test('is answered only to the API version that made it', async () => {
    const opened = await openOrg()
    const path = await completedJob(opened)
    expect((await opened.call(path.replace('v67.0', 'v66.0'))).status).toBe(409)
  })

  test('is deleted only when it has ended', async () => {
    const opened = await openOrg()
    opened.org.control.fault({ name: 'hold-jobs' })
    const path = await createJob(opened)
    const early = await opened.call(path, { method: 'DELETE' })
    expect([early.status, await early.json()]).toMatchObject([400, [{ errorCode: 'API_ERROR' }]])
    expect(await (await opened.callJson('PATCH', path, { state: 'Aborted' })).json()).toMatchObject({
      state: 'Aborted',
    })
    expect((await opened.call(path, { method: 'DELETE' })).status).toBe(204)
    expect((await opened.call(path)).status).toBe(404)
  })

  test.each([
    ['SELECT COUNT() FROM DocListEntry__c', 'API_ERROR'],
    ['SELECT Id FROM DocListEntry__c GROUP BY Id', 'MALFORMED_QUERY'],
    ['SELECT Nothing__c FROM DocListEntry__c', 'INVALID_FIELD'],
  ])('is refused for %s: %s', async (query, errorCode) => {
    const { callJson } = await openOrg()
    const answer = await callJson('POST', '/jobs/query', { operation: 'query', query })
    expect([answer.status, await answer.json()]).toMatchObject([400, [{ errorCode }]])
  })

  test('that was held goes on after a restart', async () => {
    const opened = await openOrg()
    opened.org.control.fault({ name: 'hold-jobs' })
    const path = await createJob(opened)
    await opened.restart()
    expect(await untilJob(opened, path, 'JobComplete')).toMatchObject({ numberRecordsProcessed: 700 })
  })
})

test('a query job sees what an ingest job wrote', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  const ingest = await uploadJob(opened, `Id,Document__c\n${id},https://new.example/1\n`)
  await closeJob(opened, ingest)
  await untilJob(opened, ingest, 'JobComplete')
  const path = await completedJob(opened, `SELECT Document__c FROM DocListEntry__c WHERE Id = '${id}'`)
  expect(await readCsv(await opened.call(`${path}/results`))).toEqual([['Document__c'], ['https://new.example/1']])
})
