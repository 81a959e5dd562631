import { expect, test } from 'vitest'
import {
  afterReadBack,
  confirmed,
  failed,
  inDoubt,
  type RecordChange,
  refused,
  withdrawn,
} from '../../../server/domain/switch/outcome.ts'

const change: RecordChange = {
  expectedUrl: 'https://old.example/a',
  targetUrl: 'https://new.example/a',
  stateBefore: 'original',
  restoresOwnUrl: false,
}
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
test('a record that is back at an earlier URL of ours is still switched, and held', () => {
  expect(confirmed('roll_back', { ...change, restoresOwnUrl: true }, current)).toMatchObject({
    urlState: 'confirmed',
    isHeld: true,
  })
})
test('a refused rollback leaves the record as it was', () => {
  const stateBefore = 'confirmed'
  expect(refused('roll_back', { stateBefore }, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Locked').urlState).toBe(
    stateBefore,
  )
  expect(failed({ stateBefore }, 'UNABLE_TO_LOCK_ROW', 'locked').urlState).toBe(stateBefore)
})
test.each(['original', 'rolled_back', 'confirmed'] as const)(
  'a switch that comes to nothing leaves a record that was %s as it was',
  (stateBefore) => {
    expect(failed({ stateBefore }, 'UNABLE_TO_LOCK_ROW', 'locked').urlState).toBe(stateBefore)
    expect(withdrawn({ stateBefore }).urlState).toBe(stateBefore)
  },
)
test('a refused change of a URL of ours leaves the record switched; a refused first one is named', () => {
  expect(refused('switch', { stateBefore: 'confirmed' }, 'LOCKED', 'No.').urlState).toBe('confirmed')
  expect(refused('switch', { stateBefore: 'original' }, 'LOCKED', 'No.').urlState).toBe('refused')
})
test('a lost answer is in doubt and is neither done nor failed', () => {
  expect(inDoubt()).toMatchObject({ outcome: 'in_doubt', urlState: 'in_doubt' })
})

test('each step of a canary leaves its item open, with the record as it then is, and holds nothing', () => {
  expect(confirmed('try', change, current)).toMatchObject({
    outcome: null,
    urlState: 'confirmed',
    rehearsed: 'tried',
    value: { url: change.targetUrl, kind: 'written' },
  })
  const back = confirmed('take_back', { ...change, stateBefore: 'refused' }, current)
  expect(back).toMatchObject({ outcome: null, urlState: 'refused', rehearsed: 'taken_back' })
  expect(back.isHeld).toBeUndefined()
})
test('a record of a canary that cannot be taken back is not settled, because it has our value', () => {
  expect(refused('take_back', { stateBefore: 'original' }, 'LOCKED', 'Locked by Legal.')).toEqual({
    outcome: null,
    code: 'LOCKED',
    sentence: 'Locked by Legal.',
    urlState: 'confirmed',
  })
})
