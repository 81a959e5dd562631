import { type EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { Pool } from 'pg'
import { fromKysely } from 'pg-boss'
import { databaseConfig } from '../../../db/config.ts'
import { executedMigrations, refuseOtherSchema } from '../../../db/migrate.ts'
import type { PoolUse } from '../../ports/tracking/diagnostics.ts'
import { isDeadlock, toDatabaseError } from './errors.ts'
import { watchPool } from './pool-use.ts'

/** Where statements go: the pool, or one transaction. */
export interface Sql {
  /** Runs one statement with parameters `$1`, `$2`, … sent apart from its text, and gives its rows. */
  rows<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>
}

export interface Transaction extends Sql {
  /** The same transaction for the small tables. */
  em: EntityManager
}

/** One pool. Whatever it throws is an error of Doclift (errors.ts). */
export interface Database extends Sql {
  orm: MikroORM
  /** Undefined before the first connection. */
  poolUse(): PoolUse | undefined
  /** Reads and writes the small tables outside a transaction; a fresh identity map for each use. */
  entities<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result>
  /** All or nothing. A deadlock begins the work anew, so it must do nothing outside the database. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /** Many reads of one moment, however long they take; they hold one connection of the pool. */
  snapshot<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const MAX_ATTEMPTS = 5

/**
 * Opens a pool as the application role and makes sure that the database has the schema of this code.
 * Errors: TransientError `database.unavailable`, FatalError `database.schema`.
 */
export async function openDatabase(options: { url: string; maxConnections: number; use?: string }): Promise<Database> {
  const watched: { read?: () => PoolUse } = {}
  const onPoolCreated = (pool: Pool) => {
    watched.read = watchPool(pool, options.maxConnections)
  }
  const orm = await translated(() => MikroORM.init(databaseConfig({ ...options, onPoolCreated })))
  try {
    await translated(async () => refuseOtherSchema(await executedMigrations(orm.em.fork())))
  } catch (error) {
    await orm.close(true)
    throw error
  }
  return databaseOn(orm, () => watched.read?.())
}

function databaseOn(orm: MikroORM, poolUse: () => PoolUse | undefined): Database {
  return {
    orm,
    poolUse,
    rows: (text, parameters) => translated(() => sqlOn(orm.em.fork()).rows(text, parameters)),
    entities: (work) => translated(() => work(orm.em.fork())),
    transaction: (work) => translated(() => inTransaction(orm, work)),
    snapshot: (work) => translated(() => inSnapshot(orm, work)),
    close: () => orm.close(true),
  }
}

function inSnapshot<Result>(orm: MikroORM, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const transaction = orm.em.getKysely().transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return transaction.execute((context) => withinContext(orm, context, work))
}

async function inTransaction<Result>(
  orm: MikroORM,
  work: (tx: Transaction) => Promise<Result>,
  attempt = 1,
): Promise<Result> {
  try {
    return await orm.em
      .getKysely()
      .transaction()
      .execute((context) => withinContext(orm, context, work))
  } catch (error) {
    if (!isDeadlock(error) || attempt === MAX_ATTEMPTS) throw error
    return await inTransaction(orm, work, attempt + 1)
  }
}

/**
 * The transaction is Kysely's own: the one of the entity manager keeps its connection for ever when the rollback fails,
 * which it does whenever the database goes away.
 */
async function withinContext<Result>(
  orm: MikroORM,
  context: object,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const em = orm.em.fork()
  em.setTransactionContext(context)
  const result = await work({ ...sqlOn(em), em })
  await em.flush()
  return result
}

/** pg-boss's adapter sends parameters apart from the text; the ORM's own `execute` would write them into it. */
function sqlOn(em: EntityManager): Sql {
  return {
    async rows<Row>(text: string, parameters: readonly unknown[] = []) {
      const { rows } = await fromKysely(em.getKysely()).executeSql(text, [...parameters])
      return rows as Row[]
    },
  }
}

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw toDatabaseError(error)
  }
}
