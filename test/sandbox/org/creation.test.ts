import { describe, expect, test } from 'vitest'
import { openOrg, type TestOrg } from './test-org.ts'

async function createRecord(org: TestOrg, fields: Record<string, string>): Promise<Record<string, unknown>> {
  const records = [{ attributes: { type: 'DocListEntry__c' }, ...fields }]
  const [result] = (await (await org.callJson('POST', '/composite/sobjects', { records })).json()) as [
    Record<string, unknown>,
  ]
  return result
}

async function createAccount(org: TestOrg, name: string): Promise<string> {
  const records = [{ attributes: { type: 'Account' }, Name: name }]
  const answer = await org.callJson('POST', '/composite/sobjects', { records })
  return ((await answer.json()) as [{ id: string }])[0].id
}

async function query(org: TestOrg, soql: string): Promise<Record<string, unknown>[]> {
  const answer = await org.call(`/query?q=${encodeURIComponent(soql)}`)
  return ((await answer.json()) as { records: Record<string, unknown>[] }).records
}

describe('records that clients create', () => {
  test('a record and its Account are found by queries, also after a restart, until they are deleted', async () => {
    const org = await openOrg()
    const accountId = await createAccount(org, 'New one')
    const { id } = await createRecord(org, { Name: 'a.pdf', Document__c: 'https://x.example/a', Account__c: accountId })
    await org.restart()
    const soql = `SELECT Id, Name, Document__c, Account__r.Name FROM DocListEntry__c WHERE Account__c = '${accountId}'`
    expect(await query(org, soql)).toMatchObject([
      { Id: id, Name: 'a.pdf', Document__c: 'https://x.example/a', Account__r: { Name: 'New one' } },
    ])
    const answer = await org.call(`/composite/sobjects?ids=${id},${accountId}`, { method: 'DELETE' })
    expect(await answer.json()).toMatchObject([{ success: true }, { success: true }])
    await org.restart()
    expect(await query(org, soql)).toEqual([])
    expect(await query(org, `SELECT Id FROM Account WHERE Id = '${accountId}'`)).toEqual([])
  })

  test('a record without a Name is refused, and an Account of the catalogue is not deleted', async () => {
    const org = await openOrg()
    expect(await createRecord(org, {})).toMatchObject({
      success: false,
      errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }],
    })
    const { accountId } = org.catalogue.account(0)
    const answer = await org.call(`/composite/sobjects?ids=${accountId}`, { method: 'DELETE' })
    expect(await answer.json()).toMatchObject([{ success: false }])
  })
})
