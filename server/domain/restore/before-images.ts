import type { PlanLine } from '../run/plan-hash.ts'
import type { Operation } from '../run/run.ts'
import { formatBulkRow, isLoadable } from './bulk-csv.ts'

export const BEFORE_IMAGES_FORMAT = 'doclift-before-images/1'

/** What stands beside a file of before-images, so that whoever loads it knows what it is and that it is whole. */
export interface BeforeImagesDescription {
  format: typeof BEFORE_IMAGES_FORMAT
  orgId: string | null
  /** API names. */
  object: string
  field: string
  run: { id: string; number: number; operation: Operation }
  planHash: string
  /** Rows of the file, without its head. */
  rows: number
  /** Planned records whose value no CSV can carry; they are in no row, and only Doclift can restore them. */
  notLoadable: { records: number; recordIds: string[] }
  sizeBytes: number
  /** Lower-case hex, of the bytes of the file. */
  sha256: string
  /** ISO 8601, UTC. */
  madeAt: string
}

/** Part of the file: its text, how many rows are in it, and the records that could not be. */
export interface BeforeImagesPart {
  text: string
  rowCount: number
  notLoadable: string[]
}

/** The first line: the names by which Data Loader maps the columns by itself. */
export function beforeImagesHead(field: string): BeforeImagesPart {
  return { text: formatBulkRow(['Id', field]), rowCount: 0, notLoadable: [] }
}

/** The values that the planned records of a page have before the run; those left out of the plan have no row. */
export function beforeImagesPart(lines: readonly PlanLine[]): BeforeImagesPart {
  const planned = lines.filter((line) => line.leftOutReason === null)
  const loadable = planned.filter((line) => isLoadable(line.expectedUrl))
  return {
    text: loadable.map((line) => formatBulkRow([line.recordId, line.expectedUrl])).join(''),
    rowCount: loadable.length,
    notLoadable: planned.filter((line) => !isLoadable(line.expectedUrl)).map((line) => line.recordId),
  }
}
