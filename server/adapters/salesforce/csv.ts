import { pipeline, type Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { unexpectedAnswer } from './errors.ts'

/** What Bulk API 2.0 reads as "set this field to null"; an empty cell leaves the field as it is. */
export const NULL_CELL = '#N/A'

/** One row by column name; an empty cell is an empty text. */
export type CsvRow = Readonly<Record<string, string>>

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
 * Reads CSV row by row. Columns are found by name, because their order differs between API versions.
 * @param columns those that must be there; others may be
 * @throws FatalError salesforce.unexpected-answer when a column is missing; what the stream or the parser throws otherwise
 */
export async function* parseCsv(body: Readable, columns: readonly string[]): AsyncGenerator<CsvRow> {
  // Fixed, because csv-parse would take the line break of the first row for the only one there is.
  const parser = parse({
    bom: true,
    record_delimiter: ['\n', '\r\n'],
    columns: (names) => checkedNames(names, columns),
  })
  // Who reads the parser sees every error, so the callback has nothing left to say.
  pipeline(body, parser, () => {})
  yield* parser
}

function checkedNames(names: string[], columns: readonly string[]): string[] {
  const missing = columns.filter((column) => !names.includes(column))
  if (missing.length > 0) throw unexpectedAnswer(`the CSV columns ${missing.join(', ')}`)
  return names
}

function formatCell(value: string | null): string {
  return value === null ? NULL_CELL : `"${value.replaceAll('"', '""')}"`
}
