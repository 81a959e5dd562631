import { expect, test } from 'vitest'
import { closeJob, documentIds, openOrg, readCsv, untilJob, uploadJob } from './test-org.ts'

test('a page in HTML stands in for an answer as often as asked, on its paths only', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'http-503-html', pathPrefix: '/services/data/v67.0/limits', times: 2 })
  expect((await call('/query?q=SELECT+COUNT()+FROM+Account')).status).toBe(200)
  const page = await call('/limits')
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    503,
    'text/html;charset=UTF-8',
    expect.stringContaining('<html>'),
  ])
  expect([(await call('/limits')).status, (await call('/limits')).status]).toEqual([503, 200])
})

test('the allowance stays used up until faults are cleared', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'total-requests-exceeded' })
  const refused = await call('/limits')
  expect([refused.status, await refused.json()]).toMatchObject([403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]])
  expect((await call('/limits')).status).toBe(403)
  org.control.clearFaults()
  expect((await call('/limits')).status).toBe(200)
})

test('a fault nobody knows and a record nobody has are refused', async () => {
  const { org, catalogue } = await openOrg()
  expect(() => org.control.fault(JSON.parse('{"name":"earthquake"}'))).toThrow(TypeError)
  expect(() => org.control.fault({ name: 'unable-to-lock-row', recordIds: ['nonsense'] })).toThrow(TypeError)
  expect(() => org.control.editRecord('nonsense', {})).toThrow(RangeError)
  const [id = ''] = documentIds(catalogue, 1)
  expect(() => org.control.editRecord(id, { SystemModstamp: '2026-01-01' })).toThrow(RangeError)
})

test('a fault with a share strikes that part of the requests, the same ones each time', async () => {
  const struck = async () => {
    const { org, call } = await openOrg()
    org.control.fault({ name: 'http-503-html', pathPrefix: '/services/data/v67.0/limits', share: 0.25, seed: 'x' })
    const statuses: number[] = []
    for (let request = 0; request < 80; request += 1) statuses.push((await call('/limits')).status)
    return statuses.map((status) => status === 503)
  }
  const first = await struck()
  expect(first.filter(Boolean).length).toBeGreaterThan(8)
  expect(first.filter(Boolean).length).toBeLessThan(35)
  expect(await struck()).toEqual(first)
})

test('a share that is no share is refused', async () => {
  const { org } = await openOrg()
  expect(() => org.control.fault({ name: 'cut-upload', share: 2 })).toThrow(TypeError)
})

test('too many long requests at once are refused with the same code as a used-up day, in other words', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'concurrent-requests-exceeded' })
  const refused = await call('/limits')
  expect([refused.status, await refused.json()]).toEqual([
    403,
    [
      {
        errorCode: 'REQUEST_LIMIT_EXCEEDED',
        message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      },
    ],
  ])
  expect((await call('/limits')).status).toBe(200)
})

test('sessions end in the middle of the work, and never in the first requests of one', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'expire-tokens' })
  const statuses: number[] = []
  for (let request = 0; request < 12; request += 1) statuses.push((await call('/limits')).status)
  expect(statuses).toEqual([...Array(10).fill(200), 401, 401])
})

test('an answer is compressed only for those who take it', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'gzip-answers', share: 1 })
  const [packed, plain] = [
    await call('/limits', { headers: { 'accept-encoding': 'gzip' } }),
    await call('/limits', { headers: { 'accept-encoding': 'identity' } }),
  ]
  expect([packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null])
  expect(await packed.json()).toMatchObject({ DailyApiRequests: { Max: expect.any(Number) } })
})

test('a connection ends before anything happens, in an upload, and in a result', async () => {
  const opened = await openOrg()
  const { org, catalogue, call, callJson } = opened
  const [id = ''] = documentIds(catalogue, 1)
  org.control.fault({ name: 'cut-before', pathPrefix: '/services/data/v67.0/composite' })
  const body = { records: [{ attributes: { type: 'DocListEntry__c' }, id, Document__c: 'https://files.example/1' }] }
  await expect(callJson('PATCH', '/composite/sobjects', body)).rejects.toThrow()
  expect(org.control.writesOf(id)).toEqual([])
  org.control.fault({ name: 'cut-upload' })
  await expect(uploadJob(opened, `Id,Document__c\n${id},https://files.example/2\n`)).rejects.toThrow()
  const path = await uploadJob(opened, `Id,Document__c\n${id},https://files.example/3\n`)
  await closeJob(opened, path)
  await untilJob(opened, path, 'JobComplete')
  org.control.fault({ name: 'cut-download' })
  const cut = await call(`${path}/successfulResults`)
  await expect(cut.text()).rejects.toThrow()
  expect(await readCsv(await call(`${path}/successfulResults`))).toHaveLength(2)
})

