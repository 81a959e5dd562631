import { expect, test } from 'vitest'
import { afterReadBack, confirmed, failed, inDoubt, refused } from '../../../server/domain/switch/outcome.ts'

const change = { expectedUrl: 'https://old.example/a', targetUrl: 'https://new.example/a' }
const current = {
  documentUrl: 'https://new.example/a',
  systemModstamp: '2026-01-01T00:00:00.000Z',
  lastModifiedById: '005000000000001AAA',
  lastModifiedAt: '2026-01-01T00:00:00.000Z',
}

test('a confirmed switch is done and stays free', () => {
  expect(confirmed('switch', change, current)).toMatchObject({ outcome: 'done', urlState: 'confirmed' })
  expect(confirmed('switch', change, current).isHeld).toBeUndefined()
})
test('a confirmed rollback holds the record', () => {
  expect(confirmed('roll_back', change, current)).toMatchObject({ urlState: 'rolled_back', isHeld: true })
})
test('a value that is not ours after the org accepted it is overwritten, never confirmed', () => {
  const result = afterReadBack('switch', change, { ...current, documentUrl: 'https://flow.example' }, 'conflict')
  expect(result).toMatchObject({ outcome: 'overwritten', urlState: 'conflicted' })
  expect(result.sentence).toContain('https://flow.example')
})
test('a refused rollback leaves the record switched', () => {
  expect(refused('roll_back', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Locked by Legal').urlState).toBeUndefined()
  expect(failed('roll_back', 'UNABLE_TO_LOCK_ROW', 'locked').urlState).toBe('confirmed')
})
test('a lost answer is in doubt and is neither done nor failed', () => {
  expect(inDoubt()).toMatchObject({ outcome: 'in_doubt', urlState: 'in_doubt' })
})
