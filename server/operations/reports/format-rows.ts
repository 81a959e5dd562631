import { type Column, formatEnd, formatHead, formatRow, type ReportFormat } from '../../domain/report/report.ts'

/** Pages of rows as text, a page at a time: CSV with its head, or JSON lines. */
export async function* formatRows<Row>(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column<Row>[],
  format: ReportFormat,
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield formatHead(columns)
  for await (const rows of pages) yield rows.map((row) => formatRow(columns, row, format)).join('')
}

/** The same with the line at the end of the JSON lines that says how many there are. */
export async function* formatWholeRows<Row>(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column<Row>[],
  format: ReportFormat,
): AsyncGenerator<string, void, undefined> {
  let rows = 0
  yield* formatRows(counted(pages), columns, format)
  if (format === 'json') yield formatEnd(rows)

  async function* counted(all: AsyncIterable<readonly Row[]>) {
    for await (const page of all) {
      rows += page.length
      yield page
    }
  }
}
