import { toRecordId18 } from '../org/record-id.ts'
import { NO_VALUE } from './bulk-csv.ts'
import { badFile, type CsvRow } from './csv-reader.ts'

/** A row of the file that can be loaded: which record gets which value. */
export interface RestoreRow {
  line: number
  /** 18 characters. */
  recordId: string
  /** Null empties the field. */
  value: string | null
}

/** A row that cannot, and why, as a sentence. */
export interface RowProblem {
  line: number
  problem: string
}

/** Where the two columns stand. */
export interface RestoreColumns {
  count: number
  id: number
  value: number
}

/**
 * Finds the columns by their names, as Data Loader does, whatever their case and order. Others are passed over.
 * @throws PermanentError `restore.bad-file` when one is missing or there twice
 */
export function findColumns({ line, cells }: CsvRow, field: string): RestoreColumns {
  const at = (name: string) => {
    const places = cells.flatMap((cell, place) => (cell.trim().toLowerCase() === name.toLowerCase() ? [place] : []))
    if (places.length === 1) return places[0] as number
    const found = cells.map((cell) => `"${cell.slice(0, 40)}"`).slice(0, 10)
    const count = places.length === 0 ? 'none' : String(places.length)
    throw badFile(line, `The head must name one column ${name}; there is ${count} among ${found.join(', ')}.`)
  }
  return { count: cells.length, id: at('Id'), value: at(field) }
}

/**
 * Reads one row.
 * @throws PermanentError `restore.bad-file` when it has another number of cells than the head
 */
export function toRestoreRow({ line, cells }: CsvRow, columns: RestoreColumns): RestoreRow | RowProblem {
  if (cells.length !== columns.count) {
    throw badFile(
      line,
      `The row has ${cells.length} cells; the head has ${columns.count}. Commas in a value need quotes around it.`,
    )
  }
  const id = cells[columns.id] as string
  const recordId = toRecordId18(id)
  if (recordId === undefined) return { line, problem: idProblem(id) }
  const value = cells[columns.value] as string
  if (value === '')
    return { line, problem: `The value is empty, which leaves the field as it is. ${NO_VALUE} empties it.` }
  return { line, recordId, value: value === NO_VALUE ? null : value }
}

export function isProblem(row: RestoreRow | RowProblem): row is RowProblem {
  return 'problem' in row
}

function idProblem(id: string): string {
  const shown = JSON.stringify(id.slice(0, 40))
  if (!/^[A-Za-z0-9]{15}[A-Za-z0-9]{3}$/.test(id)) return `${shown} is no record id of 15 or 18 characters.`
  return `${shown} is no record id: its last three characters do not belong to the others. Something changed their case.`
}