test('a lock takes an Account or the whole group of rows with it, and some failures have no id', async () => {
  const opened = await openOrg()
  const { org, catalogue, call } = opened
  const ids = documentIds(catalogue, 30)
  org.control.fault({ name: 'lock-in-trigger' })
  org.control.fault({ name: 'lock-spill' })
  org.control.fault({ name: 'empty-row-id', times: 3 })
  const path = await uploadJob(
    opened,
    `Id,Document__c\n${ids.map((id) => `${id},https://files.example/${id}\n`).join('')}`,
  )
  await closeJob(opened, path)
  await untilJob(opened, path, 'JobComplete')
  const [header, ...rows] = await readCsv(await call(`${path}/failedResults`))
  expect(header).toEqual(['sf__Id', 'sf__Error', 'Id', 'Document__c'])
  expect(rows.map((row) => row[2]).sort()).toEqual([...ids].sort())
  expect(rows.filter((row) => row[0] === '')).toHaveLength(3)
  expect(rows.filter((row) => row[1]?.startsWith('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:'))).toHaveLength(1)
  expect(rows.filter((row) => row[1]?.startsWith('UNABLE_TO_LOCK_ROW:unable to obtain exclusive'))).toHaveLength(29)
})

test('an Account that others hold refuses all of its rows in a group, and no other', async () => {
  const { org, catalogue, callJson } = await openOrg()
  const ids = documentIds(catalogue, 60)
  org.control.fault({ name: 'lock-parent' })
  const records = ids.map((id) => ({
    attributes: { type: 'DocListEntry__c' },
    id,
    Document__c: 'https://files.example',
  }))
  const results = (await (await callJson('PATCH', '/composite/sobjects', { records })).json()) as { success: boolean }[]
  const accounts = (isWritten: boolean) =>
    new Set(
      ids.filter((_, at) => results[at]?.success === isWritten).map((id) => org.control.readRecord(id).Account__c),
    )
  expect(accounts(false).size).toBe(1)
  expect(accounts(true).isDisjointFrom(accounts(false))).toBe(true)
})

test('a job is aborted, fails or is deleted by others, and what was written stays', async () => {
  const opened = await openOrg()
  const { org, catalogue, call } = opened
  const ids = documentIds(catalogue, 450)
  const run = async (...states: string[]) => {
    const lines = ids.map((id) => `${id},https://files.example/${Math.random()}\n`)
    const path = await uploadJob(opened, `Id,Document__c\n${lines.join('')}`)
    await closeJob(opened, path)
    const job = await untilJob(opened, path, ...states)
    const rowsOf = async (kind: string) => (await readCsv(await call(`${path}/${kind}`))).length - 1
    return { job, written: () => rowsOf('successfulResults'), unprocessed: () => rowsOf('unprocessedrecords'), path }
  }
  org.control.fault({ name: 'job-aborted', of: 'ingest' })
  const aborted = await run('Aborted')
  expect([await aborted.written(), await aborted.unprocessed()]).toEqual([200, 250])
  org.control.fault({ name: 'job-failed', of: 'ingest' })
  const failed = await run('Failed')
  expect([await failed.written(), await failed.unprocessed()]).toEqual([0, 450])
  expect(failed.job.errorMessage).toMatch(/^InvalidBatch/)
  org.control.fault({ name: 'job-deleted', of: 'ingest' })
  const { path } = await run('UploadComplete', 'InProgress', 'JobComplete')
  await expect.poll(async () => (await call(path)).status).toBe(404)
  expect(org.control.writesOf(ids.at(-1) ?? '')).toHaveLength(1)
})

test('a query job is aborted, fails or is deleted by others, or has its results later than it says', async () => {
  const opened = await openOrg()
  const { org, call, callJson } = opened
  const create = async () => {
    const request = { operation: 'query', query: 'SELECT Id FROM DocListEntry__c' }
    const { id } = (await (await callJson('POST', '/jobs/query', request)).json()) as { id: string }
    return `/jobs/query/${id}`
  }
  org.control.fault({ name: 'job-aborted', of: 'query' })
  expect(await untilJob(opened, await create(), 'Aborted')).toMatchObject({ numberRecordsProcessed: 0 })
  org.control.fault({ name: 'job-failed', of: 'query' })
  expect(await untilJob(opened, await create(), 'Failed')).toMatchObject({ errorMessage: expect.stringMatching(/./) })
  org.control.fault({ name: 'results-not-ready' })
  const late = await create()
  await untilJob(opened, late, 'JobComplete')
  expect([(await call(`${late}/results`)).status, (await call(`${late}/results`)).status]).toEqual([204, 200])
  org.control.fault({ name: 'job-deleted', of: 'query' })
  const gone = await create()
  await expect.poll(async () => (await call(gone)).status).toBe(404)
})

test('a row that is left out is in none of the results of its job', async () => {
  const opened = await openOrg()
  const ids = documentIds(opened.catalogue, 3)
  const path = await uploadJob(opened, `Id,Document__c\n${ids.map((id) => `${id},https://files.example\n`).join('')}`)
  await closeJob(opened, path)
  await untilJob(opened, path, 'JobComplete')
  opened.org.control.fault({ name: 'row-left-out' })
  const kinds = ['successfulResults', 'failedResults', 'unprocessedrecords']
  const files = await Promise.all(kinds.map(async (kind) => await readCsv(await opened.call(`${path}/${kind}`))))
  expect(files.map((file) => file.length - 1)).toEqual([2, 0, 0])
})
