/** Tables for a terminal of 80 columns. */

const WIDTH = 80
const GAP = '  '

export interface Column {
  title: string
  align?: 'left' | 'right'
}

/** A table with a head; the last column is cut where it would pass the width. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(printable))
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => [...(row[index] ?? '')].length)))
  return cells
    .map((row) => cut(row.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index])).join(GAP)))
    .join('\n')
}

/** Names come from elsewhere: what could steer a terminal is shown as a space. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}

function pad(cell: string, width: number, column: Column | undefined): string {
  const space = ' '.repeat(Math.max(0, width - [...cell].length))
  return column?.align === 'right' ? space + cell : cell + space
}

function cut(line: string): string {
  const characters = [...line.trimEnd()]
  return characters.length <= WIDTH ? characters.join('') : `${characters.slice(0, WIDTH - 1).join('')}…`
}
