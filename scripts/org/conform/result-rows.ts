import { Readable } from 'node:stream'
import { parseCsv } from '../../../server/adapters/salesforce/csv.ts'

/** A row of a result file, by the names in its header. */
export type ResultRow = Readonly<Record<string, string>>

/** The rows of a result file with all its columns; none of an empty answer. */
export async function readResultRows(text: string): Promise<ResultRow[]> {
  if (text === '') return []
  const header = text.split(/\r?\n/, 1)[0] ?? ''
  const columns = header.replaceAll('"', '').split(',')
  const pages = await Array.fromAsync(parseCsv(Readable.from([Buffer.from(text)]), columns))
  return pages.flat().map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])))
}
