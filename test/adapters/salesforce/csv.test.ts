import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCsv, parseCsv } from '../../../server/adapters/salesforce/csv.ts'

test('a null is written as the word bulk knows, text always in quotes', () => {
  expect(
    formatCsv(
      ['Id', 'Url'],
      [
        ['1', null],
        ['2', ' a"b,\n'],
      ],
    ),
  ).toBe('Id,Url\n"1",#N/A\n"2"," a""b,\n"\n')
})

test('any text survives being written and read', async () => {
  const rows = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      const parsed = await read(formatCsv(['A', 'B'], cells), ['A', 'B'])
      expect(parsed).toEqual(cells)
    }),
  )
})

test('columns are found by name, in any order and among others', async () => {
  expect(await read('"C","A"\r\n"3","1"\r\n', ['A'])).toEqual([['1']])
})

test('a missing column is an answer nobody expected', async () => {
  await expect(read('"A"\n"1"\n', ['A', 'B'])).rejects.toMatchObject({ code: 'salesforce.unexpected-answer' })
})

test('a file that ends within a text is an error, not a shorter file', async () => {
  await expect(read('"A"\n"1"\n"2', ['A'])).rejects.toThrow()
})

test('a row with a cell too many is an error', async () => {
  await expect(read('"A"\n"1","2"\n', ['A'])).rejects.toThrow()
})

test('it does not matter where a file is cut into pieces', async () => {
  const csv = Buffer.from('\ufeffA,"B"\r\n"ü, ""q""\r\n","🧾"\r\n"",x\n1,"2"')
  const rows = [
    ['ü, "q"\r\n', '🧾'],
    ['', 'x'],
    ['1', '2'],
  ]
  for (let size = 1; size <= csv.length; size += 1) expect(await read(csv, ['A', 'B'], size)).toEqual(rows)
})

test('a file without rows has none, with a header or without', async () => {
  expect(await read('"A"\n', ['A'])).toEqual([])
  expect(await read('', ['A'])).toEqual([])
})

test('text after a closing quote and a quote within a bare cell are errors', async () => {
  await expect(read('"A"\n"1"2\n', ['A'])).rejects.toThrow('Expected a comma or a line end')
  await expect(read('"A"\n1"2\n', ['A'])).rejects.toThrow('to be in quotes')
})

async function read(csv: string | Buffer, columns: string[], pieceBytes = 64 * 1024) {
  const bytes = Buffer.from(csv)
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) =>
    bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
  )
  return (await Array.fromAsync(parseCsv(Readable.from(pieces), columns))).flat()
}
