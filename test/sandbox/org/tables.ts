import { parseId } from './ids.ts'
import type { ObjectDefinition, Row } from './schema.ts'

/**
 * The records of one sObject, numbered in the order of their ids. `asOf` is a sequence number of the record store:
 * reading with the same one again gives the same values, whatever was written since.
 */
export interface Table {
  readonly definition: ObjectDefinition
  readonly size: number
  /** The position of a record by its 18-character id, deleted or not. */
  position(id: string): number | undefined
  isVisible(position: number, asOf: number): boolean
  row(position: number, asOf: number): Row
  /** Tells whether queries are answered as if there were no such object. */
  isHidden?(): boolean
  /** Tells, at less cost than reading it, whether a record was surely modified before a time only. */
  isOlder?(position: number, timeMs: number): boolean
}

/** All sObjects of the org, by name. */
export type Tables = ReadonlyMap<string, Table>

/** Collects tables under their names. */
export function collectTables(tables: readonly Table[]): Tables {
  return new Map(tables.map((table) => [table.definition.name.toLowerCase(), table]))
}

/** Finds a table; like the platform, without regard to case. */
export function findTable(tables: Tables, name: string): Table | undefined {
  const table = tables.get(name.toLowerCase())
  return table?.isHidden?.() === true ? undefined : table
}

/** Makes a table of a few rows that never change. Rows are given in the order of their ids. */
export function fixedTable(definition: ObjectDefinition, rows: readonly Row[]): Table {
  const positions = new Map(rows.map((row, position) => [row.Id, position]))
  return {
    definition,
    size: rows.length,
    position: (id) => positions.get(id),
    isVisible: () => true,
    row: (position) => rows[position] ?? {},
  }
}

/** Finds the position of a record by an id of either length; undefined when there is none. */
export function locate(table: Table, id: string): number | undefined {
  const long = parseId(id)
  return long === undefined ? undefined : table.position(long)
}
