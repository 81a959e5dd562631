import { appendFileSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { closeJob, documentIds, openOrg, readCsv, type TestOrg, untilJob, uploadJob } from './test-org.ts'

const newUrl = (id: string) => `https://new.example/${id}`

function csvOf(ids: readonly string[]): string {
  return ['Id,Document__c', ...ids.map((id) => `${id},${newUrl(id)}`), ''].join('\n')
}

async function results({ call }: TestOrg, path: string): Promise<Record<string, string[][]>> {
  const read = async (kind: string) => [kind, await readCsv(await call(`${path}/${kind}`))] as const
  return Object.fromEntries(await Promise.all(['successfulResults', 'failedResults', 'unprocessedrecords'].map(read)))
}

async function run(opened: TestOrg, csv: string, options: object = {}): Promise<string> {
  const path = await uploadJob(opened, csv, options)
  await closeJob(opened, path)
  await untilJob(opened, path, 'JobComplete', 'Failed')
  return path
}

test('a job is created with 200, uploaded to with 201 and closed', async () => {
  const opened = await openOrg()
  const request = { object: 'DocListEntry__c', operation: 'update', contentType: 'CSV', lineEnding: 'LF' }
  const created = await opened.callJson('POST', '/jobs/ingest', request)
  const job = (await created.json()) as { id: string; contentUrl: string }
  expect(created.status).toBe(200)
  expect(job).toMatchObject({ state: 'Open', concurrencyMode: 'Parallel', apiVersion: 67, columnDelimiter: 'COMMA' })
  expect(job.contentUrl).toBe(`services/data/v67.0/jobs/ingest/${job.id}/batches`)
  const upload = {
    method: 'PUT',
    headers: { 'content-type': 'text/csv' },
    body: csvOf(documentIds(opened.catalogue, 1)),
  }
  const uploaded = await opened.call(`/${job.contentUrl}`, upload)
  expect([uploaded.status, await uploaded.text()]).toEqual([201, ''])
  const again = await opened.call(`/${job.contentUrl}`, upload)
  expect([again.status, await again.json()]).toMatchObject([400, [{ errorCode: 'INVALIDJOB' }]])
  expect(await (await closeJob(opened, `/jobs/ingest/${job.id}`)).json()).toMatchObject({ state: 'UploadComplete' })
  const list = (await (await opened.call('/jobs/ingest')).json()) as { records: { id: string }[] }
  expect(list.records.map(({ id }) => id)).toEqual([job.id])
})

test('every row is in exactly one result, and the order is not that of the upload', async () => {
  const opened = await openOrg({ fieldLength: 60 })
  const ids = documentIds(opened.catalogue, 300)
  const [deleted = '', ruled = '', locked = ''] = ids.slice(-3)
  const { control } = opened.org
  control.deleteRecord(deleted)
  control.fault({ name: 'validation-rule', recordIds: [ruled], message: 'The year is closed.' })
  control.fault({ name: 'unable-to-lock-row', recordIds: [locked] })
  const tooLong = `${ids[0]},https://new.example/${'x'.repeat(60)}\n`
  const path = await run(opened, `${csvOf(ids.slice(1))}${tooLong}nonsense,https://new.example/x\n`)
  const { successfulResults = [], failedResults = [], unprocessedrecords = [] } = await results(opened, path)
  expect(successfulResults[0]).toEqual(['sf__Id', 'sf__Created', 'Id', 'Document__c'])
  expect(failedResults[0]).toEqual(['sf__Id', 'sf__Error', 'Id', 'Document__c'])
  const written = successfulResults.slice(1).map(([, , id]) => id)
  expect([...written].sort()).toEqual(ids.slice(1, -3).sort())
  expect(written).not.toEqual(ids.slice(1, -3))
  const errors = new Map(failedResults.slice(1).map(([sfId, error, id]) => [id, [sfId, error]]))
  expect(errors.size).toBe(5)
  expect(errors.get(ids[0])?.[1]).toMatch(
    /^STRING_TOO_LONG:Document: data value too large: .*\(max length=60\):Document__c --$/,
  )
  expect(errors.get(deleted)).toEqual([deleted, 'ENTITY_IS_DELETED:entity is deleted:--'])
  expect(errors.get(ruled)).toEqual([ruled, 'FIELD_CUSTOM_VALIDATION_EXCEPTION:The year is closed.:--'])
  expect(errors.get(locked)?.[1]).toMatch(/^UNABLE_TO_LOCK_ROW:/)
  expect(errors.get('nonsense')?.[0]).toBe('')
  expect(unprocessedrecords).toHaveLength(1)
  expect(await (await opened.call(path)).json()).toMatchObject({ numberRecordsProcessed: 301, numberRecordsFailed: 5 })
})

test('#N/A empties a field, an empty cell leaves it, and ids of 15 characters are answered as given', async () => {
  const opened = await openOrg()
  const [one = '', two = ''] = documentIds(opened.catalogue, 2)
  const before = opened.org.control.readRecord(two)
  const path = await run(opened, `Id,Document__c,Identifier__c\n${one.slice(0, 15)},#N/A,new\n${two},,new\n`)
  expect(opened.org.control.readRecord(one)).toMatchObject({ Document__c: null, Identifier__c: 'new' })
  expect(opened.org.control.readRecord(two)).toMatchObject({ Document__c: before.Document__c, Identifier__c: 'new' })
  const { successfulResults } = await results(opened, path)
  expect(successfulResults).toContainEqual([one, 'false', one.slice(0, 15), '#N/A', 'new'])
})

test('columns and lines are separated as the job says', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  const csv = `Document__c|Id\r\n"https://new.example/a|b"|${id}\r\n`
  const path = await run(opened, csv, { columnDelimiter: 'PIPE', lineEnding: 'CRLF' })
  expect(opened.org.control.readRecord(id).Document__c).toBe('https://new.example/a|b')
  const text = await (await opened.call(`${path}/successfulResults`)).text()
  expect(text).toBe(
    `"sf__Id"|"sf__Created"|"Document__c"|"Id"\r\n"${id}"|"false"|"https://new.example/a|b"|"${id}"\r\n`,
  )
})

