import { describe, expect, test } from 'vitest'
import { type Ending, type Fate, findWrong, isEditLost, type Write } from './verdict.ts'

const OLD = 'https://vendor.example/1'
const NEW = 'https://bucket.example/1'
const EDIT = 'https://edited.example/1'

const fate: Fate = { kind: 'plain', isTakenBack: false, edit: null }
const ours = (value: string, atMs: number): Write => ({ isOurs: true, value, atMs })
const theirs = (atMs: number): Write => ({ isOurs: false, value: EDIT, atMs })

/** A record whose org and ledger agree with its journal. */
function ended(writes: Write[], word: string, more: Partial<Ending> = {}): Ending {
  const value = writes.at(-1)?.value ?? OLD
  const known = {
    recordId: 'a01',
    firstSeenUrl: OLD,
    targetUrl: NEW,
    readAtMs: [10, 30] as const,
    isLockedOut: [false, false] as const,
  }
  return { ...known, inOrg: value, documentUrl: value, writes, word, ...more }
}

describe('a record is', () => {
  test.each<[string, Ending, Partial<Fate>]>([
    ['when it was switched', ended([ours(NEW, 11)], 'confirmed'), {}],
    ['when it was rolled back', ended([ours(NEW, 11), ours(OLD, 31)], 'rolled_back'), { isTakenBack: true }],
    ['when it was refused', ended([], 'refused'), { kind: 'refused' }],
    ['when others held it', ended([], 'verified'), { kind: 'busy' }],
    ['when its way back was refused', ended([ours(NEW, 11)], 'confirmed'), { kind: 'refused-back', isTakenBack: true }],
    ['when it was edited while others held it', ended([theirs(12)], 'foreign-host'), { kind: 'busy', edit: EDIT }],
    [
      'when it was edited after a lock met it at every step',
      ended([theirs(12)], 'foreign-host', { isLockedOut: [true, false] }),
      { edit: EDIT },
    ],
    ['when an edit was left alone', ended([theirs(9)], 'conflicted'), { edit: EDIT }],
    ['when it was edited after its switch', ended([ours(NEW, 11), theirs(12)], 'conflicted'), { edit: EDIT }],
    [
      'when it was edited after its way back',
      ended([ours(NEW, 11), ours(OLD, 31), theirs(40)], 'rolled_back'),
      takenBack(),
    ],
    ['when an edit fell between comparison and write', ended([theirs(10), ours(NEW, 11)], 'confirmed'), { edit: EDIT }],
    ['when it was not on the list', ended([], 'folder', { targetUrl: null }), {}],
    ['when a lock met it at every step', ended([], 'verified', { isLockedOut: [true, false] }), {}],
    [
      'when a lock met its way back at every step',
      ended([ours(NEW, 11)], 'confirmed', { isLockedOut: [false, true] }),
      { isTakenBack: true },
    ],
  ])('right %s', (_, ending, changes) => {
    expect(findWrong(ending, { ...fate, ...changes })).toBeNull()
  })
})

describe('a record is found to be', () => {
  test.each<[string, Ending, Partial<Fate>, string]>([
    ['when the org holds what nobody wrote', ended([], 'confirmed', { inOrg: NEW }), {}, 'in the org'],
    ['when it is gone', ended([ours(NEW, 11)], 'confirmed', { inOrg: undefined }), {}, 'in the org'],
    [
      'when the ledger knows another value',
      ended([ours(NEW, 11)], 'confirmed', { documentUrl: OLD }),
      {},
      'in the ledger',
    ],
    ['when it was not switched', ended([], 'verified'), {}, 'as own writes'],
    ['when it was not taken back', ended([ours(NEW, 11)], 'confirmed'), { isTakenBack: true }, 'as own writes'],
    [
      'when it was written though a lock is said to have kept it',
      ended([ours(NEW, 11)], 'confirmed', { isLockedOut: [true, false] }),
      {},
      'as own writes',
    ],
    ['when it was written twice', ended([ours(NEW, 11), ours(NEW, 12)], 'confirmed'), {}, 'as own writes'],
    ['when it was not on the list', ended([ours(NEW, 11)], 'confirmed', { targetUrl: null }), {}, 'as own writes'],
    ['when a rule was passed by', ended([ours(NEW, 11)], 'confirmed'), { kind: 'refused' }, 'as own writes'],
    [
      'when an edit was overwritten',
      ended([theirs(9), ours(NEW, 11)], 'confirmed'),
      { edit: EDIT },
      'when it was compared',
    ],
    ['when an edit is called switched', ended([theirs(9)], 'confirmed'), { edit: EDIT }, 'as its state'],
    ['when it stays in doubt', ended([ours(NEW, 11)], 'in_doubt'), {}, 'as its state'],
  ])('wrong %s', (_, ending, changes, sentence) => {
    expect(findWrong(ending, { ...fate, ...changes })).toContain(sentence)
  })
})

test('an edit is lost when we wrote after it', () => {
  expect(isEditLost(ended([theirs(10), ours(NEW, 11)], 'confirmed'))).toBe(true)
  expect(isEditLost(ended([ours(NEW, 11), theirs(12)], 'conflicted'))).toBe(false)
})

function takenBack(): Partial<Fate> {
  return { edit: EDIT, isTakenBack: true }
}
