import type { MikroORM } from '@mikro-orm/postgresql'
import { type Db, fromKysely } from 'pg-boss'

/**
 * Runs what pg-boss sends on the pool of the ledger. Some of its texts are whole transactions, from `BEGIN` to `COMMIT`; when a
 * statement in the middle fails, because a lock or the disk cannot be had, the rest is never run. The connection is taken out
 * of that transaction before anybody else gets it: everything they send would be refused.
 */
export function queueStatements(orm: MikroORM): Db {
  return {
    executeSql: (text, values) =>
      orm.em
        .getKysely()
        .connection()
        .execute(async (connection) => {
          const db = fromKysely(connection)
          try {
            return await db.executeSql(text, values)
          } catch (error) {
            await db.executeSql('rollback').catch(() => undefined)
            throw error
          }
        }),
  }
}