describe('a job fails as a whole, and all its rows are unprocessed', () => {
  test.each([
    [
      'for a column that does not exist',
      'Id,Nothing__c\nx,y\n',
      /^InvalidBatch : InvalidBatch : Field name not found : Nothing__c$/,
    ],
    ['for lines that end otherwise than said', 'Id,Document__c\r\nx,y\r\n', /LineEnding is invalid on user data/],
    ['for a row with too few cells', 'Id,Document__c\nx\n', /A row has 1 cells, the header 2/],
  ])('%s', async (_title, csv, errorMessage) => {
    const opened = await openOrg()
    const path = await run(opened, csv)
    expect(await (await opened.call(path)).json()).toMatchObject({
      state: 'Failed',
      numberRecordsProcessed: 0,
      errorMessage: expect.stringMatching(errorMessage),
    })
    const { successfulResults, failedResults } = await results(opened, path)
    expect([successfulResults?.length, failedResults?.length]).toEqual([1, 1])
    expect(await (await opened.call(`${path}/unprocessedrecords`)).text()).toBe(csv)
  })
})

test('a job aborted half-way leaves what it wrote and says what it did not', async () => {
  const opened = await openOrg()
  const ids = documentIds(opened.catalogue, 300)
  opened.org.control.fault({ name: 'hold-jobs', afterRows: 200 })
  const path = await uploadJob(opened, csvOf(ids))
  await closeJob(opened, path)
  await untilJob(opened, path, 'InProgress')
  while (opened.org.control.writesOf(ids[199] ?? '').length === 0) await untilJob(opened, path, 'InProgress')
  expect(await (await opened.callJson('PATCH', path, { state: 'Aborted' })).json()).toMatchObject({ state: 'Aborted' })
  opened.org.control.clearFaults()
  const { successfulResults = [], unprocessedrecords = [] } = await results(opened, path)
  expect([successfulResults.length, unprocessedrecords.length]).toEqual([201, 101])
  const written = ids.filter((id) => opened.org.control.readRecord(id).Document__c === newUrl(id))
  expect(written).toEqual(ids.slice(0, 200))
})

test('a job interrupted by a restart goes on where it was and writes nothing twice', async () => {
  const opened = await openOrg()
  const ids = documentIds(opened.catalogue, 300)
  opened.org.control.fault({ name: 'hold-jobs', afterRows: 200 })
  const path = await uploadJob(opened, csvOf(ids))
  await closeJob(opened, path)
  while (opened.org.control.writesOf(ids[199] ?? '').length === 0)
    await untilJob(opened, path, 'UploadComplete', 'InProgress')
  await opened.restart()
  expect(await untilJob(opened, path, 'JobComplete')).toMatchObject({ numberRecordsProcessed: 300 })
  expect(ids.map((id) => opened.org.control.writesOf(id).length)).toEqual(ids.map(() => 1))
})

