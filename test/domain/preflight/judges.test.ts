import { describe, expect, test } from 'vitest'
import { judgeRights, missingRight } from '../../../server/domain/preflight/access.ts'
import { automationSentence } from '../../../server/domain/preflight/automation.ts'
import type { DocumentField, PackageLicence } from '../../../server/domain/preflight/facts.ts'
import { judgeField } from '../../../server/domain/preflight/field.ts'
import { PREFLIGHT_OUTCOMES, type PreflightLine, worstOf } from '../../../server/domain/preflight/preflight.ts'
import { judgeHistory, judgeLicence, namespaceOf } from '../../../server/domain/preflight/traces.ts'

const NAMES = { object: 'DocListEntry__c', urlField: 'Document__c' }
const NOW = new Date('2026-03-01T00:00:00.000Z')

function fieldOf(change: Partial<DocumentField> = {}) {
  const field = { type: 'url', maxCharacters: 255, isUpdateable: true, isCalculated: false, isEncrypted: false }
  return { isUpdateable: true, field: { ...field, ...change } }
}

describe('the field of the links', () => {
  test.each([
    ['an object that cannot be seen', undefined, 'no object DocListEntry__c'],
    ['a field that cannot be seen', { isUpdateable: true, field: null }, 'no field Document__c'],
    ['a formula', fieldOf({ isCalculated: true, isUpdateable: false }), 'is a formula'],
    ['a field of another type', fieldOf({ type: 'picklist' }), 'type picklist'],
    ['a field that may not be edited', fieldOf({ isUpdateable: false }), 'may not edit'],
  ] as const)('%s fails and says why', (_title, shape, words) => {
    const judged = judgeField(NAMES, shape, 100)
    expect(judged.outcome).toBe('failed')
    expect(judged.sentence).toContain(words)
  })

  test('a link as long as the field passes, and one character more fails', () => {
    expect(judgeField(NAMES, fieldOf(), 255).outcome).toBe('passed')
    expect(judgeField(NAMES, fieldOf(), 256).outcome).toBe('failed')
  })

  test('a length that nobody knows never passes', () => {
    expect(judgeField(NAMES, fieldOf({ maxCharacters: 100_000 }), null).outcome).toBe('inconclusive')
  })
})

describe('the rights of the integration user', () => {
  test('each missing right is named, the object before the field', () => {
    expect(missingRight(NAMES, { ...fieldOf({ isUpdateable: false }), isUpdateable: false })).toContain(
      'edit records of',
    )
    expect(missingRight(NAMES, fieldOf({ isUpdateable: false }))).toContain('edit Document__c')
    expect(missingRight(NAMES, undefined)).toContain('sees no object')
    expect(missingRight(NAMES, fieldOf())).toBeNull()
  })

  test('API Enabled that no permission set gives is a warning', () => {
    const judged = judgeRights(NAMES, fieldOf(), { isApiEnabled: false, canViewAll: true })
    expect(judged).toMatchObject({ outcome: 'warning', sentence: expect.stringContaining('API Enabled') })
  })
})

describe('the sentence about automation', () => {
  const line = (item: PreflightLine['item'], active: number | null): PreflightLine => {
    return { item, outcome: 'warning', sentence: 'x.', facts: active === null ? {} : { active } }
  }

  test('two flows and one trigger are told as such', () => {
    const lines = [line('triggers', 1), line('flows', 2), line('workflow-rules', 0)]
    expect(automationSentence(lines)).toBe('2 flows and 1 trigger run on each record.')
  })

  test('a kind that could not be counted is never told as none', () => {
    const lines = [line('triggers', null), line('flows', 1), line('workflow-rules', 0)]
    expect(automationSentence(lines)).toBe(
      '1 flow runs on each record. How many triggers run on each record is not known.',
    )
    expect(automationSentence([])).toContain('is not known')
  })
})

describe('the licence of the package', () => {
  const licence = (change: Partial<PackageLicence> = {}): PackageLicence => {
    return { status: 'Active', expiresAt: null, isOfWholeOrg: true, isOurs: false, ...change }
  }

  test.each([
    ['of the whole org without an end', licence(), 'passed'],
    ['that expired', licence({ expiresAt: '2026-02-28T00:00:00.000Z' }), 'failed'],
    ['whose status says so', licence({ status: 'Expired' }), 'failed'],
    ['that ends soon', licence({ expiresAt: '2026-04-01T00:00:00.000Z' }), 'warning'],
    ['that ends later', licence({ expiresAt: '2027-04-01T00:00:00.000Z' }), 'passed'],
    ['that our user does not hold', licence({ isOfWholeOrg: false }), 'warning'],
    ['that our user holds', licence({ isOfWholeOrg: false, isOurs: true }), 'passed'],
    ['that the org does not show', undefined, 'inconclusive'],
  ] as const)('a licence %s', (_title, given, outcome) => {
    expect(judgeLicence('tlnd', given, NOW).outcome).toBe(outcome)
  })

  test('a name without a namespace needs no licence', () => {
    expect(namespaceOf('tlnd__DocListEntry__c')).toBe('tlnd')
    expect(namespaceOf('DocListEntry__c')).toBeNull()
    expect(namespaceOf('Account')).toBeNull()
  })
})

test('history that the org does not tell of is not known', () => {
  expect(judgeHistory('Document__c', undefined).outcome).toBe('inconclusive')
})

test('the worst outcome of the lines is that of the whole, and no line at all is inconclusive', () => {
  const lines = PREFLIGHT_OUTCOMES.map((outcome) => ({ outcome }))
  expect(PREFLIGHT_OUTCOMES.map((_, index) => worstOf(lines.slice(0, index + 1)))).toEqual([...PREFLIGHT_OUTCOMES])
  expect(worstOf([])).toBe('inconclusive')
})
