import { expect, test } from 'vitest'
import { planRollBackItem, type RollBackSubject } from '../../../server/domain/rollback/plan.ts'

const subject: RollBackSubject = {
  recordId: 'a1c000000000001AAA',
  accountId: '001000000000001AAA',
  urlState: 'confirmed',
  writtenUrl: 'https://files.acme.example/new',
  beforeImage: 'files.vendor.example/old without scheme',
  hasOwnWrite: true,
}

test('a switched record goes from what we wrote to its before-image, byte for byte', () => {
  expect(planRollBackItem(subject)).toMatchObject({
    expectedUrl: 'https://files.acme.example/new',
    targetUrl: 'files.vendor.example/old without scheme',
    leftOutReason: null,
  })
})
test('an empty original is restored as empty', () => {
  expect(planRollBackItem({ ...subject, beforeImage: null })).toMatchObject({ targetUrl: null, leftOutReason: null })
})
test('a record that was never switched is left alone', () => {
  expect(planRollBackItem({ ...subject, hasOwnWrite: false }).leftOutReason).toBe('never-switched')
})
test('a record whose last write is in doubt is left to its run', () => {
  expect(planRollBackItem({ ...subject, urlState: 'in_doubt' }).leftOutReason).toBe('being-checked')
})
test('a record that somebody else changed is left alone', () => {
  expect(planRollBackItem({ ...subject, urlState: 'conflicted' }).leftOutReason).toBe('conflicted')
})
