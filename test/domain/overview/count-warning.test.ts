import { expect, test } from 'vitest'
import { countWarning } from '../../../server/domain/overview/count-warning.ts'

const count = (inOrg: number, inLedger: number) => ({ inOrg, inLedger, countedAt: '2026-03-01T12:00:00.000Z' })

test('nothing is said when both counts agree, or nothing was counted', () => {
  expect(countWarning(count(5, 5))).toBeNull()
  expect(countWarning(null)).toBeNull()
})

test('more entries in the org are told with both numbers and what it means', () => {
  expect(countWarning(count(1_917_660, 1_917_600))).toBe(
    'Salesforce counts 1917660 entries; the inventory found 1917600. Entries came meanwhile, or the integration user was only then allowed to see them. Run the inventory again. If it stays so, compare with what an administrator counts.',
  )
})

test('fewer entries in the org are told as deleted or hidden', () => {
  expect(countWarning(count(4, 5))).toMatch(
    /^Salesforce counts 4 entries; the inventory found 5\. Entries were deleted/,
  )
})
