import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { startFailingOrg } from './failing-org.ts'
import { answerJson, isLogin, openClient, startScriptedOrg, tokenAnswer } from './scripted-org.ts'

const recordId = 'a1cMx0000004C92IAE'
const write = { recordId, url: 'https://files.example/a' }
const totalLimit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]
const crowd = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }]

test.for(['a 503 page in HTML', 'a maintenance page with status 200', 'a 503 in JSON', 'a cut connection'])(
  'a direct write that met %s is sent once and in doubt',
  async (failure) => {
    const org = await startFailingOrg([failure], [])
    const error = await caught(openClient(org.url).updateRecords([write], 10_000))
    expect(error).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
    expect(org.calls()).toHaveLength(1)
  },
)

test.for([
  ['salesforce.daily-limit', totalLimit],
  ['salesforce.concurrent-limit', crowd],
] as const)('a direct write refused by %s was certainly not done, and is sent once', async ([code, body]) => {
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 403, body))
  const error = await caught(openClient(org.url).updateRecords([write], 10_000))
  expect(error).toMatchObject({ code })
  expect(error.name).not.toBe('LostAnswerError')
  expect(org.calls()).toHaveLength(1)
})

test('a direct write without an answer by its deadline is in doubt', async () => {
  const org = await startScriptedOrg(({ path }) => !isLogin(path))
  // Long enough to be sent first, also on a machine that has other work.
  const error = await caught(openClient(org.url).updateRecords([write], 2_000))
  expect(error).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
  expect(org.calls()).toHaveLength(1)
})

test.for([
  ['too few results', []],
  ['a result for another record', [{ id: 'a1cMx0000004C93IAE', success: true, errors: [] }]],
  ['a result without an outcome', [{ id: recordId }]],
  ['no list', { success: true }],
] as const)('a direct write answered with %s is in doubt', async ([_, body]) => {
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 200, body))
  const error = await caught(openClient(org.url).updateRecords([write], 10_000))
  expect(error).toMatchObject({ code: 'salesforce.answer-lost' })
})

test('a direct write clears a field, and leaves the other records of a refused row alone', async () => {
  const errors = [
    { statusCode: 'STRING_TOO_LONG', message: 'too large: https://b.example/k?sig=abc', fields: ['Document__c'] },
  ]
  const org = await startScriptedOrg(
    ({ path }, response) => !isLogin(path) && answerJson(response, 200, [{ success: false, errors }]),
  )
  const [result] = await openClient(org.url).updateRecords([{ recordId, url: null }], 10_000)
  expect(JSON.parse(org.calls()[0]?.body ?? '')).toMatchObject({
    allOrNone: false,
    records: [{ id: recordId, Document__c: null, attributes: { type: 'DocListEntry__c' } }],
  })
  const sentence = 'too large: https://b.example/k?…'
  expect(result).toEqual({ recordId, result: 'refused', code: 'STRING_TOO_LONG', sentence, isTransient: false })
})

test('a lock inside a trigger is told as a lock', async () => {
  const message = 'Trigger: System.DmlException: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access'
  const errors = [{ statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message, fields: [] }]
  const org = await startScriptedOrg(
    ({ path }, response) => !isLogin(path) && answerJson(response, 200, [{ success: false, errors }]),
  )
  const [result] = await openClient(org.url).updateRecords([write], 10_000)
  expect(result).toMatchObject({ result: 'refused', isTransient: true })
})

test('a direct write whose login outlasts its deadline is not sent late', async () => {
  const org = await startScriptedOrg(async (_, response) => {
    await setTimeout(150)
    answerJson(response, 200, tokenAnswer(org.url))
  })
  const error = await caught(openClient(org.url).updateRecords([write], 50))
  expect(error).toMatchObject({ code: 'salesforce.connection', behaviour: 'transient', facts: { isSent: false } })
  expect(org.calls()).toHaveLength(0)
})

test('a direct write is certainly not done when no connection stands', async () => {
  const closed = 'http://127.0.0.1:1'
  const org = await startScriptedOrg((_, response) =>
    answerJson(response, 200, tokenAnswer(org.url, { instance_url: closed })),
  )
  const error = await caught(openClient(org.url).updateRecords([write], 10_000))
  expect(error).toMatchObject({ code: 'salesforce.connection', behaviour: 'transient' })
  expect(error.name).not.toBe('LostAnswerError')
})

test('a call with more records than the platform takes is not sent', async () => {
  const org = await startScriptedOrg(() => false)
  const client = openClient(org.url)
  await expect(client.updateRecords(Array(201).fill(write), 10_000)).rejects.toThrow(RangeError)
  await expect(client.readValues(Array(2001).fill(recordId))).rejects.toThrow(RangeError)
  expect(org.received).toHaveLength(0)
})

test('nothing is asked for an empty list', async () => {
  const client = openClient('https://northwind.my.salesforce.com')
  expect((await client.readValues([])).size + (await client.readEntries([])).size).toBe(0)
  expect(await client.updateRecords([], 1000)).toEqual([])
})

test('a field that is absent from a record does not pass for an empty one', async () => {
  const moment = '2026-01-26T09:26:51.000+0000'
  const record = { Id: recordId, SystemModstamp: moment, LastModifiedDate: moment, LastModifiedById: null }
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 200, [record]))
  const error = await caught(openClient(org.url).readValues([recordId]))
  expect(error).toMatchObject({ code: 'salesforce.unexpected-answer' })
})
