/** Rows as Bulk API 2.0 and Data Loader read them: byte-exact, LF, every cell quoted, `#N/A` for no value. */

/** What empties a field; an empty cell leaves it as it is. */
export const NO_VALUE = '#N/A'

/** One line of CSV with its line end. Values are never trimmed or changed; quotes are doubled. */
export function formatBulkRow(cells: readonly (string | null)[]): string {
  return `${cells.map(formatCell).join(',')}\n`
}

function formatCell(cell: string | null): string {
  return cell === null || cell === '' ? NO_VALUE : `"${cell.replaceAll('"', '""')}"`
}

/**
 * True for a value that a row can carry to the org and that arrives as it is. The text `#N/A` would empty the field,
 * quoted or not; a NUL ends the file for many readers, and half a character pair is no UTF-8.
 */
export function isLoadable(value: string | null): boolean {
  return value === null || (value !== NO_VALUE && !value.includes('\0') && value.isWellFormed())
}
