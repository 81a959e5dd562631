import { expect, test } from 'vitest'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { failures, startFailingOrg } from './failing-org.ts'
import { answerCsv, answerHtml, answerJson, isLogin, openClient, startScriptedOrg } from './scripted-org.ts'

const job = { jobId: '750Mx0I0000001AAAA', apiVersion: '66.0' }
const recordId = 'a1cMx0000004C92IAE'
const write = { recordId, url: 'https://files.example/a' }
const jobPath = `/services/data/v66.0/jobs/ingest/${job.jobId}`

const writes = {
  creating: (url: string) => openClient(url).createIngestJob(),
  uploading: (url: string) => openClient(url).uploadIngestJob(job, [write]),
  closing: (url: string) => openClient(url).closeIngestJob(job),
}

for (const [name, act] of Object.entries(writes)) {
  test.for(Object.keys(failures).filter((failure) => failure !== 'a crowd of requests'))(
    `${name} a job that met %s is sent once and in doubt`,
    async (failure) => {
      const org = await startFailingOrg([failure], { id: job.jobId })
      expect(await caught(act(org.url))).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
      expect(org.calls()).toHaveLength(1)
    },
  )
}

test('a created job is asked about with the version it was created with', async () => {
  const org = await startScriptedOrg(
    ({ path }, response) => !isLogin(path) && answerJson(response, 200, { id: job.jobId }),
  )
  expect(await openClient(org.url).createIngestJob()).toEqual({ jobId: job.jobId, apiVersion: '67.0' })
  expect(JSON.parse(org.calls()[0]?.body ?? '')).toEqual({
    object: 'DocListEntry__c',
    operation: 'update',
    contentType: 'CSV',
    columnDelimiter: 'COMMA',
    lineEnding: 'LF',
  })
})

test('the upload is CSV in one piece to the job of its version', async () => {
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && response.writeHead(201).end())
  await openClient(org.url).uploadIngestJob(job, [write, { recordId, url: null }])
  expect(org.calls()).toMatchObject([
    {
      method: 'PUT',
      path: `${jobPath}/batches`,
      body: `Id,Document__c\n"${recordId}","${write.url}"\n"${recordId}",#N/A\n`,
    },
  ])
  expect(org.calls()[0]?.headers['content-type']).toMatch(/^text\/csv/)
})

test('an upload larger than the platform takes is not sent', async () => {
  const org = await startScriptedOrg(() => false)
  const large = { recordId, url: 'x'.repeat(10_100_000) }
  const error = await caught(openClient(org.url).uploadIngestJob(job, Array(10).fill(large)))
  expect(error).toMatchObject({ code: 'salesforce.upload-too-large', behaviour: 'permanent' })
  expect(org.received).toHaveLength(0)
})

test('each row is matched by its uploaded Id, whatever the org says the id is', async () => {
  const [second, third] = ['a1cMx0000004C93IAE', 'a1cMx0000004C94IAE']
  const files: Record<string, string> = {
    successfulResults: `"sf__Id","sf__Created","Id"\n"${recordId}","false","${recordId}"\n`,
    failedResults: `"sf__Id","sf__Error","Id"\n"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access: 001A,001B:--","${second}"\n`,
    unprocessedrecords: `Id,Document__c\n${third},a;b|c\n`,
  }
  const org = await startScriptedOrg(({ path }, response) =>
    isLogin(path) ? false : answerCsv(response, files[path.slice(jobPath.length + 1)] ?? ''),
  )
  const sentence = 'unable to obtain exclusive access: 001A,001B'
  expect(await Array.fromAsync(openClient(org.url).ingestResults(job))).toEqual([
    { recordId, result: 'written' },
    { recordId: second, result: 'refused', code: 'UNABLE_TO_LOCK_ROW', sentence, isTransient: true },
    { recordId: third, result: 'unprocessed' },
  ])
})

test.for([
  ['CODE_A:message: with: colons:Field One,Field Two --', 'CODE_A', 'message: with: colons'],
  ['CODE_A:message:--', 'CODE_A', 'message'],
  ['CODE_A:two\nlines:Name --', 'CODE_A', 'two\nlines'],
  ['CODE_A:message without fields', 'CODE_A', 'message without fields'],
  ['words only', 'UNKNOWN', 'words only'],
  ['', 'UNKNOWN', ''],
])('the error text %j of a row is taken apart', async ([error = '', code, sentence]) => {
  const org = await startScriptedOrg(({ path }, response) => {
    if (isLogin(path)) return false
    const row = `"","${error}","${recordId}"\n`
    return answerCsv(response, `sf__Id,sf__Error,Id\n${path.endsWith('failedResults') ? row : ''}`)
  })
  const results = await Array.fromAsync(openClient(org.url).ingestResults(job))
  expect(results).toEqual([{ recordId, result: 'refused', code, sentence, isTransient: false }])
})

test('results shorter than announced are an error, so that no row is lost in silence', async () => {
  const org = await startScriptedOrg(({ path }, response) =>
    isLogin(path) ? false : answerCsv(response, `sf__Id,sf__Error,Id\n`, { 'sforce-numberofrecords': '1' }),
  )
  const error = await caught(Array.fromAsync(openClient(org.url).ingestResults(job)))
  expect(error).toMatchObject({ code: 'salesforce.connection', behaviour: 'transient' })
})

test('reading results and status, and aborting, are tried again after a maintenance page', async () => {
  let requests = 0
  const org = await startScriptedOrg(({ path, method }, response) => {
    if (isLogin(path)) return false
    requests += 1
    if (requests % 2 === 1) return answerHtml(response, 503)
    if (method === 'GET' && path !== jobPath) return answerCsv(response, 'sf__Id,sf__Error,Id\n')
    return answerJson(response, 200, { id: job.jobId, state: 'Aborted', numberRecordsProcessed: 3 })
  })
  const client = openClient(org.url)
  await client.abortIngestJob(job)
  expect(await client.ingestJobStatus(job)).toEqual({ state: 'Aborted', recordsProcessed: 3, errorMessage: null })
  expect(await Array.fromAsync(client.ingestResults(job))).toEqual([])
})

test('the reason why a whole job failed is told', async () => {
  const errorMessage = 'InvalidBatch : Field name not found : Employees'
  const org = await startScriptedOrg(({ path }, response) =>
    isLogin(path) ? false : answerJson(response, 200, { state: 'Failed', errorMessage, numberRecordsProcessed: 0 }),
  )
  expect(await openClient(org.url).ingestJobStatus(job)).toMatchObject({ state: 'Failed', errorMessage })
})

test('a job in a state nobody has heard of is not guessed about', async () => {
  const org = await startScriptedOrg(
    ({ path }, response) => !isLogin(path) && answerJson(response, 200, { state: 'Odd' }),
  )
  const error = await caught(openClient(org.url).ingestJobStatus(job))
  expect(error).toMatchObject({ code: 'salesforce.unexpected-answer' })
})

test('an abort that is refused for another reason than its state is an error', async () => {
  const refusal = [{ errorCode: 'INVALIDJOB', message: 'no' }]
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 400, refusal))
  expect(await caught(openClient(org.url).abortIngestJob(job))).toMatchObject({ code: 'salesforce.bad-request' })
})
