import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatSpreadsheetLine } from '../../../server/domain/report/spreadsheet.ts'

test('a cell that a spreadsheet would run is shown as text', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    expect(parse(formatSpreadsheetLine([`${start}1+1`]))).toEqual([[`'${start}1+1`]])
  }
})

test('every other cell arrives as it is, whatever it holds', () => {
  const harmless = fc.string({ unit: 'binary' }).filter((text) => !/^[=+\-@\t\r\uFEFF]/.test(text))
  fc.assert(
    fc.property(harmless, harmless, (left, right) => {
      expect(parse(formatSpreadsheetLine([left, right]))).toEqual([[left, right]])
    }),
  )
})
