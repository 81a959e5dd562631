import { Migrator } from '@mikro-orm/migrations'
import { defineConfig, type Options } from '@mikro-orm/postgresql'
import type { Pool } from 'pg'
import { ENTITIES } from './entities/index.ts'
import { MIGRATIONS } from './migrations/index.ts'

/** Where the executed migrations are noted. */
export const MIGRATIONS_TABLE = 'schema_migrations'

/**
 * MikroORM's configuration for a database.
 * @param database.maxConnections upper limit of the pool; connections are opened when they are needed
 * @param database.use what the process is for, by which the server tells its connections apart
 * @param database.onPoolCreated given the pool once there is one
 */
export function databaseConfig(database: {
  url: string | undefined
  maxConnections: number
  use?: string
  onPoolCreated?: (pool: Pool) => void
}): Options {
  const { use, onPoolCreated } = database
  return defineConfig({
    clientUrl: database.url,
    entities: ENTITIES,
    extensions: [Migrator],
    migrations: {
      tableName: MIGRATIONS_TABLE,
      migrationsList: MIGRATIONS,
      snapshot: false,
      disableForeignKeys: false,
      silent: true,
    },
    pool: { min: 0, max: database.maxConnections },
    // A session that was left in a transaction would hold its locks for ever; no work of ours pauses that long in one.
    driverOptions: {
      application_name: use === undefined ? 'doclift' : `doclift ${use}`,
      keepAlive: true,
      idle_in_transaction_session_timeout: 60_000,
      ...(onPoolCreated ? { onPoolCreated } : {}),
    },
    // The library's lines would hold values of parameters; errors reach the log through their own messages.
    debug: false,
  })
}

/** For the mikro-orm command line, which works as the owner of the schema. */
export default databaseConfig({ url: process.env.DATABASE_OWNER_URL, maxConnections: 2 })
