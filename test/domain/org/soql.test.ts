import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soqlDateTime, soqlName, soqlText } from '../../../server/domain/org/soql.ts'

test('a text literal ends where it ends and nowhere before, whatever is in it', () => {
  const hostile = fc.string({
    unit: fc.constantFrom("'", '\\', '"', '\n', '\r', '\t', '\b', '\f', 'n', 'u', 'a', ' ', '🌿'),
  })
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
      expect(readLiteral(soqlText(text))).toBe(text)
    }),
  )
})

test.for(['Id', 'Account__r.Name', 'ns__Document__c'])('%s is a name', (name) => {
  expect(soqlName(name)).toBe(name)
})

test.for(['', 'Id, Name', 'Id FROM User', "Id'", 'a.b.c', '1d', 'Id\n', 'Größe__c', '../x', 'COUNT()'])(
  '%j is refused as a name',
  (name) => {
    expect(() => soqlName(name)).toThrow(/API name/)
  },
)

test('a moment is written in UTC without quotes', () => {
  expect(soqlDateTime(new Date('2026-11-21T12:00:00+02:00'))).toBe('2026-11-21T10:00:00.000Z')
})

/** Reads a literal as SOQL does: any backslash sequence it does not know is an error, and so is a bare quote inside. */
function readLiteral(literal: string): string {
  const inside = /^'((?:[^'\\\n\r]|\\[nrtbf"'\\]|\\u[0-9a-f]{4})*)'$/.exec(literal)?.[1]
  if (inside === undefined) throw new Error(`${literal} is not one literal.`)
  const meanings: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return inside.replace(/\\(u[0-9a-f]{4}|.)/g, (_, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return meanings[escaped] ?? escaped
  })
}
