import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toRecordId18 } from '../../../server/domain/org/record-id.ts'

test.for([
  ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
  ['000000000000000', '000000000000000AAA'],
  ['ABCDEFGHIJKLMNO', 'ABCDEFGHIJKLMNO555'],
])('the 15 characters %s become %s', ([short = '', long]) => {
  expect(toRecordId18(short)).toBe(long)
})

test('an id of 18 characters stays as it is, and ids that differ in case alone stay apart', () => {
  const id = fc.string({ unit: fc.constantFrom(...'aAbB01'), minLength: 15, maxLength: 15 })
  fc.assert(
    fc.property(id, id, (one, other) => {
      expect(toRecordId18(toRecordId18(one) ?? '')).toBe(toRecordId18(one))
      const [left = '', right = ''] = [toRecordId18(one), toRecordId18(other)]
      expect(left.toLowerCase() === right.toLowerCase()).toBe(one === other)
    }),
  )
})

test.for(['', '001A0000006Vm9', '001A0000006Vm9r\n', '001A0000006Vm9rIAB', '001A0000006Vm9riac', "001A0000006V'9r"])(
  'the text %j is no id',
  (text) => {
    expect(toRecordId18(text)).toBeUndefined()
  },
)
