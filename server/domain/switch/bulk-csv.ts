/** Rows as Bulk API 2.0 and Data Loader read them: byte-exact, LF, every cell quoted, `#N/A` for no value. */

/** One line of CSV with its line end. Values are never trimmed or changed; quotes are doubled. */
export function formatBulkRow(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '#N/A' : `"${cell.replaceAll('"', '""')}"`)).join(',')}\n`
}
