import { expect, test } from 'vitest'
import { looksLikeLostAccess } from '../../../server/domain/switch/access.ts'

const readOnly = { code: 'INSUFFICIENT_ACCESS_OR_READONLY' }
const ofField = { code: 'INVALID_FIELD_FOR_INSERT_UPDATE' }
const rule = { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }

test.each([
  ['every row was refused for access', 2, [readOnly, ofField], true],
  ['one row was written', 3, [readOnly, ofField], false],
  ['one row was refused for another reason', 2, [readOnly, rule], false],
  ['there was no row', 0, [], false],
])('access looks lost or not when %s', (_, rows, refusals, isLost) => {
  expect(looksLikeLostAccess(rows, refusals)).toBe(isLost)
})
