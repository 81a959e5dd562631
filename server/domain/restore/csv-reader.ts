import { PermanentError } from '../errors.ts'

/** A row with the line it begins on, counted from 1. */
export interface CsvRow {
  line: number
  cells: string[]
}

/** No text field of Salesforce is longer than this many characters. */
export const MOST_CELL_CHARACTERS = 131_072

const LONE_RETURN = 'A carriage return stands there without a line feed. Save the file with line ends CRLF or LF.'
const ENDS_OF_PLAIN = /[,"\r\n]/g

/**
 * Reads CSV as RFC 4180 has it, piece by piece, holding no more than one row: UTF-8, commas, quotes doubled inside quotes,
 * lines that end with CRLF or LF, cells with line ends inside. A mark at the start that says UTF-8 and empty lines are passed
 * over. Nothing is trimmed and nothing guessed. All methods throw PermanentError `restore.bad-file` with the line.
 */
export class CsvReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #place: 'open' | 'plain' | 'quoted' | 'after-quote' | 'after-return' = 'open'
  #line = 1
  #rowLine = 1
  #hasBegun = false
  #cells: string[] = []
  #cell = ''

  /** The rows that end in this piece. */
  read(bytes: Uint8Array): CsvRow[] {
    return this.#take(this.#decode(bytes, true))
  }

  /** The row that ends with the file, when its line has no end. */
  end(): CsvRow[] {
    const rows = this.#take(this.#decode(new Uint8Array(), false))
    if (this.#place === 'quoted') throw badFile(this.#rowLine, 'A cell begins with a quote and never ends.')
    if (this.#place === 'after-return') throw badFile(this.#line, LONE_RETURN)
    return this.#hasBegun ? [...rows, this.#endRow()] : rows
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream })
    } catch {
      throw badFile(this.#line, 'There, or soon after, the file is not UTF-8. Save it as UTF-8.')
    }
  }

  #take(text: string): CsvRow[] {
    const rows: CsvRow[] = []
    let at = 0
    while (at < text.length) at = this.#place === 'quoted' ? this.#quoted(text, at) : this.#unquoted(text, at, rows)
    return rows
  }

  /** Up to the next quote; line ends in between belong to the cell. */
  #quoted(text: string, at: number): number {
    const quote = text.indexOf('"', at)
    const end = quote === -1 ? text.length : quote
    this.#add(text.slice(at, end))
    if (quote === -1) return end
    this.#place = 'after-quote'
    return end + 1
  }

  #unquoted(text: string, at: number, rows: CsvRow[]): number {
    const character = text[at]
    if (this.#place === 'after-return' && character !== '\n') throw badFile(this.#line, LONE_RETURN)
    if (character === '\n') this.#endLine(rows)
    else if (character === '\r') this.#place = 'after-return'
    else if (character === ',') this.#endCell()
    else if (character === '"') this.#quote()
    else return this.#plain(text, at)
    return at + 1
  }

  #plain(text: string, at: number): number {
    if (this.#place === 'after-quote') throw badFile(this.#line, 'Text follows the closing quote of a cell.')
    ENDS_OF_PLAIN.lastIndex = at
    const end = ENDS_OF_PLAIN.exec(text)?.index ?? text.length
    this.#place = 'plain'
    this.#hasBegun = true
    this.#add(text.slice(at, end))
    return end
  }

  #quote(): void {
    if (this.#place === 'plain') throw badFile(this.#line, 'A quote stands inside a cell that does not begin with one.')
    if (this.#place === 'after-quote') this.#add('"')
    this.#place = 'quoted'
    this.#hasBegun = true
  }

  #add(text: string): void {
    if (text.includes('\0')) throw badFile(this.#line, 'There is a NUL character, which no link has.')
    this.#cell += text
    if (this.#cell.length > MOST_CELL_CHARACTERS) {
      throw badFile(
        this.#rowLine,
        `A cell has more than ${MOST_CELL_CHARACTERS} characters, more than any text field holds.`,
      )
    }
    if (this.#place === 'quoted') this.#line += countLineFeeds(text)
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#place = 'open'
    this.#hasBegun = true
  }

  #endLine(rows: CsvRow[]): void {
    if (this.#hasBegun) rows.push(this.#endRow())
    this.#line += 1
    this.#rowLine = this.#line
    this.#place = 'open'
  }

  #endRow(): CsvRow {
    const row = { line: this.#rowLine, cells: [...this.#cells, this.#cell] }
    this.#cells = []
    this.#cell = ''
    this.#hasBegun = false
    return row
  }
}

/** A file that cannot be read any further, with the line and what is wrong there. */
export function badFile(line: number, problem: string): PermanentError {
  return new PermanentError('restore.bad-file', `Line ${line}: ${problem}`, { facts: { line } })
}

function countLineFeeds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
