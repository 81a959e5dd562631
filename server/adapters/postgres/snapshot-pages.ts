import type { Database, Sql } from './client.ts'
import { toDatabaseError } from './errors.ts'

/**
 * Reads pages of one moment as fast as they are taken. The transaction is lent out for as long as the reader takes pages;
 * it ends with the last one, with an error, and at once when the reader stops.
 */
export async function* snapshotPages<Page>(
  database: Database,
  read: (sql: Sql) => AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  const begun = Promise.withResolvers<Sql>()
  const ended = Promise.withResolvers<void>()
  const holding = database.snapshot((sql) => {
    begun.resolve(sql)
    return ended.promise
  })
  holding.catch(begun.reject)
  try {
    yield* read(await begun.promise)
  } catch (error) {
    throw toDatabaseError(error)
  } finally {
    ended.resolve()
    // It only read, so how it ends says nothing about what was read.
    await holding.catch(() => {})
  }
}

/**
 * Pages by key until one is short.
 * @param readPage reads at most `pageSize` rows after a key
 */
export async function* pagesByKey<Row, Key>(
  first: Key,
  pageSize: number,
  readPage: (after: Key) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row[], void, undefined> {
  let after = first
  for (;;) {
    const rows = await readPage(after)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < pageSize) return
    after = keyOf(last)
  }
}