test('a close that is cut off has closed the job', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  const path = await uploadJob(opened, csvOf([id]))
  opened.org.control.fault({ name: 'cut-after-write', on: 'ingest-close' })
  await expect(closeJob(opened, path)).rejects.toThrow()
  await untilJob(opened, path, 'JobComplete')
  expect(opened.org.control.readRecord(id).Document__c).toBe(newUrl(id))
})

test('an upload that breaks off leaves the job open for another', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  const { id: jobId } = (await (
    await opened.callJson('POST', '/jobs/ingest', { object: 'DocListEntry__c', operation: 'update' })
  ).json()) as { id: string }
  const path = `/jobs/ingest/${jobId}`
  await breakOffUpload(opened, `/services/data/v67.0${path}/batches`)
  const uploaded = await opened.call(`${path}/batches`, {
    method: 'PUT',
    headers: { 'content-type': 'text/csv' },
    body: csvOf([id]),
  })
  expect(uploaded.status).toBe(201)
  await closeJob(opened, path)
  expect(await untilJob(opened, path, 'JobComplete', 'Failed')).toMatchObject({ numberRecordsProcessed: 1 })
})

/** Sends the beginning of an upload and closes the connection. */
async function breakOffUpload({ org, token }: TestOrg, path: string): Promise<void> {
  const socket = connect(Number(new URL(org.url).port), '127.0.0.1')
  const lines = [
    `PUT ${path} HTTP/1.1`,
    'Host: org',
    `Authorization: Bearer ${token()}`,
    'Content-Type: text/csv',
    'Content-Length: 1000',
  ]
  await new Promise<void>((resolve) => socket.write(`${lines.join('\r\n')}\r\n\r\nId,Document__c\n`, () => resolve()))
  await new Promise<void>((resolve) => socket.once('close', () => resolve()).destroy())
}

describe('an ingest job refuses', () => {
  test('to be aborted after it has ended', async () => {
    const opened = await openOrg()
    const path = await run(opened, csvOf(documentIds(opened.catalogue, 1)))
    const answer = await opened.callJson('PATCH', path, { state: 'Aborted' })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      [{ errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' }],
    ])
  })

  test('to be read with another API version', async () => {
    const opened = await openOrg()
    const path = await uploadJob(opened, csvOf([]))
    expect((await opened.call(`/services/data/v66.0${path}`)).status).toBe(409)
  })

  test('to be deleted while it can write, and is gone after', async () => {
    const opened = await openOrg()
    const path = await uploadJob(opened, csvOf(documentIds(opened.catalogue, 1)))
    expect((await opened.call(path, { method: 'DELETE' })).status).toBe(400)
    await closeJob(opened, path)
    await untilJob(opened, path, 'JobComplete')
    expect((await opened.call(path, { method: 'DELETE' })).status).toBe(204)
    expect((await opened.call(path)).status).toBe(404)
  })

  test('operations that would make or remove records', async () => {
    const { callJson } = await openOrg()
    const answer = await callJson('POST', '/jobs/ingest', { object: 'DocListEntry__c', operation: 'delete' })
    expect([answer.status, await answer.json()]).toMatchObject([400, [{ errorCode: 'INVALIDJOB' }]])
  })
})

test('a line the journal did not finish is dropped, and what follows is kept', async () => {
  const opened = await openOrg()
  const [one = '', two = ''] = documentIds(opened.catalogue, 2)
  const folder = dirname(dirname(opened.org.clientPrivateKeyFile))
  opened.org.control.editRecord(one, { Document__c: newUrl(one) })
  await opened.org.stop()
  appendFileSync(join(folder, 'journal.jsonl'), '{"type":"writes","wri')
  await opened.restart()
  opened.org.control.editRecord(two, { Document__c: newUrl(two) })
  await opened.restart()
  expect([one, two].map((id) => opened.org.control.readRecord(id).Document__c)).toEqual([newUrl(one), newUrl(two)])
  expect(readdirSync(folder)).toContain('journal.jsonl')
})
