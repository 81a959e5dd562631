import { expect, test } from 'vitest'
import { documentIds, openOrg } from './test-org.ts'

test('a page in HTML stands in for an answer as often as asked, on its paths only', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'http-503-html', pathPrefix: '/services/data/v67.0/limits', times: 2 })
  expect((await call('/query?q=SELECT+COUNT()+FROM+Account')).status).toBe(200)
  const page = await call('/limits')
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    503,
    'text/html;charset=UTF-8',
    expect.stringContaining('<html>'),
  ])
  expect([(await call('/limits')).status, (await call('/limits')).status]).toEqual([503, 200])
})

test('the allowance stays used up until faults are cleared', async () => {
  const { org, call } = await openOrg()
  org.control.fault({ name: 'total-requests-exceeded' })
  const refused = await call('/limits')
  expect([refused.status, await refused.json()]).toMatchObject([403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]])
  expect((await call('/limits')).status).toBe(403)
  org.control.clearFaults()
  expect((await call('/limits')).status).toBe(200)
})

test('a fault nobody knows and a record nobody has are refused', async () => {
  const { org, catalogue } = await openOrg()
  expect(() => org.control.fault(JSON.parse('{"name":"earthquake"}'))).toThrow(TypeError)
  expect(() => org.control.fault({ name: 'unable-to-lock-row', recordIds: ['nonsense'] })).toThrow(TypeError)
  expect(() => org.control.editRecord('nonsense', {})).toThrow(RangeError)
  const [id = ''] = documentIds(catalogue, 1)
  expect(() => org.control.editRecord(id, { SystemModstamp: '2026-01-01' })).toThrow(RangeError)
})
