import { expect, test } from 'vitest'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { failures, startFailingOrg } from './failing-org.ts'
import { answerJson, isLogin, openClient, startScriptedOrg } from './scripted-org.ts'

const totalLimit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]
const count = { totalSize: 7, done: true, records: [] }

test.for(Object.keys(failures))('a read that met %s is tried again', async (failure) => {
  const org = await startFailingOrg([failure, failure], count)
  expect(await openClient(org.url).countEntries()).toBe(7)
  expect(org.calls()).toHaveLength(3)
})

test('a read is given up when its tries are used up', async () => {
  const org = await startFailingOrg(Array<string>(9).fill('a 503 in JSON'), count)
  expect(await caught(openClient(org.url).countEntries())).toMatchObject({ code: 'salesforce.unavailable' })
  expect(org.calls()).toHaveLength(3)
})

test.for([
  { failure: 'a query that took too long', tries: 3, code: 'salesforce.query-timeout' },
  { failure: 'an error of Salesforce itself', tries: 4, code: 'salesforce.unknown-exception' },
  { failure: 'a 404 page in HTML', tries: 4, code: 'salesforce.unexpected-page' },
])('a read that goes on meeting $failure stops the run after $tries tries', async ({ failure, tries, code }) => {
  const org = await startFailingOrg(Array<string>(9).fill(failure), count)
  const client = openClient(org.url, { retries: { attempts: 9, firstDelayMs: 1 } })
  expect(await caught(client.countEntries())).toMatchObject({ code, behaviour: 'fatal' })
  expect(org.calls()).toHaveLength(tries)
})

test('tries that failed otherwise do not count where only a few are made', async () => {
  const others = Object.keys(failures).filter((failure) => failure !== 'a 404 page in HTML')
  const org = await startFailingOrg([...others, 'a query that took too long'], count)
  const client = openClient(org.url, { retries: { attempts: 9, firstDelayMs: 1 } })
  expect(await client.countEntries()).toBe(7)
})

test('the value of one record is asked for again when its query took too long', async () => {
  const record = { Id: 'a01Mx0000000001IAA', Document__c: null, LastModifiedById: '005Mx0000000001IAA' }
  const stamps = { SystemModstamp: '2026-11-21T10:00:00.000+0000', LastModifiedDate: '2026-11-21T10:00:00.000+0000' }
  const org = await startFailingOrg(['a query that took too long'], [{ ...record, ...stamps }])
  expect((await openClient(org.url).readValues([record.Id])).size).toBe(1)
  expect(org.calls()).toHaveLength(2)
})

test('the used-up daily limit stops a read at once', async () => {
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 403, totalLimit))
  const error = await caught(openClient(org.url).countEntries())
  expect(error).toMatchObject({ code: 'salesforce.daily-limit', behaviour: 'fatal' })
  expect(org.calls()).toHaveLength(1)
})

test('every request is counted, and the org says how many are used', async () => {
  const header = { 'sforce-limit-info': 'api-usage=1234/150000, per-app-api-usage=1/250(appName=x)' }
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 200, count, header))
  const client = openClient(org.url)
  expect(client.usage()).toEqual({ used: null, allowed: null, measuredAt: null, sent: 0 })
  await client.countEntries()
  expect(client.usage()).toEqual({ used: 1234, allowed: 150_000, measuredAt: expect.any(String), sent: 2 })
})
