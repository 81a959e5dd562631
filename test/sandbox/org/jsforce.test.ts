import { Connection } from 'jsforce'
import { expect, test } from 'vitest'
import { integrationUser, orgIds } from './server.ts'
import { documentIds, openOrg } from './test-org.ts'

test('jsforce logs in, queries over pages, updates and describes', async () => {
  const { org, catalogue } = await openOrg()
  const { clientId, clientSecret, url: loginUrl } = org
  const connection = new Connection({ loginUrl, version: '67.0', oauth2: { clientId, clientSecret, loginUrl } })
  const user = await connection.authorize({ grant_type: 'client_credentials' })
  expect(user).toMatchObject({ id: integrationUser.userId, organizationId: orgIds[0] })

  const found = await connection.query('SELECT Id FROM DocListEntry__c', {
    autoFetch: true,
    headers: { 'Sforce-Query-Options': 'batchSize=200' },
  })
  expect(found.records).toHaveLength(700)

  const [one = '', two = ''] = documentIds(catalogue, 2)
  const results = await connection.update('DocListEntry__c', [
    { Id: one, Document__c: 'https://new.example/1' },
    { Id: two, Document__c: 'x'.repeat(300) },
  ])
  expect(results.map(({ success }) => success)).toEqual([true, false])
  expect(org.control.readRecord(one).Document__c).toBe('https://new.example/1')

  const { fields } = await connection.describe('DocListEntry__c')
  expect(fields.find(({ name }) => name === 'Document__c')).toMatchObject({
    type: 'url',
    length: 255,
    updateable: true,
  })
  expect(connection.limitInfo.apiUsage).toEqual({ used: org.control.apiCalls(), limit: 5_000_000 })
})
