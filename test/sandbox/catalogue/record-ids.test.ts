import { expect, test } from 'vitest'
import { withSuffix } from './record-ids.ts'

test.each([
  ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
  ['500500000079Fgp', '500500000079FgpAAE'],
  ['000000000000000', '000000000000000AAA'],
])('the id %s becomes %s: each group of five letters adds one that tells its upper case', (id15, id18) => {
  expect(withSuffix(id15)).toBe(id18)
})
