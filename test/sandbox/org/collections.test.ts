import { describe, expect, test } from 'vitest'
import { integrationUser, people } from './server.ts'
import { documentIds, openOrg, type TestOrg } from './test-org.ts'

const attributes = { type: 'DocListEntry__c' }

async function update({ callJson }: TestOrg, records: object[], allOrNone = false): Promise<unknown> {
  const answer = await callJson('PATCH', '/composite/sobjects', {
    allOrNone,
    records: records.map((record) => ({ attributes, ...record })),
  })
  return await answer.json()
}

test('results come in the order of the request, refusals beside successes', async () => {
  const opened = await openOrg({ fieldLength: 40 })
  const [one = '', two = '', three = '', four = ''] = documentIds(opened.catalogue, 4)
  opened.org.control.deleteRecord(three)
  opened.org.control.fault({ name: 'validation-rule', recordIds: [four], message: 'The year is closed.' })
  const results = await update(opened, [
    { id: two, Document__c: 'https://new.example/2' },
    { id: one, Document__c: `https://new.example/${'x'.repeat(40)}` },
    { id: three, Document__c: 'https://new.example/3' },
    { id: `${one.slice(0, 15)}ZZZ`, Document__c: 'https://new.example/4' },
    { id: one, Nothing__c: 'x' },
    { id: one, SystemModstamp: 'x' },
    { id: four, Document__c: 'https://new.example/5' },
    { Document__c: 'https://new.example/6' },
  ])
  const refused = (statusCode: string) => ({ success: false, errors: [{ statusCode }] })
  expect(results).toMatchObject([
    { id: two, success: true, errors: [] },
    refused('STRING_TOO_LONG'),
    refused('ENTITY_IS_DELETED'),
    refused('MALFORMED_ID'),
    refused('INVALID_FIELD'),
    refused('INVALID_FIELD_FOR_INSERT_UPDATE'),
    {
      success: false,
      errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'The year is closed.', fields: [] }],
    },
    refused('MISSING_ARGUMENT'),
  ])
  expect(opened.org.control.readRecord(two).Document__c).toBe('https://new.example/2')
  expect(opened.org.control.writesOf(one)).toEqual([])
})

test('with allOrNone one refusal holds back the others', async () => {
  const opened = await openOrg()
  const [one = ''] = documentIds(opened.catalogue, 1)
  const results = await update(opened, [{ id: one, Document__c: 'https://new.example/1' }, { id: 'nonsense' }], true)
  expect(results).toMatchObject([
    { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
    { success: false, errors: [{ statusCode: 'MALFORMED_ID' }] },
  ])
  expect(opened.org.control.writesOf(one)).toEqual([])
})

test('each write moves the stamps and the user, also when the value is the same', async () => {
  const opened = await openOrg()
  const { control } = opened.org
  const [id = ''] = documentIds(opened.catalogue, 1)
  const record = { id, Document__c: 'https://new.example/1' }
  const stamps = [control.readRecord(id).SystemModstamp]
  for (let times = 0; times < 3; times += 1) {
    await update(opened, [record])
    stamps.push(control.readRecord(id).SystemModstamp)
  }
  expect([...new Set(stamps)].sort()).toEqual(stamps)
  control.editRecord(id, { Document__c: 'https://edited.example/1' })
  expect(control.readRecord(id)).toMatchObject({ LastModifiedById: people.operator.userId })
  expect(control.writesOf(id).map((write) => [write.value, write.byUserId])).toEqual([
    ['https://new.example/1', integrationUser.userId],
    ['https://new.example/1', integrationUser.userId],
    ['https://new.example/1', integrationUser.userId],
    ['https://edited.example/1', people.operator.userId],
  ])
})

test('a locked record is refused as often as asked, then written', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  opened.org.control.fault({ name: 'unable-to-lock-row', recordIds: [id], times: 2 })
  const outcomes: unknown[] = []
  for (let times = 0; times < 3; times += 1)
    outcomes.push(await update(opened, [{ id, Document__c: 'https://new.example/1' }]))
  const locked = [{ success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW' }] }]
  expect(outcomes).toMatchObject([locked, locked, [{ success: true }]])
})

test('a call that is cut off after its write has written once', async () => {
  const opened = await openOrg()
  const [id = ''] = documentIds(opened.catalogue, 1)
  opened.org.control.fault({ name: 'cut-after-write', on: 'collections' })
  await expect(update(opened, [{ id, Document__c: 'https://new.example/1' }])).rejects.toThrow()
  expect(opened.org.control.writesOf(id)).toHaveLength(1)
})

describe('a call is refused as a whole', () => {
  test('with more than 200 records', async () => {
    const records = Array.from({ length: 201 }, () => ({ id: 'x' }))
    expect(await update(await openOrg(), records)).toMatchObject([{ errorCode: 'EXCEEDED_ID_LIMIT' }])
  })

  test('with a body that is not JSON', async () => {
    const { call } = await openOrg()
    const answer = await call('/composite/sobjects', { method: 'PATCH', body: 'records' })
    expect([answer.status, await answer.json()]).toMatchObject([400, [{ errorCode: 'JSON_PARSER_ERROR' }]])
  })
})

test('records are retrieved by ids in the order asked, null for what is not there', async () => {
  const { callJson, org, catalogue } = await openOrg()
  const [one = '', two = '', three = ''] = documentIds(catalogue, 3)
  org.control.deleteRecord(two)
  const body = { ids: [three, two, 'a1c000000000009AAA', one.slice(0, 15)], fields: ['Id', 'Document__c'] }
  const found = (await (await callJson('POST', '/composite/sobjects/DocListEntry__c', body)).json()) as ({
    Id: string
  } | null)[]
  expect(found.map((record) => record?.Id ?? null)).toEqual([three, null, null, one])
})
