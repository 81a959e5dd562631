import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { soqlDateTime, soqlName, soqlText } from '../../../server/domain/org/soql.ts'
import { parseSoql } from '../../sandbox/org/soql-parser.ts'

/** Pieces that try to end a literal, start a clause or change what an escape means. */
const PIECES = [
  "'",
  "''",
  '\\',
  "\\'",
  '\\\\',
  "\\\\'",
  '\\u0027',
  '\\x27',
  "' OR Name != '",
  "') OR Id != null --",
  ' LIMIT 1',
  '/*',
  '*/',
  '--',
  ';',
  '%27',
  '+',
  '&',
  '#',
  '"',
  '\n',
  '\r\n',
  '\t',
  '\b',
  '\f',
  '\0',
  '\u2028',
  '\u2019',
  '\uff07',
  '\ud800',
  '\udc00',
  '\u{1f33f}',
  'null',
  ':name',
]
const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  // Halves of surrogate pairs too.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
)

/** What a text is when it has gone through the address of a request and back. */
function throughUrl(soql: string): string {
  return new URLSearchParams(`q=${encodeURIComponent(soql)}`).get('q') ?? ''
}

describe('queries that are put together from hostile texts', () => {
  test('a text comes out of a parser as it went in, and nothing besides it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const query = parseSoql(throughUrl(`SELECT Id FROM Account WHERE Name = ${soqlText(text)} LIMIT 5`))
        expect(query.alternatives.flat()).toHaveLength(1)
        expect(query.alternatives[0]?.[0]?.operands).toEqual([{ kind: 'string', value: text }])
        expect([query.object.text, query.limit, query.orderBy]).toEqual(['Account', 5, null])
      }),
      { numRuns: 2_000 },
    )
  })

  test('a list of texts keeps its length, its order and every one of them', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 6 }), (texts) => {
        const list = texts.map(soqlText).join(', ')
        const query = parseSoql(throughUrl(`SELECT Id FROM Account WHERE Name IN (${list}) AND IsDeleted = false`))
        expect(query.alternatives.flat().map(({ operands }) => operands.map(({ value }) => value))).toEqual([
          texts,
          [false],
        ])
      }),
      { numRuns: 500 },
    )
  })

  test('a name is either refused or is the whole name in every place of a query', () => {
    const name = fc.oneof(
      fc.constantFrom('Id', 'tlnd__DocListEntry__c', 'tlnd__Account__r.Name', 'LIMIT', 'Null'),
      fc.tuple(fc.constantFrom('tlnd__A__c', ''), hostileText).map(([start, end]) => start + end),
    )
    fc.assert(
      fc.property(name, (text) => {
        const safe = nameOrNull(text)
        if (safe === null) return
        const query = parseSoql(`SELECT Id, ${safe} FROM ${safe} WHERE ${safe} = ${soqlText('x')} ORDER BY ${safe}`)
        expect(query.fields.map((field) => field.text)).toEqual(['Id', text])
        expect([query.object.text, query.alternatives[0]?.[0]?.field.text, query.orderBy?.text]).toEqual([
          text,
          text,
          text,
        ])
      }),
      { numRuns: 2_000 },
    )
  })

  test('a moment comes out of a parser to the millisecond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }), (moment) => {
        const query = parseSoql(`SELECT Id FROM Account WHERE SystemModstamp >= ${soqlDateTime(moment)}`)
        expect(query.alternatives[0]?.[0]?.operands).toEqual([{ kind: 'datetime', value: moment.getTime() }])
      }),
    )
  })
})

function nameOrNull(text: string): string | null {
  try {
    return soqlName(text)
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    return null
  }
}
