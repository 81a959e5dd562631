import { describe, expect, test } from 'vitest'
import { nextStep, salesforceTruth } from '../../../server/domain/overview/next-step.ts'

const facts = { total: 100, byState: {}, runningOperations: [] }

describe('the first line of the overview is the truth about Salesforce', () => {
  test('before any switch nothing was changed', () => {
    expect(salesforceTruth({ ...facts, byState: { verified: 90 } })).toBe('Nothing in Salesforce has been changed yet.')
  })
  test('links in doubt count as changed, because they may be', () => {
    const byState = { confirmed: 10, in_doubt: 2 }
    expect(salesforceTruth({ ...facts, byState })).toBe('12 links lead to the copies in your bucket.')
  })
  test('after a full rollback everything is back', () => {
    expect(salesforceTruth({ ...facts, byState: { rolled_back: 12 } })).toBe('Everything is back as it was.')
  })
})

describe('the next step is one sentence', () => {
  test('an empty ledger asks for an inventory', () => {
    expect(nextStep({ ...facts, total: 0 })).toMatch(/^Run an inventory/)
  })
  test('copies that stand ask for a plan', () => {
    expect(nextStep({ ...facts, byState: { verified: 90, missing: 10 } })).toMatch(/^Make the list/)
  })
  test('nothing verified asks for a back-up', () => {
    expect(nextStep({ ...facts, byState: { discovered: 90 } })).toMatch(/^Back up/)
  })
  test('a job at work is waited for', () => {
    expect(nextStep({ ...facts, runningOperations: ['back_up'] })).toMatch(/^A job is running/)
  })
})
