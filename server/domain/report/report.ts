/** What a report is, and how its lines are written. */

import { hideSignatures } from '../object/signed-query.ts'
import { formatSpreadsheetLine } from './spreadsheet.ts'

export const REPORT_FORMATS = ['csv', 'json'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** Which report of what. */
export type ReportSelection =
  | { report: 'run' | 'plan' | 'before-images' | 'side-effects'; id: string }
  | { report: 'account'; id: string }
  | { report: 'overview' | 'failures' | 'out-of-scope' | 'drift' }

export type Cell = string | number | boolean | null

/** One column of the CSV; the JSON lines have the keys of the row itself. */
export interface Column<Row> {
  title: string
  cell(row: Row): Cell
}

/** The first line of the CSV. */
export function formatHead<Row>(columns: readonly Column<Row>[]): string {
  return formatSpreadsheetLine(columns.map(({ title }) => title))
}

/** One row as a line of the format. CSV is for people, so it shows no signature; JSON is for machines and exact. */
export function formatRow<Row>(columns: readonly Column<Row>[], row: Row, format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(row)}\n`
  return formatSpreadsheetLine(columns.map(({ cell }) => textOf(cell(row))))
}

/** The last of the JSON lines: without it the report is not whole. */
export function formatEnd(rows: number): string {
  return `${JSON.stringify({ end: true, rows })}\n`
}

function textOf(cell: Cell): string | null {
  if (cell === null) return null
  return typeof cell === 'string' ? hideSignatures(cell) : String(cell)
}
