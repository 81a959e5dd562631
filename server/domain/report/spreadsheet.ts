/**
 * CSV for people and their spreadsheets. Cells that a spreadsheet would run as a formula are shown as text instead, so this
 * is not byte-exact; machine files have a writer of their own.
 */

const STARTS_A_FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n\t]/

/** One line with its CRLF; null is an empty cell. */
export function formatSpreadsheetLine(cells: readonly (string | null)[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`
}

function formatCell(cell: string | null): string {
  const text = cell ?? ''
  const safe = STARTS_A_FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe
}
