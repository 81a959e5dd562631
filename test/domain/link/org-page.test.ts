import { expect, test } from 'vitest'
import { lightningHostOf, orgPageUrl } from '../../../server/domain/link/org-page.ts'

test.each([
  ['acme.my.salesforce.com', 'acme.lightning.force.com'],
  ['acme--uat.sandbox.my.salesforce.com', 'acme--uat.sandbox.lightning.force.com'],
  ['acme-dev-ed.develop.my.salesforce.com', 'acme-dev-ed.develop.lightning.force.com'],
  ['agency.my.salesforce.mil', 'agency.lightning.crmforce.mil'],
  ['ACME.My.Salesforce.com', 'acme.lightning.force.com'],
])('the org at %s has its pages at %s', (myDomain, lightning) => {
  expect(lightningHostOf(myDomain)).toBe(lightning)
})

test.each(['login.salesforce.com', 'acme.my.salesforce.com.evil.example', 'evil.example', ''])(
  'a host that is no My Domain has none: %j',
  (host) => {
    expect(lightningHostOf(host)).toBeUndefined()
  },
)

test('the page of a record is an address of the component, with its namespace where there is one', () => {
  const lightningUrl = 'https://acme.lightning.force.com'
  expect(orgPageUrl({ lightningUrl, namespace: 'c' }, 'a01000000000001AAA')).toBe(
    'https://acme.lightning.force.com/lightning/cmp/c__docliftOpen?c__recordId=a01000000000001AAA',
  )
  expect(orgPageUrl({ lightningUrl, namespace: 'acme' }, 'a01000000000001AAA')).toBe(
    'https://acme.lightning.force.com/lightning/cmp/acme__docliftOpen?acme__recordId=a01000000000001AAA',
  )
})
