import { describe, expect, test } from 'vitest'
import type { OwnWrite } from '../../../server/domain/rollback/chain.ts'
import { planRollBackItem, type RollBackSubject } from '../../../server/domain/rollback/plan.ts'

const OLD = 'files.vendor.example/old without scheme'
const NEW = 'https://files.acme.example/new'
const LINK = 'https://doclift.acme.example/d/AAAAAAAAAAAAAAAAAAAAAA'
const RUN = '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21'
const OTHER_RUN = '0197f3a0-0000-7c3e-9d52-1f0a4e8b7c21'

function switched(beforeImage: string | null, writtenUrl: string, runId = RUN): OwnWrite {
  return { runId, operation: 'switch', beforeImage, writtenUrl }
}

function rolledBack(beforeImage: string, writtenUrl: string | null): OwnWrite {
  return { runId: OTHER_RUN, operation: 'roll_back', beforeImage, writtenUrl }
}

const subject: RollBackSubject = {
  recordId: 'a1c000000000001AAA',
  accountId: '001000000000001AAA',
  urlState: 'confirmed',
  ownWrites: [switched(OLD, NEW)],
  documentUrl: 'https://files.acme.example/new',
  extension: 'pdf',
}
const EVERYTHING = { kind: 'everything' } as const

test('a switched record goes from what we wrote to its before-image, byte for byte', () => {
  expect(planRollBackItem(subject, EVERYTHING)).toMatchObject({
    expectedUrl: 'https://files.acme.example/new',
    targetUrl: 'files.vendor.example/old without scheme',
    leftOutReason: null,
  })
})
test('an empty original is restored as empty', () => {
  expect(planRollBackItem({ ...subject, ownWrites: [switched(null, NEW)] }, EVERYTHING)).toMatchObject({
    targetUrl: null,
    leftOutReason: null,
  })
})
test('a record that was never switched is left alone', () => {
  expect(planRollBackItem({ ...subject, ownWrites: [] }, EVERYTHING).leftOutReason).toBe('never-switched')
})
test('a record whose last write is in doubt is left to its run', () => {
  expect(planRollBackItem({ ...subject, urlState: 'in_doubt' }, EVERYTHING).leftOutReason).toBe('being-checked')
})
test('a record that somebody else changed is left alone', () => {
  expect(planRollBackItem({ ...subject, urlState: 'conflicted' }, EVERYTHING).leftOutReason).toBe('conflicted')
})

test('a conflict that is overridden goes back from the value that was seen, not from ours', () => {
  const conflicted = { ...subject, urlState: 'conflicted' as const, documentUrl: 'https://intranet.example/moved' }
  const scope = { kind: 'records' as const, recordIds: [subject.recordId], overridesConflicts: true }
  expect(planRollBackItem(conflicted, scope)).toMatchObject({
    expectedUrl: 'https://intranet.example/moved',
    targetUrl: 'files.vendor.example/old without scheme',
    leftOutReason: null,
  })
  expect(planRollBackItem(conflicted, { ...scope, overridesConflicts: false }).leftOutReason).toBe('conflicted')
})

test('overriding a conflict restores nothing that was never ours, and nothing in doubt', () => {
  const scope = { kind: 'records' as const, recordIds: [subject.recordId], overridesConflicts: true }
  expect(planRollBackItem({ ...subject, ownWrites: [] }, scope).leftOutReason).toBe('never-switched')
  expect(planRollBackItem({ ...subject, urlState: 'in_doubt' }, scope).leftOutReason).toBe('being-checked')
})

test('the rollback of a run leaves alone what another run wrote later', () => {
  expect(planRollBackItem(subject, { kind: 'run', runId: RUN }).leftOutReason).toBeNull()
  const other = { kind: 'run' as const, runId: OTHER_RUN }
  expect(planRollBackItem(subject, other).leftOutReason).toBe('switched-by-another-run')
})

describe('a record that was switched twice', () => {
  const twice = { ...subject, ownWrites: [switched(OLD, NEW), switched(NEW, LINK, OTHER_RUN)], documentUrl: LINK }
  const alone = { kind: 'records' as const, recordIds: [subject.recordId] }

  test('goes one switch back by itself, and with everything to the value before the first', () => {
    expect(planRollBackItem(twice, alone)).toMatchObject({ expectedUrl: LINK, targetUrl: NEW, leftOutReason: null })
    expect(planRollBackItem(twice, EVERYTHING)).toMatchObject({
      expectedUrl: LINK,
      targetUrl: OLD,
      leftOutReason: null,
    })
  })

  test('goes a second switch back after the first, and then no further', () => {
    const once = { ...twice, ownWrites: [...twice.ownWrites, rolledBack(LINK, NEW)] }
    expect(planRollBackItem(once, alone)).toMatchObject({ expectedUrl: NEW, targetUrl: OLD, leftOutReason: null })
    const back = { ...twice, ownWrites: [...once.ownWrites, rolledBack(NEW, OLD)] }
    expect(planRollBackItem(back, alone).leftOutReason).toBe('never-switched')
    expect(planRollBackItem(back, EVERYTHING).leftOutReason).toBe('never-switched')
  })

  test('goes back by its first run only once the second is taken back', () => {
    expect(planRollBackItem(twice, { kind: 'run', runId: RUN }).leftOutReason).toBe('switched-by-another-run')
    const once = { ...twice, ownWrites: [...twice.ownWrites, rolledBack(LINK, NEW)] }
    expect(planRollBackItem(once, { kind: 'run', runId: RUN })).toMatchObject({ targetUrl: OLD, leftOutReason: null })
  })

  test('goes no further than a value that somebody else put between our switches', () => {
    const theirs = 'https://files.vendor.example/second'
    const ownWrites = [switched(OLD, NEW), rolledBack(NEW, OLD), switched(theirs, LINK)]
    expect(planRollBackItem({ ...twice, ownWrites }, EVERYTHING)).toMatchObject({ targetUrl: theirs })
  })

  test('and back in the form it had before goes to where each form began', () => {
    const ownWrites = [switched(OLD, NEW), switched(NEW, LINK), switched(LINK, NEW)]
    expect(planRollBackItem({ ...twice, ownWrites }, alone)).toMatchObject({ expectedUrl: NEW, targetUrl: LINK })
    const all = [...ownWrites, rolledBack(NEW, OLD)]
    expect(planRollBackItem({ ...twice, ownWrites: all }, EVERYTHING).leftOutReason).toBe('never-switched')
  })
})
