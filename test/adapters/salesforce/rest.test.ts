import { expect, test } from 'vitest'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { answerJson, isLogin, openClient, startScriptedOrg } from './scripted-org.ts'

test("the server's time is read even when the user may not see the limits", async () => {
  const date = 'Sat, 21 Nov 2026 10:00:00 GMT'
  const refused = [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }]
  const org = await startScriptedOrg(
    ({ path }, response) => !isLogin(path) && answerJson(response, 403, refused, { date }),
  )
  expect(await openClient(org.url).serverTime()).toEqual(new Date('2026-11-21T10:00:00Z'))
})

test('a field the user does not see is told with what to do', async () => {
  const org = await startScriptedOrg(
    ({ path }, response) => !isLogin(path) && answerJson(response, 200, { fields: [] }),
  )
  const error = await caught(openClient(org.url).describeUrlField())
  expect(error).toMatchObject({ code: 'salesforce.bad-request' })
  expect(error.message).toMatch(/Document__c on DocListEntry__c.*permissions/)
})

test('names that are no API names are refused before anything is sent', () => {
  const names = {
    object: 'A__c',
    urlField: 'Url__c FROM User',
    identifierField: 'B',
    accountField: 'C',
    typeField: 'D',
  }
  expect(() => openClient('https://northwind.my.salesforce.com', { names })).toThrow(/API name/)
})
