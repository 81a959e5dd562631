import type { Readable } from 'node:stream'
import { CsvRowCutter } from './csv-rows.ts'
import { unexpectedAnswer } from './errors.ts'

/** What Bulk API 2.0 reads as "set this field to null"; an empty cell leaves the field as it is. */
export const NULL_CELL = '#N/A'

/** One row: the cells of the columns that were asked for, in the order asked; an empty cell is an empty text. */
export type CsvRow = readonly string[]

/**
 * Formats rows for a bulk upload: UTF-8, commas, LF, every text in quotes so that commas, quotes, line breaks and blanks at
 * either end arrive as they are.
 * @param rows cells in the order of the columns; null becomes `#N/A`
 */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly (string | null)[]>): string {
  const lines = [columns.join(',')]
  for (const row of rows) lines.push(row.map(formatCell).join(','))
  return `${lines.join('\n')}\n`
}

/**
 * Reads CSV, some rows at a time, as they come. Columns are found by name, because their order differs between API
 * versions.
 * @param columns those that must be there; others may be
 * @throws FatalError salesforce.unexpected-answer when a column is missing; what the stream throws; Error when the text is
 * no CSV, ends within a row, or has a row of another width than the header
 */
export async function* parseCsv(body: Readable, columns: readonly string[]): AsyncGenerator<CsvRow[]> {
  let pick: ((cells: readonly string[]) => CsvRow) | undefined
  for await (const rows of rowsOf(body)) {
    if (pick === undefined) pick = pickerOf(rows.shift()!, columns)
    yield rows.map(pick)
  }
}

/** Whole rows, at least one at a time. */
async function* rowsOf(body: Readable): AsyncGenerator<string[][]> {
  const cutter = new CsvRowCutter()
  const decoder = new TextDecoder()
  for await (const piece of body as AsyncIterable<Buffer>) {
    const rows = cutter.push(decoder.decode(piece, { stream: true }))
    if (rows.length > 0) yield rows
  }
  const last = cutter.end(decoder.decode())
  if (last.length > 0) yield last
}

function pickerOf(header: readonly string[], columns: readonly string[]): (cells: readonly string[]) => CsvRow {
  const missing = columns.filter((column) => !header.includes(column))
  if (missing.length > 0) throw unexpectedAnswer(`the CSV columns ${missing.join(', ')}`)
  const places = columns.map((column) => header.indexOf(column))
  return (cells) => {
    if (cells.length === header.length) return places.map((place) => cells[place]!)
    throw new Error(`A row has ${cells.length} cells, the header ${header.length}.`)
  }
}

function formatCell(value: string | null): string {
  return value === null ? NULL_CELL : `"${value.replaceAll('"', '""')}"`
}
