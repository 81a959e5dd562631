/** Values on their way between PostgreSQL and the ports. */

/** A timestamp, as pg or MikroORM gives it, in ISO 8601, UTC, with milliseconds. */
export function isoTime(value: string | Date): string {
  return new Date(value).toISOString()
}

/** The same for a timestamp that may be missing. */
export function isoTimeOrNull(value: string | Date | null | undefined): string | null {
  return value == null ? null : isoTime(value)
}

/** The same as a date. */
export function dateOrNull(value: string | Date | null | undefined): Date | null {
  return value == null ? null : new Date(value)
}

/** pg gives bigint as text; none of ours exceeds what a number holds. */
export function numberOrNull(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}

/** One list per key: the shape that `unnest` takes a page of rows in. */
export function columnsOf<Row, const Keys extends readonly (keyof Row)[]>(rows: readonly Row[], keys: Keys): unknown[] {
  return keys.map((key) => rows.map((row) => storable(row[key] ?? null)))
}

/** Text that PostgreSQL can hold: it has no place for NUL, which only a hostile or broken value contains. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value
}

/** A page of a list that was read with one row more than wanted. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), nextCursor: rows.length > limit && last !== undefined ? keyOf(last) : null }
}
