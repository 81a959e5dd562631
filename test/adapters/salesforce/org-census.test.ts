import { describe, expect, onTestFinished, test } from 'vitest'
import { openSalesforceReader } from '../../../server/adapters/salesforce/salesforce-org.ts'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { EARLIER_TASKS } from '../../sandbox/org/side-effects.ts'
import { documentIds, openOrg, type TestOrg } from '../../sandbox/org/test-org.ts'
import { clientCredentials, clientOptions } from './client-options.ts'
import { answerJson, isLogin, startScriptedOrg } from './scripted-org.ts'

const LONG_AGO = new Date('2020-01-01T00:00:00Z')
const TASK = { object: 'Task', tellsChanges: true }

async function openBoth() {
  const opened = await openOrg()
  const reader = openReader(opened.org.url, clientCredentials(opened.org))
  return { ...opened, reader }
}

function openReader(url: string, auth?: ReturnType<typeof clientCredentials>) {
  const reader = openSalesforceReader(clientOptions(url, auth && { auth }))
  onTestFinished(() => reader.close())
  return reader
}

/** Switches records as the integration user does. */
async function update({ catalogue, callJson }: TestOrg, count: number): Promise<void> {
  const attributes = { type: 'DocListEntry__c' }
  const records = documentIds(catalogue, count).map((id) => ({ attributes, id, Document__c: 'https://new.example/a' }))
  expect((await callJson('PATCH', '/composite/sobjects', { records })).status).toBe(200)
}

describe('what the integration user set off', () => {
  test('is counted since a moment: rows it made and rows it changed, each once, and nobody else’s', async () => {
    const opened = await openBoth()
    const { org, reader, catalogue } = opened
    const [recordId = ''] = documentIds(catalogue, 1)
    org.control.setMetadata({ automation: { tasks: 2, changesTasks: true, asyncJobs: 1 } })
    org.control.editRecord(recordId, { Name: 'by a person.pdf' })
    expect(await reader.countRows(TASK, LONG_AGO)).toBe(0)
    expect(await reader.countAsyncJobs(LONG_AGO)).toBe(0)
    await update(opened, 3)
    expect(await reader.countRows(TASK, LONG_AGO)).toBe(6 + EARLIER_TASKS)
    expect(await reader.countRows({ ...TASK, tellsChanges: false }, LONG_AGO)).toBe(6)
    expect(await reader.countAsyncJobs(LONG_AGO)).toBe(3)
    expect(await reader.countRows(TASK, new Date(Date.now() + 60_000))).toBe(0)
  })

  test('takes storage, which is told with the time of the server', async () => {
    const opened = await openBoth()
    opened.org.control.setMetadata({ automation: { dataStorageMb: 5, fileStorageMb: 0.4 } })
    await update(opened, 4)
    const { at, free } = await opened.reader.readStorage()
    expect(free).toEqual({ dataMb: 10_220, fileMb: 10_239 })
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000)
  })

  test('is asked for by one API request each', async () => {
    const { org, reader } = await openBoth()
    const asks = [
      () => reader.describeCounted('Task'),
      () => reader.countRows(TASK, LONG_AGO),
      () => reader.countAsyncJobs(LONG_AGO),
      () => reader.readStorage(),
    ]
    for (const ask of asks) {
      const before = org.control.apiCalls()
      await ask()
      expect(org.control.apiCalls() - before).toBe(1)
    }
  })
})

describe('an object', () => {
  test('is described by the stamps its rows have, and one that nobody shows is undefined', async () => {
    const { org, reader } = await openBoth()
    expect(await reader.describeCounted('Task')).toEqual(TASK)
    expect(await reader.describeCounted('AsyncApexJob')).toEqual({ object: 'AsyncApexJob', tellsChanges: false })
    expect(await reader.describeCounted('Account')).toBeUndefined()
    expect(await reader.describeCounted('Nothing__c')).toBeUndefined()
    org.control.setMetadata({ hiddenObjects: ['Task'] })
    expect(await reader.describeCounted('Task')).toBeUndefined()
    expect(await caught(reader.countRows(TASK, LONG_AGO))).toMatchObject({
      code: 'salesforce.bad-request',
      facts: { errorCode: 'INVALID_TYPE' },
    })
  })

  test('whose name is no API name is asked for nowhere', async () => {
    const org = await startScriptedOrg(() => false)
    const reader = openReader(org.url)
    for (const object of ['Task WHERE Id != null', '../limits', "Task'", 'Bericht für']) {
      await expect(reader.describeCounted(object)).rejects.toThrow(RangeError)
      await expect(reader.countRows({ object, tellsChanges: true }, LONG_AGO)).rejects.toThrow(RangeError)
    }
    expect(org.calls()).toEqual([])
  })

  test('is counted by exactly this query', async () => {
    const org = await startScriptedOrg(
      ({ path }, response) => !isLogin(path) && answerJson(response, 200, { totalSize: 7, done: true, records: [] }),
    )
    expect(await openReader(org.url).countRows({ object: 'tlnd__Log__c', tellsChanges: true }, LONG_AGO)).toBe(7)
    const [soql] = org.calls().map(({ path }) => new URL(path, org.url).searchParams.get('q'))
    const since = '2020-01-01T00:00:00.000Z'
    expect(soql).toBe(
      `SELECT COUNT() FROM tlnd__Log__c WHERE (CreatedById = '005Mx0000000001IAA' AND CreatedDate >= ${since}) OR (LastModifiedById = '005Mx0000000001IAA' AND LastModifiedDate >= ${since})`,
    )
  })
})

test('a user who may not see the limits still hears the time, and storage is not known', async () => {
  const { org, reader } = await openBoth()
  const words = { status: 403, errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights' }
  org.control.fault({ name: 'request-refused', pathPrefix: '/services/data/v67.0/limits', share: 1, ...words })
  expect(await reader.readStorage()).toEqual({ at: expect.any(Date), free: null })
  org.control.clearFaults()
  org.control.fault({ name: 'total-requests-exceeded' })
  expect(await caught(reader.readStorage())).toMatchObject({ code: 'salesforce.daily-limit' })
})
