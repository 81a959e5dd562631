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
