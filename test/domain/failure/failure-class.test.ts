import { expect, test } from 'vitest'
import { failureClassOf } from '../../../server/domain/failure/failure-class.ts'

test.each([
  ['source.missing', 'missing', 'copy'],
  ['source.archived', 'restoring', 'copy'],
  ['source.missing', 'confirmed', 'copy'],
  ['copy.object-differs', 'conflicted', 'copy'],
  ['salesforce.unavailable', 'failed', 'copy'],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'refused', 'switch'],
  ['UNABLE_TO_LOCK_ROW', 'verified', 'switch'],
  ['switch.value-changed', 'conflicted', 'switch'],
  ['switch.in-doubt', 'in_doubt', 'switch'],
  ['UNABLE_TO_LOCK_ROW', 'confirmed', 'rollback'],
] as const)('the failure %s of a record that is %s belongs to the class %s', (code, word, expected) => {
  expect(failureClassOf(code, word)).toBe(expected)
})
