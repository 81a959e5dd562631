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
      expect(parsed).toEqual(cells.map(([A, B]) => ({ A, B })))
    }),
  )
})

test('columns are found by name, in any order and among others', async () => {
  expect(await read('"C","A"\r\n"3","1"\r\n', ['A'])).toEqual([{ C: '3', A: '1' }])
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

function read(csv: string, columns: string[]) {
  return Array.fromAsync(parseCsv(Readable.from([Buffer.from(csv)]), columns))
}
