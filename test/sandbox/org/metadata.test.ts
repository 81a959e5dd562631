import { describe, expect, test } from 'vitest'
import { openOrg, type TestOrg } from './test-org.ts'

interface QueryAnswer {
  totalSize: number
  records: Record<string, unknown>[]
}

async function query({ call }: TestOrg, soql: string, api = ''): Promise<{ status: number; body: QueryAnswer }> {
  const answer = await call(`${api}/query?q=${encodeURIComponent(soql)}`)
  return { status: answer.status, body: (await answer.json()) as QueryAnswer }
}

describe('the set-up of the org', () => {
  test('triggers are told by the Tooling API alone, under the id of their object', async () => {
    const open = await openOrg()
    open.org.control.setMetadata({ triggers: [{ name: 'Audit' }] })
    const entity = await query(
      open,
      "SELECT DurableId FROM EntityDefinition WHERE QualifiedApiName = 'DocListEntry__c'",
    )
    const durableId = entity.body.records[0]?.DurableId
    expect(String(durableId)).toHaveLength(15)
    const soql = `SELECT Name, Status, NamespacePrefix FROM ApexTrigger WHERE TableEnumOrId = '${durableId}'`
    const { body } = await query(open, soql, '/tooling')
    expect(body.records).toEqual([
      {
        attributes: { type: 'ApexTrigger', url: expect.stringContaining('/tooling/sobjects/ApexTrigger/01q') },
        Name: 'Audit',
        Status: 'Active',
        NamespacePrefix: null,
      },
    ])
    expect((await query(open, soql)).status).toBe(400)
  })

  test('metadata of a rule is given for one row, and refused for two', async () => {
    const open = await openOrg()
    const rule = (name: string) => ({ name, formula: 'ISBLANK(Name)' })
    open.org.control.setMetadata({ validationRules: [rule('One'), rule('Two')] })
    const all = await query(open, 'SELECT Id, ValidationName FROM ValidationRule WHERE Active = true', '/tooling')
    expect(all.body.totalSize).toBe(2)
    const one = `SELECT Metadata FROM ValidationRule WHERE Id = '${all.body.records[0]?.Id}'`
    expect((await query(open, one, '/tooling')).body.records[0]?.Metadata).toEqual({
      active: true,
      errorConditionFormula: 'ISBLANK(Name)',
    })
    expect((await query(open, 'SELECT Metadata FROM ValidationRule', '/tooling')).status).toBe(400)
  })

  test('an object that is hidden is not there for queries', async () => {
    const open = await openOrg()
    const soql = 'SELECT ApiName FROM FlowDefinitionView'
    expect((await query(open, soql)).status).toBe(200)
    open.org.control.setMetadata({ hiddenObjects: ['FlowDefinitionView'] })
    const { status, body } = await query(open, soql)
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('INVALID_TYPE')])
  })

  test('describe follows permissions and encryption, and so do writes', async () => {
    const open = await openOrg()
    open.org.control.setMetadata({ canEditField: false, isEncrypted: true })
    const { fields } = (await (await open.call('/sobjects/DocListEntry__c/describe')).json()) as {
      fields: { name: string }[]
    }
    expect(fields.find(({ name }) => name === 'Document__c')).toMatchObject({ updateable: false, encrypted: true })
    expect(fields.find(({ name }) => name === 'Identifier__c')).not.toHaveProperty('encrypted')
    const { recordId } = open.catalogue.entry(0)
    const records = [{ attributes: { type: 'DocListEntry__c' }, id: recordId, Document__c: 'https://a.example' }]
    const answer = await open.callJson('PATCH', '/composite/sobjects', { allOrNone: false, records })
    expect(await answer.json()).toMatchObject([
      { success: false, errors: [{ statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }] },
    ])
  })

  test('with a namespace object, fields and the way to the Account carry it', async () => {
    const open = await openOrg({ namespace: 'tlnd' })
    const soql =
      'SELECT tlnd__Document__c, tlnd__Account__r.Name FROM tlnd__DocListEntry__c WHERE tlnd__Account__c != null LIMIT 1'
    const { body } = await query(open, soql)
    expect(body.records[0]).toMatchObject({ tlnd__Account__r: { Name: expect.any(String) } })
    expect((await query(open, 'SELECT Document__c FROM tlnd__DocListEntry__c')).status).toBe(400)
    const licences = await query(open, "SELECT Status FROM PackageLicense WHERE NamespacePrefix = 'tlnd'")
    expect(licences.body.records).toMatchObject([{ Status: 'Active' }])
  })
})
