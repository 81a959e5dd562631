import { expect, test } from 'vitest'
import { type Binding, bindingMismatch, environmentOf } from '../../../server/domain/org/identity.ts'

const bound: Binding = { orgId: '00DMx0000000001MAA', environment: 'sandbox' }

test('an org that is the bound one has no mismatch', () => {
  expect(bindingMismatch(bound, { ...bound }, 'The database')).toBeNull()
})

test('another org is named beside the bound one', () => {
  const found = { ...bound, orgId: '00DMx0000000002MAQ' }
  expect(bindingMismatch(bound, found, 'The database')).toMatch(
    /The database belongs to org 00DMx0000000001MAA.*00DMx0000000002MAQ/,
  )
})

test('the same org in another environment is a mismatch too', () => {
  const found: Binding = { ...bound, environment: 'production' }
  expect(bindingMismatch(bound, found, 'The bucket')).toMatch(/The bucket is bound to a sandbox org.*production/)
})

test.for([
  [true, 'sandbox'],
  [false, 'production'],
] as const)('an org with IsSandbox %s is of the environment %s', ([isSandbox, environment]) => {
  expect(environmentOf({ orgId: bound.orgId, name: 'Northwind', isSandbox })).toBe(environment)
})
