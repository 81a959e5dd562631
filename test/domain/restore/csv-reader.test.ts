import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { formatBulkRow, isLoadable } from '../../../server/domain/restore/bulk-csv.ts'
import { CsvReader, type CsvRow } from '../../../server/domain/restore/csv-reader.ts'

/** Reads bytes in pieces of a size, so that every state of the reader meets the end of a piece. */
function readIn(pieceBytes: number, bytes: Uint8Array): CsvRow[] {
  const reader = new CsvReader()
  const rows: CsvRow[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) rows.push(...reader.read(bytes.subarray(at, at + pieceBytes)))
  return [...rows, ...reader.end()]
}

const read = (text: string) => readIn(1 << 16, Buffer.from(text))
const cellsOf = (rows: readonly CsvRow[]) => rows.map((row) => row.cells)

const ODD = [
  'https://a.example/x,y',
  'https://a.example/"quoted"',
  'two\nlines',
  'two\r\nlines',
  ' spaces ',
  '=HYPERLINK("x")',
  '+1',
  "'text",
  'ü 漢字 😀',
  '\t',
  'x'.repeat(100_000),
]

test('what is written as a row is read back byte for byte, in pieces of any size', () => {
  const file = Buffer.from(['Id', ...ODD].map((value, index) => formatBulkRow([`id${index}`, value])).join(''))
  const expected = ['Id', ...ODD].map((value, index) => [`id${index}`, value])
  for (const size of [1, 2, 3, 7, 4_096, file.length]) expect(cellsOf(readIn(size, file))).toEqual(expected)
  expect(parse(file)).toEqual(expected)
})

test('no value and an empty one are both written as what empties the field', () => {
  expect(formatBulkRow(['a', null])).toBe('"a",#N/A\n')
  expect(formatBulkRow(['a', ''])).toBe('"a",#N/A\n')
})

test.each([
  [null, true],
  ['=1+1', true],
  ['#N/A ', true],
  ['#N/A', false],
  ['a\0b', false],
  ['half \ud83d a pair', false],
])('the value %j can be carried by a file: %s', (value, is) => {
  expect(isLoadable(value)).toBe(is)
})

describe('a file', () => {
  test.each([
    ['LF', 'a,b\nc,d\n'],
    ['CRLF', 'a,b\r\nc,d\r\n'],
    ['no end at its last line', 'a,b\nc,d'],
    ['empty lines', '\na,b\n\r\n\nc,d\n\n'],
    ['a mark that says UTF-8', '\ufeffa,b\nc,d\n'],
    ['quotes around everything', '"a","b"\n"c","d"'],
  ])('with %s has the same cells', (_, text) => {
    expect(cellsOf(read(text))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  test('tells the line on which each row begins, also after cells of several lines', () => {
    expect(read('a\n"b\n\nc"\r\n\nd').map((row) => row.line)).toEqual([1, 2, 6])
  })

  test.each([
    ['a quote that never ends', 'a\n"b\nc', 'Line 2: A cell begins with a quote'],
    ['text after a quote', 'a\n"b"c', 'Line 2: Text follows'],
    ['a quote in the middle', 'a\nb"c"', 'Line 2: A quote stands inside'],
    ['a NUL', 'a\nb\n"c\0"', 'Line 3: There is a NUL'],
    ['a lone carriage return', 'a\rb', 'Line 1: A carriage return'],
    ['a lone carriage return at its end', 'a\r', 'Line 1: A carriage return'],
    ['a cell without measure', `a\n"${'x'.repeat(131_073)}"`, 'Line 2: A cell has more than 131072 characters'],
  ])('with %s is refused with its line', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  test.each([
    ['UTF-16', Buffer.from('\ufeffId,Document__c\n', 'utf16le')],
    ['Latin-1', Buffer.from('Id,Größe\n', 'latin1')],
    ['half a character at its end', Buffer.from('Id,ü').subarray(0, 4)],
  ])('in %s is refused with the line and what to do', (_, bytes) => {
    expect(() => readIn(1 << 16, bytes)).toThrow(/Line 1: .*not UTF-8\. Save it as UTF-8/)
  })
})
