import { expect, test } from 'vitest'
import { planRollBackItem, type RollBackSubject } from '../../../server/domain/rollback/plan.ts'

const subject: RollBackSubject = {
  recordId: 'a1c000000000001AAA',
  accountId: '001000000000001AAA',
  urlState: 'confirmed',
  writtenUrl: 'https://files.acme.example/new',
  beforeImage: 'files.vendor.example/old without scheme',
  hasOwnWrite: true,
  writtenByRunId: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
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
  expect(planRollBackItem({ ...subject, beforeImage: null }, EVERYTHING)).toMatchObject({
    targetUrl: null,
    leftOutReason: null,
  })
})
test('a record that was never switched is left alone', () => {
  expect(planRollBackItem({ ...subject, hasOwnWrite: false }, EVERYTHING).leftOutReason).toBe('never-switched')
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
  expect(planRollBackItem({ ...subject, hasOwnWrite: false }, scope).leftOutReason).toBe('never-switched')
  expect(planRollBackItem({ ...subject, urlState: 'in_doubt' }, scope).leftOutReason).toBe('being-checked')
})

test('the rollback of a run leaves alone what another run wrote later', () => {
  const mine = { kind: 'run' as const, runId: subject.writtenByRunId ?? '' }
  expect(planRollBackItem(subject, mine).leftOutReason).toBeNull()
  const other = { kind: 'run' as const, runId: '0197f3a0-0000-7c3e-9d52-1f0a4e8b7c21' }
  expect(planRollBackItem(subject, other).leftOutReason).toBe('switched-by-another-run')
})
