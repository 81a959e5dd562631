import { expect, test } from 'vitest'
import { recordWord } from '../../../server/domain/file/states.ts'

test('a record in scope is named by its copy state while its URL is the original', () => {
  expect(recordWord({ outOfScopeReason: null, copyState: 'restoring', urlState: 'original' })).toBe('restoring')
})

test('a record whose URL was touched is named by its URL state', () => {
  expect(recordWord({ outOfScopeReason: null, copyState: 'verified', urlState: 'rolled_back' })).toBe('rolled_back')
})

test('a record out of scope has no word whatever its states', () => {
  expect(recordWord({ outOfScopeReason: 'folder', copyState: 'verified', urlState: 'confirmed' })).toBeNull()
})
